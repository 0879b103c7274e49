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

/** Two seconds of the clock: a page that is busy for a moment, as when somebody comes, does not count. */
const TICKS = 20;
/** A tick that is further from where it belongs, as a share of the period, was kept waiting: idle pages stay within a
 * twentieth. */
const OFF_SHARE = 0.25;
/** Of all ticks so many were kept waiting: one in twenty with two people on two cores, every second one with five. */
const KEPT_WAITING_SHARE = 0.4;

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
      else waited = [...waited, Math.abs(gapMs - periodMs) > OFF_SHARE * periodMs].slice(-TICKS);
    },
    isShort() {
      return waited.filter(Boolean).length >= KEPT_WAITING_SHARE * TICKS;
    },
  };
}
