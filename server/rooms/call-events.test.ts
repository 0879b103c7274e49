import { describe, expect, it } from "vitest";
import { callEnded, changeEvents, enterEvents } from "./call-events.ts";
import { setName } from "./names.ts";
import { setLocked } from "./room-decisions.ts";
import { aRoom, fresh, id, mustEnter, record, someone } from "./room-for-tests.ts";
import { setCohost, setSelf, vacate } from "./seats.ts";

const ann = mustEnter(aRoom(), someone("Ann"), fresh("Ann"), 1_000);
const ben = mustEnter(ann.room, someone("Ben"), fresh("Ben"), 2_000);

describe("the journal is told that somebody", () => {
  it("who is the first began a call", () => {
    expect(enterEvents(aRoom(), ann, 1_000)).toEqual([
      { kind: "call-started", callId: "call-1", roomId: record.id, atMs: 1_000 },
      {
        kind: "participant-joined",
        participationId: "Ann-1",
        callId: "call-1",
        participantId: id("Ann"),
        person: { name: "Ann", email: null, deviceHash: "Ann-device" },
        browser: "Chrome 156",
        atMs: 1_000,
      },
      { kind: "call-peaked", callId: "call-1", people: 1 },
    ]);
  });

  it("with the host key has it", () => {
    const host = mustEnter(ann.room, someone("Ben", { host: true }));

    expect(enterEvents(ann.room, host, 2_000).map(({ kind }) => kind)).toEqual([
      "participant-joined",
      "call-peaked",
      "role-given",
    ]);
  });

  it("who comes back has not come anew", () => {
    const before = vacate(mustEnter(ben.room, someone("Cleo")).room, id("Cleo"));
    const back = mustEnter(before, someone("Ben"));

    expect(back.resumed).toBe(true);
    expect(enterEvents(before, back, 3_000)).toEqual([]);
  });

  it("was made a co-host, and is one no more", () => {
    const made = setCohost(ben.room, id("Ben"), true);
    const given = (role: string | null) => [{ kind: "role-given", participationId: "Ben-1", role }];

    expect(changeEvents(ben.room, made, 3_000)).toEqual(given("cohost"));
    expect(changeEvents(made, setCohost(made, id("Ben"), false), 3_000)).toEqual(given(null));
  });

  it("left, and with the last one that the call is over", () => {
    const alone = vacate(ben.room, id("Ben"));
    const left = (name: string, atMs: number) => ({
      kind: "participant-left",
      participationId: `${name}-1`,
      atMs,
    });

    expect(changeEvents(ben.room, alone, 3_000)).toEqual([left("Ben", 3_000)]);
    expect(changeEvents(alone, vacate(alone, id("Ann")), 4_000)).toEqual([
      left("Ann", 4_000),
      { kind: "call-ended", callId: "call-1", keepsChat: false, atMs: 4_000 },
    ]);
  });
});

describe("the journal is told of a name", () => {
  it("that is another one, in the call or on coming back", () => {
    const event = { kind: "participant-renamed", participationId: "Ben-1", name: "Benedict" };
    const back = mustEnter(ben.room, { ...someone("Ben"), name: "Benedict" });

    expect(changeEvents(ben.room, setName(ben.room, id("Ben"), "Benedict"), 3_000)).toEqual([
      event,
    ]);
    expect(enterEvents(ben.room, back, 3_000)).toContainEqual(event);
  });
});

describe("the journal is told of a call", () => {
  it("since when it is locked, and when it is open again", () => {
    const locked = setLocked(ann.room, true);

    expect(changeEvents(ann.room, locked, 3_000)).toEqual([
      { kind: "call-locked", callId: "call-1", sinceMs: 3_000 },
    ]);
    expect(changeEvents(locked, setLocked(locked, false), 4_000)).toEqual([
      { kind: "call-locked", callId: "call-1", sinceMs: null },
    ]);
  });

  it("nothing of what lives as long as a seat", () => {
    const talking = setSelf(ann.room, id("Ann"), { hand: true }, 3_000);

    expect(talking).not.toBe(ann.room);
    expect(changeEvents(ann.room, talking, 3_000)).toEqual([]);
  });

  it("that its chat outlives it where it is kept for days", () => {
    const kept = { ...record, settings: { ...record.settings, keepChat: 7 as const } };

    expect(callEnded("call-1", kept, 5_000)).toMatchObject({ keepsChat: true });
    expect(callEnded("call-1", record, 5_000)).toMatchObject({ keepsChat: false });
  });
});
