import { describe, expect, it } from "vitest";
import { setName } from "./names.ts";
import type { Room } from "./room.ts";
import { aRoom, id, mustEnter, someone, withPeople } from "./room-for-tests.ts";
import { toRoomState } from "./room-views.ts";

describe("the name of somebody in a room", () => {
  it("[N1] has a new name, with a number where somebody is called so, and keeps all else of a seat", () => {
    const room = withPeople(aRoom(), "Ann", "Ben");
    const labels = (of: Room) => toRoomState(of).participants.map(({ name }) => name);

    const renamed = setName(room, id("Ben"), "Ann");

    expect(labels(renamed)).toEqual(["Ann", "Ann (2)"]);
    expect(renamed.revision).toBe(room.revision + 1);
    expect({ ...renamed.seats.get(id("Ben")), name: "Ben", label: "Ben" }).toEqual(
      room.seats.get(id("Ben")),
    );
    // The same name again is no change, and neither is one of who has left.
    expect(setName(renamed, id("Ben"), "Ann")).toBe(renamed);
    expect(setName(room, id("Eve"), "Ann")).toBe(room);
    expect(labels(mustEnter(renamed, { ...someone("Ben"), name: "Ann" }).room)).toEqual([
      "Ann",
      "Ann (2)",
    ]);
    expect(labels(setName(renamed, id("Ann"), "Cem"))).toEqual(["Cem", "Ann (2)"]);
  });
});
