/**
 * What the own uplink carries, from what each link tells of its own path: pure.
 *
 * In a mesh every link has a bandwidth estimate of its own, and they compete. One that is used to the full is a
 * measurement: so much went through beside all the others. One that is not used is a guess, often of long ago, and says
 * nothing of what is left for others; a sum of such guesses counts the same uplink several times. So an estimate counts
 * where it is filled, and what is sent counts everywhere else. While nothing is full there is no measurement: then the
 * last one is raised little by little until something is, or until it limits nobody.
 */

import { UPLOAD } from "./upload-table.ts";

/** One link over the last second or so. */
export interface LinkUse {
  /** What the browser believes that the path carries; null where it does not say (Firefox). */
  readonly availableBps: number | null;
  /** The same at the look before; null at the first. */
  readonly availableBeforeBps: number | null;
  readonly sentBps: number;
  /** What it was allowed to send, sound included. */
  readonly allowedBps: number;
  /** What the peer's reports say is lost; null where there are none. */
  readonly lossRatio: number | null;
  /** Whether the browser says that it sends less than it was asked to, for want of bandwidth. */
  readonly isHeldBack: boolean;
}

/** Immutable. `bps` is null while nothing is known to be a limit. */
export interface UplinkEstimate {
  readonly bps: number | null;
  readonly fullAtMs: number;
  /** How long the last measurement is believed before it is raised. */
  readonly holdMs: number;
  readonly atMs: number;
}

const UPLINK = {
  /** An estimate is used when this share of it is sent: encoders never fill theirs, and sound alone is less. */
  usedShare: 0.75,
  /** An estimate that still grows by this factor has not found its end. */
  rising: 1.03,
  /** Only an estimate this far below what is allowed holds anything back. */
  shortShare: 0.95,
  /** Loss from which bandwidth estimators retreat (draft-ietf-rmcat-gcc §6: a tenth). */
  lossFull: 0.1,
  /** What is sent below this says nothing of a path: sound, and beats. */
  tellingBps: 150_000,
  /** The first doubt about a raised measurement: long enough that queues have emptied. */
  holdMinMs: 2_000,
  /** Every raise that fails makes the next later, but not so late that a healed uplink waits for it. */
  holdMaxMs: 5_000,
  /** A raise that lasts so long has not failed. */
  provenAfterMs: 20_000,
  /** A second; brings a picture from its floor to its full size within ten. */
  growth: 1.3,
  /** What no home uplink has: from here on it limits nobody. */
  freeBps: 30_000_000,
} as const;

export const UNMEASURED: UplinkEstimate = {
  bps: null,
  fullAtMs: Number.NEGATIVE_INFINITY,
  holdMs: UPLINK.holdMinMs,
  atMs: 0,
};

/** What a link's path carries if it is full now; null if it is not. */
export function fullBps(use: LinkUse): number | null {
  const { availableBps, availableBeforeBps, sentBps, allowedBps, lossRatio, isHeldBack } = use;
  if (availableBps === null) {
    // Also before the first packets went out, which over a long path takes a while: a browser then calls itself held
    // back, and what it has sent by then, next to nothing, is no measure of anything.
    const isShort = isHeldBack && sentBps >= UPLINK.tellingBps;
    // Half of what is lost, as estimators retreat: some of it may be no fault of ours.
    if ((lossRatio ?? 0) < UPLINK.lossFull && !isShort) return null;
    return sentBps * (1 - (lossRatio ?? 0) / 2);
  }
  // A browser that sends sound alone has no cause to look for more, so an estimate that has fallen stays low.
  if (allowedBps <= UPLOAD.audioBps) return null;
  if (sentBps < availableBps * UPLINK.usedShare) return null;
  // A link that has just begun, or may send more than a moment ago, is still searching.
  if (availableBps > (availableBeforeBps ?? 0) * UPLINK.rising) return null;
  const isShort = availableBps < allowedBps * UPLINK.shortShare;
  return isShort || isHeldBack ? availableBps : null;
}

/** The estimate of one path after another look at it. */
export function estimateLink(before: UplinkEstimate, use: LinkUse, nowMs: number): UplinkEstimate {
  return follow(before, { measuredBps: fullBps(use), provenBps: use.sentBps }, nowMs);
}

/**
 * The estimate of the uplink after another look at all links. It counts as full when most links that send something are:
 * if only some are, their routes are bad and not this end's network.
 */
export function estimateUplink(
  before: UplinkEstimate,
  uses: readonly LinkUse[],
  nowMs: number,
): UplinkEstimate {
  const sentBps = uses.reduce((sum, use) => sum + use.sentBps, 0);
  const looks = uses.map((use) => ({ use, full: fullBps(use) }));
  const telling = looks.filter(
    ({ use, full }) => full !== null || use.sentBps >= UPLINK.tellingBps,
  );
  const full = telling.filter((look) => look.full !== null);
  const measuredBps =
    full.length * 2 > telling.length
      ? looks.reduce((sum, look) => sum + (look.full ?? look.use.sentBps), 0)
      : null;
  return follow(before, { measuredBps, provenBps: sentBps }, nowMs);
}

function follow(
  before: UplinkEstimate,
  { measuredBps, provenBps }: { measuredBps: number | null; provenBps: number },
  nowMs: number,
): UplinkEstimate {
  if (measuredBps !== null) {
    const failedSoon = nowMs - before.fullAtMs < UPLINK.provenAfterMs;
    const wasRaised = before.atMs - before.fullAtMs >= before.holdMs;
    const holdMs = !failedSoon
      ? UPLINK.holdMinMs
      : wasRaised
        ? Math.min(before.holdMs * 2, UPLINK.holdMaxMs)
        : before.holdMs;
    return { bps: measuredBps, fullAtMs: nowMs, holdMs, atMs: nowMs };
  }
  if (before.bps === null) return { ...before, atMs: nowMs };
  const raisedFromMs = Math.max(before.atMs, before.fullAtMs + before.holdMs);
  const seconds = Math.max(0, nowMs - raisedFromMs) / 1_000;
  const bps = Math.max(before.bps, provenBps) * UPLINK.growth ** seconds;
  return { ...before, bps: bps >= UPLINK.freeBps ? null : bps, atMs: nowMs };
}

/**
 * The estimate of a path, or of an uplink with so many, when it came back so long ago: estimators begin low then, and
 * search, so for some time a small picture is sent whatever they say.
 */
export function settlingBps(bps: number | null, sinceHealMs: number, paths = 1): number | null {
  const isSettled = sinceHealMs >= RAMP.settledAfterMs;
  return bps === null || isSettled ? bps : Math.max(bps, RAMP.leastBps * paths);
}

/** Shares of the last good bitrate after a heal, each for a while: a path that is just back must not be flooded. */
const RAMP = {
  stepMs: 700,
  shares: [0.5, 0.75, 1, 1.5, 2],
  /** Never less than a small picture beside the sound: who sent little before was not limited by the path. */
  leastBps: 400_000,
  /** By then an estimator has found the path's measure, if something is sent for it to measure. */
  settledAfterMs: 8_000,
} as const;

/** How long after a heal the ramp lasts. */
export const RAMP_MS = RAMP.stepMs * RAMP.shares.length;

/** The most to send to a peer so long after its link healed; null when the ramp is over. */
export function rampBps(lastGoodBps: number, sinceHealMs: number): number | null {
  const step = RAMP.shares[Math.max(0, Math.floor(sinceHealMs / RAMP.stepMs))];
  return step === undefined ? null : Math.max(RAMP.leastBps, lastGoodBps * step);
}
