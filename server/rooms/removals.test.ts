import { describe, expect, it } from "vitest";
import { enter } from "./entrance.ts";
import { addRemoval, allowAgain } from "./removals.ts";
import { aRoom, fresh, id, mustEnter, record, someone, withPeople } from "./room-for-tests.ts";
import { vacate } from "./seats.ts";

describe("somebody who was removed", () => {
  it("[R9] enters again once they are allowed to, and nobody else by it", () => {
    const inside = withPeople(aRoom(), "Ann", "Ben", "Cem");
    const removalOf = (name: string) => ({
      roomId: record.id,
      participantId: id(name),
      deviceHash: someone(name).deviceHash,
      email: null,
      atMs: 0,
      untilMs: 600_000,
    });
    const without = ["Ben", "Cem"].reduce(
      (room, name) => vacate(addRemoval(room, removalOf(name)), id(name)),
      inside,
    );

    const allowed = allowAgain(without, id("Ben"));

    expect(enter(without, someone("Ben"), fresh("Ben-2"), 1)).toMatchObject({ code: "removed" });
    expect(mustEnter(allowed, someone("Ben"), fresh("Ben-2"), 1).resumed).toBe(false);
    expect(enter(allowed, someone("Cem"), fresh("Cem-2"), 1)).toMatchObject({ code: "removed" });
    expect(allowAgain(allowed, id("Dee"))).toBe(allowed);
  });
});
