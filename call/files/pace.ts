/**
 * How fast a file may go so that the call beside it stays whole: what is sent too fast stands in queues on the way, and
 * pictures and sound behind it. The round trip tells how long those are (the idea of LEDBAT, RFC 6817).
 */

export interface PaceRate {
  readonly bytesPerSecond: number;
  /** The shortest round trip seen: what it is with empty queues. Null before the first. */
  readonly baseRttMs: number | null;
}

const START_BYTES_PER_SECOND = 500_000;
/** Never slower: a path whose round trip only grew is not full of this file. */
const FLOOR_BYTES_PER_SECOND = 30_000;
const CEILING_BYTES_PER_SECOND = 1_000_000_000;
/** How much longer than at its best a round trip may take: less than what people hear as delay. */
const QUEUE_MS = 100;
const FASTER = 1.5;
const SLOWER = 0.6;

export const START_RATE: PaceRate = { bytesPerSecond: START_BYTES_PER_SECOND, baseRttMs: null };

/** The rate after another look. `isUsed`: the rate was what held the file back; one that was not used proves nothing. */
export function nextRate(
  rate: PaceRate,
  { rttMs, isUsed }: { readonly rttMs: number | null; readonly isUsed: boolean },
): PaceRate {
  if (rttMs === null) return rate;
  const baseRttMs = Math.min(rate.baseRttMs ?? rttMs, rttMs);
  const isQueued = rttMs - baseRttMs > QUEUE_MS;
  const factor = isQueued ? SLOWER : isUsed ? FASTER : 1;
  const bytesPerSecond = Math.min(
    Math.max(rate.bytesPerSecond * factor, FLOOR_BYTES_PER_SECOND),
    CEILING_BYTES_PER_SECOND,
  );
  return { bytesPerSecond, baseRttMs };
}

export interface Pace {
  /** Milliseconds to wait before `bytes` more may go; with 0 they count as sent. */
  take(bytes: number, nowMs: number): number;
  /** A look at the path, from time to time. */
  look(rttMs: number | null): void;
}

/** A second's worth may go at once, at the start and after a pause. */
export function createPace(nowMs: number): Pace {
  let rate = START_RATE;
  let credit = rate.bytesPerSecond;
  let countedMs = nowMs;
  let isUsed = false;
  return {
    take(bytes, atMs) {
      const earned = (rate.bytesPerSecond * Math.max(0, atMs - countedMs)) / 1_000;
      credit = Math.min(credit + earned, rate.bytesPerSecond);
      countedMs = atMs;
      if (credit <= 0) {
        isUsed = true;
        return Math.ceil((-credit / rate.bytesPerSecond) * 1_000) + 1;
      }
      credit -= bytes;
      return 0;
    },
    look(rttMs) {
      rate = nextRate(rate, { rttMs, isUsed });
      isUsed = false;
    },
  };
}
