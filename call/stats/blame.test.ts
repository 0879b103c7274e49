import { describe, expect, it } from "vitest";
import { THRESHOLDS } from "../thresholds.ts";
import { blameOf, NOBODY_BLAMED, type Reception, type SettledBlame, settleBlame } from "./blame.ts";
import type { Blame } from "./blamed.ts";
import type { Quality } from "./qualities.ts";

/** Both directions of a pair, each as the receiver measures it. */
function pair(a: string, b: string, aReceives: Quality, bReceives = aReceives): Reception[] {
  return [
    { from: b, to: a, quality: aReceives },
    { from: a, to: b, quality: bReceives },
  ];
}
const heard = (from: string, to: string, quality: Quality): Reception[] => [{ from, to, quality }];

const me = (way: "sending" | "receiving" | "both", lost = false): Blame => ({
  kind: "me",
  way,
  lost,
});
const peer = (id: string, lost = false): Blame => ({ kind: "peer", id, lost });
const route = (id: string, lost = false): Blame => ({ kind: "route", id, lost });

describe("who is the problem", () => {
  it.each<[string, Reception[][], Blame | null]>([
    ["nobody, where nothing is known", [], null],
    ["nobody, where all is well", [pair("self", "ben", "good"), pair("self", "cy", "fair")], null],
    [
      "nobody here, where a pair of others is bad",
      [pair("self", "ben", "good"), pair("self", "cy", "good"), pair("ben", "cy", "poor")],
      null,
    ],
    ["the route, where there are only two", [pair("self", "ben", "poor")], route("ben")],
    [
      "the route, where only one direction between two is bad",
      [pair("self", "ben", "good", "poor")],
      route("ben"),
    ],
    [
      "the route, where one of my pairs is bad and Ben's other pair is good",
      [pair("self", "ben", "poor"), pair("self", "cy", "good"), pair("ben", "cy", "good")],
      route("ben"),
    ],
    [
      "the route, as far as can be said, where nobody tells how Ben does elsewhere",
      [pair("self", "ben", "poor"), pair("self", "cy", "good")],
      route("ben"),
    ],
    [
      "Ben, where all of his pairs are bad",
      [pair("self", "ben", "poor"), pair("self", "cy", "good"), pair("ben", "cy", "poor")],
      peer("ben"),
    ],
    [
      "Ben, where Cy tells that he hears Ben no better",
      [pair("self", "ben", "poor", "good"), pair("self", "cy", "good"), heard("ben", "cy", "lost")],
      peer("ben"),
    ],
    [
      "Ben, who is lost for everyone",
      [pair("self", "ben", "lost"), pair("self", "cy", "good"), heard("ben", "cy", "lost")],
      peer("ben", true),
    ],
    [
      "me, where all of mine are bad and the others' pair is good",
      [pair("self", "ben", "poor"), pair("self", "cy", "poor"), pair("ben", "cy", "good")],
      me("both"),
    ],
    [
      "me, where all of mine are bad and nobody can tell of the others'",
      [pair("self", "ben", "poor"), pair("self", "cy", "poor")],
      me("both"),
    ],
    [
      "what I send, where the others receive me badly and I receive them well",
      [pair("self", "ben", "good", "poor"), pair("self", "cy", "fair", "poor")],
      me("sending"),
    ],
    [
      "what I receive, where I receive all badly and they receive me well",
      [pair("self", "ben", "poor", "good"), pair("self", "cy", "poor", "good")],
      me("receiving"),
    ],
    [
      "me, with nothing getting through",
      [pair("self", "ben", "lost"), pair("self", "cy", "lost")],
      me("both", true),
    ],
    [
      "me and not Ben, where he suffers as much: I can only help myself",
      [
        pair("self", "ben", "poor"),
        pair("self", "cy", "poor"),
        pair("ben", "cy", "poor"),
        pair("cy", "dee", "good"),
        pair("self", "dee", "poor"),
      ],
      me("both"),
    ],
    [
      "nobody in particular, where everything is bad",
      [pair("self", "ben", "poor"), pair("self", "cy", "poor"), pair("ben", "cy", "poor")],
      null,
    ],
    [
      "the person before the route, where both are bad",
      [
        pair("self", "ben", "poor"),
        pair("self", "cy", "poor"),
        pair("self", "dee", "good"),
        pair("ben", "dee", "good"),
        pair("cy", "dee", "poor"),
        pair("ben", "cy", "good"),
      ],
      route("ben"),
    ],
    [
      "Cy before the route to Ben, where all of Cy's are bad",
      [
        pair("self", "ben", "poor"),
        pair("self", "cy", "poor"),
        pair("self", "dee", "good"),
        pair("ben", "dee", "good"),
        pair("cy", "dee", "poor"),
        pair("ben", "cy", "poor"),
      ],
      peer("cy"),
    ],
  ])("%s", (_, receptions, blame) => {
    expect(blameOf(receptions.flat())).toEqual(blame);
    // The order in which things become known does not matter, except to choose among equals.
    if (receptions.length < 4) expect(blameOf(receptions.flat().reverse())).toEqual(blame);
  });
});

