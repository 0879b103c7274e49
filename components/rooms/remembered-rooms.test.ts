import { describe, expect, it } from "vitest";
import { parseRooms, serializeRooms, withVisit } from "./remembered-rooms.ts";

describe("remembered rooms", () => {
  it("come back as they were stored, newest first", () => {
    const stored = serializeRooms([
      { code: "aaaa-aaaa-aaaa", lastVisitedMs: 1 },
      { code: "bbbb-bbbb-bbbb", hostKey: "key", lastVisitedMs: 2 },
    ]);

    expect(parseRooms(stored)).toEqual([
      { code: "bbbb-bbbb-bbbb", hostKey: "key", lastVisitedMs: 2 },
      { code: "aaaa-aaaa-aaaa", lastVisitedMs: 1 },
    ]);
  });

  it("stay known as gone until somebody is there again", () => {
    const gone = { code: "aaaa-aaaa-aaaa", hostKey: "key", lastVisitedMs: 1, gone: true } as const;

    expect(parseRooms(serializeRooms([gone]))).toEqual([gone]);
    expect(withVisit([gone], { code: gone.code, lastVisitedMs: 9 })).toEqual([
      { code: gone.code, hostKey: "key", lastVisitedMs: 9 },
    ]);
  });

  it.each([
    ["nothing", null],
    ["no JSON", "{"],
    ["a list", "[1]"],
    ["a number", "4"],
    ["an entry without a time", '{"aaaa-aaaa-aaaa":{}}'],
    ["a code that leads elsewhere", '{"../admin":{"lastVisitedMs":1}}'],
  ])("are none when storage holds %s", (_, stored) => {
    expect(parseRooms(stored)).toEqual([]);
  });

  it("keep the host key when the room is visited again", () => {
    const known = [{ code: "aaaa-aaaa-aaaa", hostKey: "key", lastVisitedMs: 1 }];

    expect(withVisit(known, { code: "aaaa-aaaa-aaaa", lastVisitedMs: 9 })).toEqual([
      { code: "aaaa-aaaa-aaaa", hostKey: "key", lastVisitedMs: 9 },
    ]);
  });

  it("forget the oldest, but never a room that this browser opened", () => {
    let known: ReturnType<typeof parseRooms> = [{ code: "mine", hostKey: "key", lastVisitedMs: 0 }];
    for (let visit = 1; visit <= 40; visit += 1)
      known = withVisit(known, { code: `room-${visit}`, lastVisitedMs: visit });

    expect(known[0]?.code).toBe("room-40");
    expect(known.at(-1)?.code).toBe("mine");
    expect(known).toHaveLength(25);
  });
});
