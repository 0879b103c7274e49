/** How good a link is, in the words people know. Pure, by the table of thresholds. */

import type { HeartbeatFigures } from "../mesh/heartbeat.ts";
import { THRESHOLDS } from "../thresholds.ts";
import type { LinkRates } from "./link-rates.ts";
import type { Limitation } from "./link-sample.ts";
import { QUALITIES, type Quality, worst } from "./qualities.ts";

/** What the peer means to send, so that what it holds back is not taken for a fault. */
export interface PeerSends {
  readonly microphone: boolean;
  readonly camera: boolean;
  /** Frames a second of its camera to this end; null while it has not told. */
  readonly frameRate: number | null;
  /** Why its camera sends less than it was asked to; null while it has not told. */
  readonly limitation: Limitation | null;
}

export interface QualityFacts {
  /** Nothing has come for longer than a path is silent by chance. */
  readonly silent: boolean;
  readonly heartbeat: HeartbeatFigures | null;
  /** Over the last few seconds; null before two samples. */
  readonly rates: LinkRates | null;
  readonly peerSends: PeerSends;
}

/** How this end receives the peer, at this moment: the worst of all signs. */
export function linkQuality({ silent, heartbeat, rates, peerSends }: QualityFacts): Quality {
  if (silent) return "lost";
  const limits = THRESHOLDS;
  return worst([
    above(heartbeat?.rttMs, limits.rttHighMs, limits.rttPoorMs),
    above(heartbeat?.lossRatio, limits.beatLossHigh, limits.beatLossPoor),
    above(rates?.lossRatio, limits.beatLossHigh, limits.beatLossPoor),
    peerSends.microphone
      ? above(rates?.concealedRatio, limits.concealedFair, limits.concealedPoor)
      : "good",
    peerSends.camera ? above(rates?.frozenRatio, limits.frozenFair, limits.frozenPoor) : "good",
    peerSends.camera ? movement(rates?.frameRate, peerSends) : "good",
  ]);
}

function above(figure: number | null | undefined, fair: number, poor: number): Quality {
  if (figure === null || figure === undefined || figure < fair) return "good";
  return figure < poor ? "fair" : "poor";
}

function movement(
  frameRate: number | null | undefined,
  { frameRate: sent, limitation }: PeerSends,
) {
  if (frameRate === null || frameRate === undefined) return "good";
  // A camera in the dark, a small tile or a data saver: as slow as it is meant to be.
  const isMeant = sent !== null && frameRate >= sent * THRESHOLDS.frameRateKept;
  if (isMeant && limitation !== "cpu" && limitation !== "bandwidth") return "good";
  if (frameRate < THRESHOLDS.frameRatePoor) return "poor";
  return frameRate < THRESHOLDS.frameRateFair ? "fair" : "good";
}

/** What is shown, and since when something better is waiting to be. A value. */
export interface SettledQuality {
  readonly quality: Quality;
  /** The worst of what was measured since `betterSinceMs`. */
  readonly better: Quality | null;
  readonly betterSinceMs: number;
}

/** Before anything is known. */
export const UNSETTLED: SettledQuality = { quality: "good", better: null, betterSinceMs: 0 };

/**
 * The next quality to show: a worse one and the end of a loss at once, a better one when it has lasted. Returns `before`
 * itself if nothing changed.
 */
export function settleQuality(
  before: SettledQuality,
  measured: Quality,
  nowMs: number,
): SettledQuality {
  const { quality, better, betterSinceMs } = before;
  if (measured === quality && better === null) return before;
  // Silence is a fact and no figure: it begins and ends in an instant.
  if (quality === "lost" || QUALITIES.indexOf(measured) >= QUALITIES.indexOf(quality))
    return { quality: measured, better: null, betterSinceMs: 0 };
  if (better === null) return { quality, better: measured, betterSinceMs: nowMs };
  const lasting = worst([better, measured]);
  if (nowMs - betterSinceMs >= THRESHOLDS.betterAfterMs)
    return { quality: lasting, better: null, betterSinceMs: 0 };
  return lasting === better ? before : { ...before, better: lasting };
}
