import { afterEach, describe, expect, it, vi } from "vitest";
import { aPreview, CODE } from "#call/people-for-tests.ts";
import { aHealth, drawn, readable } from "#components/call/health/health-for-tests.tsx";
import { serializeRooms } from "#components/rooms/remembered-rooms.ts";
import { WhoIsHere } from "./who-is-here.tsx";

const people = ["Ann", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gül", "Hana"];

/** What somebody outside reads while so many are in. */
function outside(inside: number, { comfortable = 6 } = {}): readonly string[] {
  const preview = aPreview({ comfortable, names: people.slice(0, inside) });
  return readable(drawn(<WhoIsHere />, aHealth([]), { preview }));
}

/** This browser opened the room. */
function host() {
  const stored = serializeRooms([{ code: CODE, hostKey: "k".repeat(22), lastVisitedMs: 1 }]);
  vi.stubGlobal("localStorage", { getItem: () => stored });
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("before joining", () => {
  it("one reads who is here, and no more while there is comfort", () => {
    expect(outside(0)).toEqual(["No one else is here yet."]);
    expect(outside(2)).toEqual(["Ann and Ben are here."]);
    expect(outside(5)).toEqual(["Ann, Ben and 3 others are here."]);
  });

  it("the first one beyond it reads what to expect, and why", () => {
    const [, expectation] = outside(6);

    expect(expectation).toMatch(/^You would be number 7\. With more than 6 people pictures/);
    expect(expectation).toContain("directly");
  });

  it("nobody is told to expect anything of a full room: they are refused", () => {
    expect(outside(8)).toHaveLength(1);
  });

  it("who opened the meeting reads for how many it is at its best", () => {
    host();

    expect(outside(0)[1]).toBe("A meeting is at its best with up to 6 people.");
    expect(outside(1)).toHaveLength(1);
  });

  it("nothing is said where the operator set the comfortable number to the most there can be", () => {
    host();

    expect(outside(0, { comfortable: 8 })).toHaveLength(1);
    expect(outside(7, { comfortable: 8 })).toHaveLength(1);
  });
});
