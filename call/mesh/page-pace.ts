/**
 * Whether this computer is short of processor: then a page is not called when it asked to be. What browsers say of
 * encoders is not enough: they see how long one takes, and not what it, the pages and other programs wait for together.
 */

export interface PagePace {
  /** The clock of the call ticked, which asked to be called every so often. */
  ticked(nowMs: number): void;
  /** Whether the last seconds were short of processor. */
  isShort(): boolean;
}

/** Four seconds of the clock: a page that is busy for a moment, as when somebody comes, does not count. */
const TICKS = 40;
/** A gap that is longer by so much, as a share of the period, ended with a tick that was kept waiting. Those that follow it
 * at once are the same wait. */
const LATE_SHARE = 0.25;
/** Of all ticks so many are late: one in forty with two people on two cores, every fifth with five. */
const LATE_TICKS_SHARE = 0.15;

/** Judges ticks of `periodMs`. A gap longer than `sleepMs` is sleep and says nothing. */
export function createPagePace(periodMs: number, sleepMs: number): PagePace {
  let lastMs: number | null = null;
  /** Of the latest ticks, whether each was kept waiting. */
  let waited: readonly boolean[] = [];
  return {
    ticked(nowMs) {
      const gapMs = lastMs === null ? periodMs : nowMs - lastMs;
      lastMs = nowMs;
      if (gapMs > sleepMs) waited = [];
      else waited = [...waited, gapMs > (1 + LATE_SHARE) * periodMs].slice(-TICKS);
    },
    isShort() {
      return waited.filter(Boolean).length >= LATE_TICKS_SHARE * TICKS;
    },
  };
}
