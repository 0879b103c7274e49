import { describe, expect, it } from "vitest";
import { aRoom, id, mustEnter, someone, withPeople } from "./room-for-tests.ts";
import { toActiveRoom, toRoomPreview, toRoomState } from "./room-views.ts";
import { setLinks } from "./seats.ts";

describe("what others see of a room", () => {
  it("[R12] shows neither e-mail nor device to participants and visitors", () => {
    const room = mustEnter(aRoom(), someone("Ann", { email: "ann@secret.example" })).room;

    const shown = JSON.stringify([toRoomState(room), toRoomPreview(room), toActiveRoom(room)]);

    expect(shown).not.toContain("secret.example");
    expect(shown).not.toContain("Ann-device");
  });

  it("[A1] counts a pair as relayed once, whichever end says so", () => {
    let room = withPeople(aRoom(), "Ann", "Ben", "Cleo");
    room = setLinks(room, id("Ann"), [
      { peer: id("Ben"), route: "relay", heard: true },
      { peer: id("Cleo"), route: "direct", heard: true },
    ]);
    room = setLinks(room, id("Ben"), [{ peer: id("Ann"), route: "relay", heard: true }]);

    const active = toActiveRoom(room);

    expect(active?.relayedPairs).toBe(1);
    expect(active?.people.map((person) => person.route)).toEqual(["relay", "relay", null]);
    expect(active?.peakPeople).toBe(3);
  });
});
