import { describe, expect, it } from "vitest";
import { THRESHOLDS } from "../thresholds.ts";
import { linkRates } from "./link-rates.ts";
import type { Quality } from "./qualities.ts";
import {
  linkQuality,
  type QualityFacts,
  type SettledQuality,
  settleQuality,
  UNSETTLED,
} from "./quality.ts";
import { recorded } from "./reports-for-tests.ts";

const healthy = linkRates(recorded.chromium.before, recorded.chromium.after);
if (healthy === null) throw new Error("the recorded samples can be compared");

const sendsBoth = { microphone: true, camera: true, frameRate: null, limitation: null } as const;
const beats = { rttMs: 40, rttJitterMs: 2, lossRatio: 0 };

const aLink: QualityFacts = {
  silent: false,
  heartbeat: beats,
  rates: healthy,
  peerSends: sendsBoth,
};

describe("the quality of a link", () => {
  it.each<[string, Partial<QualityFacts>, Quality]>([
    ["a healthy link", {}, "good"],
    ["silence", { silent: true }, "lost"],
    ["nothing known yet", { heartbeat: null, rates: null }, "good"],
    ["a long way", { heartbeat: { ...beats, rttMs: 320 } }, "fair"],
    ["a way too long to talk", { heartbeat: { ...beats, rttMs: 700 } }, "poor"],
    ["some lost beats", { heartbeat: { ...beats, lossRatio: 0.06 } }, "fair"],
    ["many lost beats", { heartbeat: { ...beats, lossRatio: 0.2 } }, "poor"],
    ["some lost packets", { rates: { ...healthy, lossRatio: 0.08 } }, "fair"],
    ["many lost packets", { rates: { ...healthy, lossRatio: 0.4 } }, "poor"],
    ["guessed words", { rates: { ...healthy, concealedRatio: 0.05 } }, "fair"],
    ["guessed sentences", { rates: { ...healthy, concealedRatio: 0.3 } }, "poor"],
    ["a short freeze", { rates: { ...healthy, frozenRatio: 0.15 } }, "fair"],
    ["a long freeze", { rates: { ...healthy, frozenRatio: 0.5 } }, "poor"],
    ["few frames", { rates: { ...healthy, frameRate: 8 } }, "fair"],
    ["a slide show", { rates: { ...healthy, frameRate: 2 } }, "poor"],
    [
      "the worst of two signs",
      { heartbeat: { ...beats, rttMs: 320 }, rates: { ...healthy, frameRate: 2 } },
      "poor",
    ],
    [
      "no frames from a camera that is off",
      {
        rates: { ...healthy, frameRate: 0, frozenRatio: 1 },
        peerSends: { ...sendsBoth, camera: false },
      },
      "good",
    ],
    [
      "guessed sound of a muted microphone",
      { rates: { ...healthy, concealedRatio: 1 }, peerSends: { ...sendsBoth, microphone: false } },
      "good",
    ],
    [
      "few frames, as few as are sent by choice",
      {
        rates: { ...healthy, frameRate: 7 },
        peerSends: { ...sendsBoth, frameRate: 7.5, limitation: "none" },
      },
      "good",
    ],
    [
      "few frames of more that are sent",
      {
        rates: { ...healthy, frameRate: 7 },
        peerSends: { ...sendsBoth, frameRate: 20, limitation: "none" },
      },
      "fair",
    ],
    [
      "few frames from a processor that is short",
      {
        rates: { ...healthy, frameRate: 4 },
        peerSends: { ...sendsBoth, frameRate: 4, limitation: "cpu" },
      },
      "poor",
    ],
  ])("%s", (_, change, quality) => {
    expect(linkQuality({ ...aLink, ...change })).toBe(quality);
  });

  it("is good in both recorded browsers, except for the freeze that Firefox had", () => {
    const firefox = linkRates(recorded.firefox.before, recorded.firefox.after);

    expect(linkQuality({ ...aLink, rates: healthy })).toBe("good");
    expect(linkQuality({ ...aLink, rates: firefox })).toBe("fair");
  });
});

describe("the quality that shows", () => {
  /** What shows after each of some measurements, one a second. */
  function shown(...measured: Quality[]): readonly Quality[] {
    let settled: SettledQuality = UNSETTLED;
    return measured.map((quality, second) => {
      settled = settleQuality(settled, quality, second * 1_000);
      return settled.quality;
    });
  }
  const lastingSeconds = THRESHOLDS.betterAfterMs / 1_000;
  const times = (count: number, quality: Quality): Quality[] => Array(count).fill(quality);

  it("gets worse at once", () => {
    expect(shown("good", "fair", "poor", "lost")).toEqual(["good", "fair", "poor", "lost"]);
  });

  it("gets better only when that lasts", () => {
    expect(shown("poor", ...times(lastingSeconds + 1, "good"))).toEqual([
      ...times(lastingSeconds + 1, "poor"),
      "good",
    ]);
  });

  it("becomes the worst of what was measured meanwhile", () => {
    expect(shown("poor", "good", "fair", ...times(lastingSeconds - 1, "good")).at(-1)).toBe("fair");
  });

  it("does not flicker when a link goes up and down", () => {
    const wavering = Array.from({ length: 20 }, (_, second) => (second % 3 ? "good" : "fair"));

    expect(new Set(shown(...wavering))).toEqual(new Set(["fair"]));
  });

  it("is no longer lost as soon as something comes", () => {
    expect(shown("good", "lost", "good")).toEqual(["good", "lost", "good"]);
  });

  it("stays the same value while nothing changes", () => {
    const fair = settleQuality(UNSETTLED, "fair", 0);

    expect(settleQuality(fair, "fair", 1_000)).toBe(fair);
  });
});
