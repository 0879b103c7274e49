import { describe, expect, it } from "vitest";
import { ALL_PERMITTED } from "#protocol/moderation.ts";
import { aParticipant, aRoom } from "./people-for-tests.ts";
import { permissionsOf, withinPermissions } from "./permitted.ts";

const guestsMay = { microphone: false, camera: true, screen: false, chat: false, rename: true };
const room = aRoom([], { guestsMay });

describe("what a participant may use", () => {
  it.each([
    ["guest", guestsMay],
    ["cohost", ALL_PERMITTED],
    ["host", ALL_PERMITTED],
  ] as const)("is for a %s what the host set", (role, may) => {
    expect(permissionsOf(room, role)).toEqual(may);
  });

  it("[G1] bounds what a guest says of themselves, and nobody else", () => {
    const all = { microphone: true, camera: true, screen: true };
    const guest = aParticipant("Ben", all);

    expect(withinPermissions(room, guest)).toEqual({ ...guest, microphone: false, screen: false });
    const cohost = aParticipant("Cem", { ...all, role: "cohost" });
    expect(withinPermissions(room, cohost)).toBe(cohost);
    const quiet = aParticipant("Dee", { microphone: false });
    expect(withinPermissions(room, quiet)).toBe(quiet);
  });
});
