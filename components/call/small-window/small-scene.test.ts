import { describe, expect, it } from "vitest";
import { participantId } from "#call/people-for-tests.ts";
import { personKey, screenKey } from "../stage-arrangement.ts";
import { type SmallScene, shownInSmallWindow } from "./small-scene.ts";

const [ann, ben, cem] = ["ann", "ben", "cem"].map(participantId) as [
  // Three names give three ids.
  SmallScene["peers"][number],
  SmallScene["peers"][number],
  SmallScene["peers"][number],
];

const shown = (change: Partial<SmallScene>) =>
  shownInSmallWindow({ peers: [ben, cem], sharing: [], speaker: null, self: ann, ...change });

describe("the small window", () => {
  it("shows whoever speaks, and before anybody spoke who came first", () => {
    expect(shown({ speaker: cem })).toBe(personKey(cem));
    expect(shown({})).toBe(personKey(ben));
  });

  it("goes on with somebody else when the speaker has left", () => {
    expect(shown({ peers: [ben], speaker: cem })).toBe(personKey(ben));
  });

  it("shows a shared screen before faces, of several that of the speaker", () => {
    expect(shown({ sharing: [ben], speaker: cem })).toBe(screenKey(ben));
    expect(shown({ sharing: [ben, cem], speaker: cem })).toBe(screenKey(cem));
    expect(shown({ sharing: [ben, cem] })).toBe(screenKey(ben));
  });

  it("shows oneself when nobody else is here, and nothing outside of a call", () => {
    expect(shown({ peers: [] })).toBe(personKey(ann));
    expect(shown({ peers: [], self: null })).toBeNull();
  });
});
