import { describe, expect, it } from "vitest";
import { participantId } from "#call/people-for-tests.ts";
import { type Volumes, volumeOf, withVolume } from "./volumes.ts";

const [ben, cem] = [participantId("ben"), participantId("cem")];
const none: Volumes = new Map();

describe("the volume of a person", () => {
  it("is whole until somebody changes it, and for each source of each person its own", () => {
    const volumes = withVolume(none, { id: ben, source: "microphone", volume: 0.3 });

    expect(volumeOf(volumes, ben, "microphone")).toBe(0.3);
    expect(volumeOf(volumes, ben, "screenSound")).toBe(1);
    expect(volumeOf(volumes, cem, "microphone")).toBe(1);
  });

  it("stays within what can be played", () => {
    const set = (volume: number) =>
      volumeOf(withVolume(none, { id: ben, source: "microphone", volume }), ben, "microphone");

    expect([set(-1), set(7), set(Number.NaN)]).toEqual([0, 1, 1]);
  });

  it("is the same value while nothing changes, and nothing is kept of what is whole", () => {
    const quiet = withVolume(none, { id: ben, source: "microphone", volume: 0.5 });

    expect(withVolume(quiet, { id: ben, source: "microphone", volume: 0.5 })).toBe(quiet);
    expect(withVolume(quiet, { id: ben, source: "microphone", volume: 1 }).size).toBe(0);
  });
});
