import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  estimateLink,
  estimateUplink,
  fullBps,
  type LinkUse,
  rampBps,
  UNMEASURED,
  type UplinkEstimate,
} from "./uplink-estimate.ts";

const Mbps = 1_000_000;

function use(change: Partial<LinkUse> = {}): LinkUse {
  return {
    availableBps: 5 * Mbps,
    availableBeforeBps: change.availableBps ?? 5 * Mbps,
    sentBps: 1.5 * Mbps,
    allowedBps: 1.8 * Mbps,
    lossRatio: 0,
    isHeldBack: false,
    ...change,
  };
}
const full = (bps: number) => use({ availableBps: bps, sentBps: bps * 0.9 });

describe("whether a link is full", () => {
  it.each<[string, Partial<LinkUse>, number | null]>([
    ["has room where it was allowed less than there is", {}, null],
    [
      "is full where it fills an estimate below what it may send",
      { availableBps: 0.8 * Mbps, sentBps: 0.7 * Mbps },
      0.8 * Mbps,
    ],
    [
      "tells nothing where a low estimate is not used",
      { availableBps: 0.3 * Mbps, sentBps: 0.09 * Mbps },
      null,
    ],
    [
      "is not full while its estimate grows",
      { availableBps: 0.8 * Mbps, availableBeforeBps: 0.7 * Mbps, sentBps: 0.7 * Mbps },
      null,
    ],
    [
      "is full where the browser holds back and sends all that it thinks there is",
      { availableBps: 1.8 * Mbps, sentBps: 1.6 * Mbps, isHeldBack: true },
      1.8 * Mbps,
    ],
    [
      "tells nothing where sound alone fills a low estimate",
      { availableBps: 0.06 * Mbps, sentBps: 0.06 * Mbps, allowedBps: 0.09 * Mbps },
      null,
    ],
    ["is not full for a few lost packets", { availableBps: null, lossRatio: 0.05 }, null],
    [
      "is not full while the first packets are on a long way and the browser calls itself held back",
      { availableBps: null, sentBps: 4_000, isHeldBack: true },
      null,
    ],
    [
      "retreats by half of the loss where the browser estimates nothing",
      { availableBps: null, lossRatio: 0.2 },
      1.35 * Mbps,
    ],
  ])("%s", (_, change, expected) => {
    const found = fullBps(use(change));
    if (expected === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(expected);
  });
});

describe("the estimate of the uplink", () => {
  it("is unknown while nothing is full, however much was never used", () => {
    expect(estimateUplink(UNMEASURED, [use(), use()], 1_000).bps).toBeNull();
  });

  it("is the sum where all links are full", () => {
    const uses = [full(1 * Mbps), full(0.8 * Mbps), full(1.2 * Mbps)];

    expect(estimateUplink(UNMEASURED, uses, 1_000).bps).toBeCloseTo(3 * Mbps);
  });

  it("counts what is sent, and not what is guessed, on a link that is not used", () => {
    const idle = use({ availableBps: 2.5 * Mbps, sentBps: 90_000, allowedBps: 90_000 });

    expect(
      estimateUplink(UNMEASURED, [full(0.8 * Mbps), full(0.8 * Mbps), idle], 1_000).bps,
    ).toBeCloseTo(1.69 * Mbps);
  });

  it("does not take the bad route to one peer for a bad uplink", () => {
    expect(estimateUplink(UNMEASURED, [full(0.15 * Mbps), use(), use()], 1_000).bps).toBeNull();
    expect(estimateUplink(UNMEASURED, [full(0.15 * Mbps), use()], 1_000).bps).toBeNull();
  });

  it("does not fall by itself when what it allows is sent", () => {
    let estimate = estimateUplink(UNMEASURED, [full(1 * Mbps)], 0);
    for (let nowMs = 500; nowMs <= 2_000; nowMs += 500)
      estimate = estimateUplink(
        estimate,
        [use({ availableBps: 1 * Mbps, sentBps: 0.8 * Mbps, allowedBps: 0.85 * Mbps })],
        nowMs,
      );

    expect(estimate.bps).toBe(1 * Mbps);
  });

  it("rises from the least to a full picture in less than fifteen seconds, and then limits nobody", () => {
    const quiet = use({ availableBps: 120_000, sentBps: 80_000, allowedBps: 90_000 });
    let estimate: UplinkEstimate = { ...UNMEASURED, bps: 150_000, fullAtMs: 0, holdMs: 5_000 };
    let fullSizeAtMs: number | null = null;
    for (let nowMs = 500; nowMs <= 40_000; nowMs += 500) {
      estimate = estimateUplink(estimate, [quiet], nowMs);
      if (fullSizeAtMs === null && (estimate.bps ?? 0) > 1.4 * Mbps) fullSizeAtMs = nowMs;
    }

    expect(fullSizeAtMs).toBeLessThan(15_000);
    expect(estimate.bps).toBeNull();
  });

  it("tries again later each time that a raise fails, up to a bound", () => {
    const holds: number[] = [];
    let estimate = estimateLink(UNMEASURED, full(0.2 * Mbps), 0);
    let nowMs = 0;
    for (let round = 0; round < 4; round += 1) {
      holds.push(estimate.holdMs);
      for (const untilMs = nowMs + estimate.holdMs + 1_000; nowMs < untilMs; nowMs += 500)
        estimate = estimateLink(estimate, use({ sentBps: 0.1 * Mbps }), nowMs);
      estimate = estimateLink(estimate, full(0.2 * Mbps), nowMs);
    }

    expect(holds).toEqual([2_000, 4_000, 5_000, 5_000]);
  });

  it("is never below what goes through, nor anything but a number", () => {
    const anyUse = fc.record({
      availableBps: fc.option(fc.integer({ min: 0, max: 10 * Mbps })),
      availableBeforeBps: fc.option(fc.integer({ min: 0, max: 10 * Mbps })),
      sentBps: fc.integer({ min: 0, max: 10 * Mbps }),
      allowedBps: fc.integer({ min: 0, max: 10 * Mbps }),
      lossRatio: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      isHeldBack: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(fc.array(anyUse, { maxLength: 7 }), { maxLength: 10 }), (moments) => {
        let estimate = UNMEASURED;
        moments.forEach((uses, place) => {
          estimate = estimateUplink(estimate, uses, place * 1_000);
          const known = uses.filter((each) => fullBps(each) === null);
          const through = known.reduce((sum, each) => sum + each.sentBps, 0);
          if (estimate.bps !== null) {
            expect(Number.isFinite(estimate.bps)).toBe(true);
            expect(estimate.bps).toBeGreaterThanOrEqual(through);
          }
        });
      }),
    );
  });
});

describe("the ramp after a heal", () => {
  it("starts at a share of the last good bitrate, rises past it, and ends", () => {
    const steps = [0, 700, 1_400, 2_100, 2_800].map((ms) => rampBps(2 * Mbps, ms));

    expect(steps).toEqual([1 * Mbps, 1.5 * Mbps, 2 * Mbps, 3 * Mbps, 4 * Mbps]);
    expect(rampBps(2 * Mbps, 3_500)).toBeNull();
  });

  it("always leaves room for a small picture", () => {
    expect(rampBps(0, 0)).toBeGreaterThan(300_000);
  });
});