describe("a computer that is short of processor", () => {
  const busy = { isComputerBusy: true };

  it("explains what is bad at this end, before any network does", () => {
    const mine = [...pair("self", "ben", "poor"), ...pair("self", "cy", "good")];

    expect(blameOf(mine, busy)).toEqual({ kind: "computer", lost: false });
    expect(blameOf(mine)).toEqual(route("ben"));
  });

  it("is no news while nothing is bad here", () => {
    expect(
      blameOf([...pair("self", "ben", "good"), ...pair("ben", "cy", "poor")], busy),
    ).toBeNull();
  });
});

describe("what people are told", () => {
  const { blameAfterMs, blameGoneAfterMs } = THRESHOLDS;

  /** What is told after some observations, each with the time since the one before. */
  function told(...seen: readonly (readonly [afterMs: number, blame: Blame | null])[]) {
    let settled: SettledBlame = NOBODY_BLAMED;
    let nowMs = 10_000;
    return seen.map(([afterMs, blame]) => {
      nowMs += afterMs;
      settled = settleBlame(settled, blame, nowMs);
      return settled.blame;
    });
  }

  it("is a cause only when it has lasted", () => {
    expect(told([0, me("both")], [blameAfterMs - 1, me("both")], [1, me("both")])).toEqual([
      null,
      null,
      me("both"),
    ]);
  });

  it("is nothing when the cause comes and goes", () => {
    const wavering = [0, 1, 2, 3, 4, 5].map(
      (round) => [blameAfterMs - 1, round % 2 ? null : me("both")] as const,
    );

    expect(told(...wavering).every((blame) => blame === null)).toBe(true);
  });

  it("stands over a short relief, and ends when the relief lasts", () => {
    const begun = [
      [0, me("both")],
      [blameAfterMs, me("both")],
    ] as const;

    expect(told(...begun, [1_000, null], [1_000, me("both")]).at(-1)).toEqual(me("both"));
    expect(told(...begun, [1_000, null], [blameGoneAfterMs, null]).at(-1)).toBeNull();
  });

  it("changes to a clearer cause when that has lasted too", () => {
    expect(
      told(
        [0, route("ben")],
        [blameAfterMs, route("ben")],
        [1_000, peer("ben")],
        [blameAfterMs, peer("ben")],
      ),
    ).toEqual([null, route("ben"), route("ben"), peer("ben")]);
  });

  it("follows the same cause as it gets worse, at once", () => {
    expect(told([0, me("sending")], [blameAfterMs, me("sending")], [1, me("both", true)])).toEqual([
      null,
      me("sending"),
      me("both", true),
    ]);
  });

  it("stays the same value while nothing changes", () => {
    const settled = settleBlame(NOBODY_BLAMED, me("both"), 0);

    expect(settleBlame(settled, me("both"), 1_000)).toBe(settled);
    expect(settleBlame(NOBODY_BLAMED, null, 1_000)).toBe(NOBODY_BLAMED);
  });
});
