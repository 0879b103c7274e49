/** What beats tell of a link: round trips, losses, silence. Pure of clocks and channels; one for each peer connection. */

import type { Beat } from "#protocol/beat.ts";
import { THRESHOLDS } from "../thresholds.ts";

export interface HeartbeatFigures {
  /** Median of the last round trips; null before the first. */
  readonly rttMs: number | null;
  /** How far round trips lie apart: mean difference of neighbours (RFC 3550 §6.4.1, without the smoothing). */
  readonly rttJitterMs: number | null;
  /** Share of the peer's beats that did not come; null until enough were due. */
  readonly lossRatio: number | null;
}

export interface Heartbeat {
  /** The next beat to send, counted as sent. */
  next(nowMs: number, nextMs: number): Beat;
  take(beat: Beat, nowMs: number): void;
  /** Some other packet came by this time. */
  heard(atMs: number): void;
  /** This page was kept from hearing for so long: what came meanwhile still waits to be taken. */
  heldUp(forMs: number, nowMs: number): void;
  /** How long nothing has come in, and how long the peer says that nothing comes to it; the longer of both. */
  silentMs(nowMs: number): number;
  /** How long the next beat is overdue against the usual pace: silence, less what the peer announced to be slower. */
  missedMs(nowMs: number): number;
  /** Silence beyond this is a fault: longer where the peer announced to be quiet. */
  allowanceMs(): number;
  figures(): HeartbeatFigures;
  /** Median of the very last round trips: the path as it is now, but for a single late one. Null before the first. */
  recentRttMs(): number | null;
  /** A cut is over: what was lost in it says nothing of the path now. */
  forgetLosses(): void;
}

const RTTS_KEPT = 15;
const RECENT_RTTS = 3;
/** Sequences that can still be told from garbage. */
const LEAP_MAX = 100_000;

/** Starts watching at `startedMs`, from when on silence counts. */
export function createHeartbeat(startedMs: number): Heartbeat {
  let sequence = 0;
  const sentAtMs = new Map<number, number>();
  let rttsMs: number[] = [];

  let heardMs = startedMs;
  /** Since when packets have come without a silence between. */
  let clearSinceMs = startedMs;
  let latest: { readonly beat: Beat; readonly atMs: number } | null = null;
  /** What the peer said last of how long it hears nothing, and when it said so. */
  let unheard: { readonly silentMs: number; readonly atMs: number } | null = null;
  /** Beats from here on count towards the loss. */
  let countedFrom: number | null = null;
  let came: number[] = [];

  function hear(atMs: number): void {
    if (atMs - heardMs >= THRESHOLDS.unstableAfterMs) clearSinceMs = atMs;
    heardMs = Math.max(heardMs, atMs);
  }

  const announcedMs = () => latest?.beat.nextMs ?? 0;
  const slowerMs = () => Math.max(0, announcedMs() - THRESHOLDS.beatMs);
  const silentMs = (nowMs: number): number => {
    const inwardMs = nowMs - heardMs;
    // What the peer said long ago is no news: then its own silence is what counts.
    if (unheard === null || nowMs - unheard.atMs >= THRESHOLDS.unstableAfterMs) return inwardMs;
    if (unheard.silentMs < THRESHOLDS.unstableAfterMs) return inwardMs;
    const outwardMs = unheard.silentMs + (nowMs - unheard.atMs);
    // After a cut of both ways the end that hears first must not take the old silence of the other for a new fault.
    return Math.max(inwardMs, Math.min(outwardMs, nowMs - clearSinceMs));
  };

  return {
    next(nowMs, nextMs) {
      sequence += 1;
      sentAtMs.set(sequence, nowMs);
      // Round trips are of seconds at most; older ones will not be asked for.
      sentAtMs.delete(sequence - 100);
      return {
        sequence,
        echo: latest?.beat.sequence ?? 0,
        heldMs: latest === null ? 0 : nowMs - latest.atMs,
        silentMs: Math.max(0, nowMs - heardMs),
        nextMs,
      };
    },

    take(beat, nowMs) {
      hear(nowMs);
      const newest = latest?.beat.sequence ?? 0;
      if (beat.sequence > newest + LEAP_MAX) return;
      if (came.includes(beat.sequence)) return;
      countedFrom ??= beat.sequence;
      came.push(beat.sequence);
      if (came.length > THRESHOLDS.lossWindowBeats * 2) came.shift();
      // Beats may overtake each other; an old one says nothing new.
      if (beat.sequence <= newest) return;
      latest = { beat, atMs: nowMs };
      unheard = { silentMs: beat.silentMs, atMs: nowMs };
      const sent = sentAtMs.get(beat.echo);
      if (sent !== undefined) {
        sentAtMs.delete(beat.echo);
        rttsMs = [...rttsMs, Math.max(0, nowMs - sent - beat.heldMs)].slice(-RTTS_KEPT);
      }
    },

    heard: hear,

    heldUp(forMs, nowMs) {
      heardMs = Math.min(nowMs, heardMs + forMs);
    },

    silentMs,
    missedMs: (nowMs) => silentMs(nowMs) - slowerMs(),

    allowanceMs() {
      // A slower pace is waited for, and where it is much slower, half a beat more.
      return Math.max(
        THRESHOLDS.unstableAfterMs + slowerMs(),
        slowerMs() > 0 ? announcedMs() * 1.5 : 0,
      );
    },

    recentRttMs: () => median(rttsMs.slice(-RECENT_RTTS)),

    figures() {
      return { rttMs: median(rttsMs), rttJitterMs: meanDifference(rttsMs), lossRatio: loss() };
    },

    forgetLosses() {
      countedFrom = null;
      came = [];
    },
  };

  function loss(): number | null {
    const newest = latest?.beat.sequence;
    if (newest === undefined || countedFrom === null) return null;
    const from = Math.max(countedFrom, newest - THRESHOLDS.lossWindowBeats + 1);
    const due = newest - from + 1;
    if (due < THRESHOLDS.lossWindowBeats) return null;
    return 1 - came.filter((arrived) => arrived >= from).length / due;
  }
}

function median(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? null;
}

function meanDifference(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  let sum = 0;
  for (let place = 1; place < values.length; place += 1)
    sum += Math.abs((values[place] ?? 0) - (values[place - 1] ?? 0));
  return sum / (values.length - 1);
}
