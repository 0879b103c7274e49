import { describe, expect, it } from "vitest";
import type { Blame } from "#call/stats/blamed.ts";
import type { Quality } from "#call/stats/qualities.ts";
import { BlameSentence } from "./blame-notice.tsx";
import { cameraOffHelps } from "./blame-words.ts";
import { aHealth, aLinkHealth, aPeer, drawn } from "./health-for-tests.tsx";

const ben = aPeer("Ben");
const id = ben.participant.id;

describe("the notice of who is the problem", () => {
  it.each<[Blame, string]>([
    [
      { kind: "me", way: "sending", lost: false },
      "Your network is weak right now: the others receive you poorly.",
    ],
    [
      { kind: "me", way: "receiving", lost: false },
      "Your network is weak right now: you receive the others poorly.",
    ],
    [
      { kind: "me", way: "both", lost: false },
      "Your network is weak right now, in both directions.",
    ],
    [
      { kind: "me", way: "both", lost: true },
      "Your network seems to be gone: nobody can be reached.",
    ],
    [
      { kind: "peer", id, lost: false },
      "Ben’s network is weak right now. The others notice it too.",
    ],
    [
      { kind: "peer", id, lost: true },
      "Ben seems to have lost the network. The others cannot reach Ben either.",
    ],
    [{ kind: "route", id, lost: false }, "The connection between you and Ben is weak right now."],
    [{ kind: "route", id, lost: true }, "You and Ben cannot reach each other right now."],
  ])("says it in plain words: %o", (blame, sentence) => {
    expect(drawn(<BlameSentence blame={blame} />, aHealth([]), { peers: [ben] })).toBe(sentence);
  });

  it("follows the same cause as it gets worse", () => {
    const told: Blame = { kind: "route", id, lost: false };
    const now = aHealth([], { ...told, lost: true });

    expect(drawn(<BlameSentence blame={told} />, now, { peers: [ben] })).toContain("cannot reach");
  });

  it.each<[string, Blame, Quality, boolean]>([
    ["the others receive me poorly", { kind: "me", way: "sending", lost: false }, "poor", true],
    ["both ways are bad", { kind: "me", way: "both", lost: false }, "poor", true],
    ["I only receive badly", { kind: "me", way: "receiving", lost: false }, "good", false],
    ["nothing gets through", { kind: "me", way: "both", lost: true }, "lost", false],
    ["it is Ben's network", { kind: "peer", id, lost: false }, "poor", false],
    ["Ben receives me poorly", { kind: "route", id, lost: false }, "poor", true],
    ["I receive Ben poorly", { kind: "route", id, lost: false }, "good", false],
  ])("offers to turn off the video only where that helps: %s", (_, blame, received, helps) => {
    expect(cameraOffHelps(blame, aHealth([[ben, aLinkHealth({ received })]]))).toBe(helps);
  });
});
