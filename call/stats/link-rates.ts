/** What happened between two samples of one connection. Pure. */

import { THRESHOLDS } from "../thresholds.ts";
import type { LinkSample, ReceivedSource, SentSource } from "./link-sample.ts";

/** Ratios are 0..1 and null where too little was sent, or the browser does not tell. */
export interface LinkRates {
  readonly intervalMs: number;
  /** Media with RTP headers, bits a second. */
  readonly receivedBps: number;
  readonly sentBps: number;
  /** Packets of any source that did not come. */
  readonly lossRatio: number | null;
  /** Heard sound that was guessed; guessed silence is not heard. */
  readonly concealedRatio: number | null;
  /** Time in which the camera's picture stood still. */
  readonly frozenRatio: number | null;
  /** Decoded frames of the camera, a second. */
  readonly frameRate: number | null;
  /** Time that sound and picture waited for packets that were late, on average. */
  readonly audioBufferMs: number | null;
  readonly videoBufferMs: number | null;
  /** Encoded frames of the own camera, a second. */
  readonly sentFrameRate: number | null;
  /** Camera and screen, per frame. */
  readonly encodeMs: number | null;
}

/**
 * The rates from `before` to `after`. Null where the two cannot be compared: of different connections (counters went
 * back), or no time between them.
 */
export function linkRates(before: LinkSample, after: LinkSample): LinkRates | null {
  if (before.takenAtMs === null || after.takenAtMs === null) return null;
  const intervalMs = after.takenAtMs - before.takenAtMs;
  if (intervalMs <= 0) return null;
  if (after.bytesReceived < before.bytesReceived || after.bytesSent < before.bytesSent) return null;

  const perSecond = (count: number | null) =>
    count === null ? null : (count * 1_000) / intervalMs;
  const { microphone, camera } = after.received;
  const heard = grown(before.received.microphone, microphone, "samples");
  const guessed = grown(before.received.microphone, microphone, "concealedSamples");
  const guessedSilence = grown(before.received.microphone, microphone, "silentConcealedSamples");
  const frozenMs = grown(before.received.camera, camera, "frozenMs");
  return {
    intervalMs,
    receivedBps: (8_000 * sumGrown(before.received, after.received, "bytes")) / intervalMs,
    sentBps: (8_000 * sumGrown(before.sent, after.sent, "bytes")) / intervalMs,
    lossRatio: lossRatio(before, after),
    concealedRatio:
      guessed === null ? null : share(Math.max(0, guessed - (guessedSilence ?? 0)), heard),
    frozenRatio: frozenMs === null ? null : Math.min(1, frozenMs / intervalMs),
    frameRate: perSecond(grown(before.received.camera, camera, "framesDecoded")),
    audioBufferMs: quotient(
      grown(before.received.microphone, microphone, "waitedMs"),
      grown(before.received.microphone, microphone, "played"),
    ),
    videoBufferMs: quotient(
      grown(before.received.camera, camera, "waitedMs"),
      grown(before.received.camera, camera, "played"),
    ),
    sentFrameRate: perSecond(grown(before.sent.camera, after.sent.camera, "framesEncoded")),
    encodeMs: quotient(
      sumGrown(before.sent, after.sent, "encodingMs"),
      sumGrown(before.sent, after.sent, "framesEncoded"),
    ),
  };
}

/** Over all sources, since a path loses packets of each alike and one source may send too few to tell. */
function lossRatio(before: LinkSample, after: LinkSample): number | null {
  const came = sumGrown(before.received, after.received, "packets");
  const lost = sumGrown(before.received, after.received, "packetsLost");
  const due = came + lost;
  return due < THRESHOLDS.lossPacketsMin ? null : share(lost, due);
}

type Sources<T> = Readonly<Record<"microphone" | "camera" | "screen", T | null>>;
type Counters<T> = {
  [K in keyof T]: T[K] extends number | null ? K : never;
}[keyof T] &
  string;

/** By how much a counter of one source grew; from nothing where the source is new, and never backwards. */
function grown<T extends ReceivedSource | SentSource>(
  before: T | null,
  after: T | null,
  counter: Counters<T>,
): number | null {
  const now = after?.[counter];
  if (typeof now !== "number") return null;
  const then = before?.[counter];
  return Math.max(0, now - (typeof then === "number" ? then : 0));
}

function sumGrown<T extends ReceivedSource | SentSource>(
  before: Sources<T>,
  after: Sources<T>,
  counter: Counters<T>,
): number {
  return (["microphone", "camera", "screen"] as const)
    .map((source) => grown(before[source], after[source], counter) ?? 0)
    .reduce((sum, growth) => sum + growth, 0);
}

function share(part: number, whole: number | null): number | null {
  return whole === null || whole <= 0 ? null : Math.min(1, part / whole);
}

function quotient(sum: number | null, count: number | null): number | null {
  return sum === null || count === null || count <= 0 ? null : sum / count;
}
