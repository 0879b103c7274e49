import { describe, expect, it } from "vitest";
import type { SavingState } from "#call/saving-store.ts";
import type { Blame } from "#call/stats/blamed.ts";
import type { Quality } from "#call/stats/qualities.ts";
import { BlameHelp, BlameSentence } from "./blame-notice.tsx";
import { cameraOffHelps, lowerQualityHelps, relayHelps } from "./blame-words.ts";
import { aHealth, aLinkHealth, aPeer, drawn, readable } from "./health-for-tests.tsx";

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
      { kind: "computer", lost: false },
      "Your computer is busy, so pictures are smaller and slower. Closing other programs helps, and so does turning off your video.",
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
    ["my computer is busy", { kind: "computer", lost: false }, "good", true],
    ["Ben receives me poorly", { kind: "route", id, lost: false }, "poor", true],
    ["I receive Ben poorly", { kind: "route", id, lost: false }, "good", false],
  ])("offers to turn off the video only where that helps: %s", (_, blame, received, helps) => {
    expect(cameraOffHelps(blame, aHealth([[ben, aLinkHealth({ received })]]))).toBe(helps);
  });

  it.each<[string, Blame, boolean]>([
    ["my network is weak", { kind: "me", way: "receiving", lost: false }, true],
    ["the route is weak", { kind: "route", id, lost: false }, true],
    ["nothing gets through", { kind: "route", id, lost: true }, false],
    ["it is Ben's network", { kind: "peer", id, lost: false }, false],
  ])("offers to lower the quality only where that helps: %s", (_, blame, helps) => {
    expect(lowerQualityHelps(blame)).toBe(helps);
  });

  it("offers the relay for a bad direct route alone, and where there is one", () => {
    const route: Blame = { kind: "route", id, lost: false };
    const there = { hasRelay: true, route: "direct" } as const;

    expect(relayHelps(route, there)).toBe(true);
    expect(relayHelps(route, { ...there, hasRelay: false })).toBe(false);
    expect(relayHelps(route, { ...there, route: "relay" })).toBe(false);
    expect(relayHelps({ ...route, lost: true }, there)).toBe(false);
    expect(relayHelps({ kind: "peer", id, lost: false }, there)).toBe(false);
  });

  it("has a button for each thing that helps, and none for what is done already", () => {
    const health = aHealth([[ben, aLinkHealth({ received: "poor" })]]);
    const help = (saving: Partial<SavingState>, peer = ben) =>
      readable(
        drawn(
          <BlameHelp blame={{ kind: "route", id, lost: false }} onDone={() => {}} />,
          health,
          { peers: [peer] },
          saving,
        ),
      );

    expect(help({ relay: true })).toEqual(["Turn off my video", "Lower quality", "Use the relay"]);
    expect(help({ relay: false })).toEqual(["Turn off my video", "Lower quality"]);
    expect(help({ relay: true, dataSaver: true })).toEqual(["Turn off my video", "Use the relay"]);
    expect(help({ relay: true }, { ...ben, route: "relay" })).not.toContain("Use the relay");
  });
});
