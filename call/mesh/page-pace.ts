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
/** How far ticks are from where they belong, on the average: idle pages stay within a twentieth of a period, crowded
 * computers (six people on two cores) are beyond two fifths. */
const OFF_SHARE = 0.3;

/** Judges ticks of `periodMs`. A gap longer than `sleepMs` is sleep and says nothing. */
export function createPagePace(periodMs: number, sleepMs: number): PagePace {
  let lastMs: number | null = null;
  let offMs: readonly number[] = [];
  return {
    ticked(nowMs) {
      const gapMs = lastMs === null ? periodMs : nowMs - lastMs;
      lastMs = nowMs;
      if (gapMs > sleepMs) offMs = [];
      else offMs = [...offMs, Math.abs(gapMs - periodMs)].slice(-TICKS);
    },
    isShort() {
      if (offMs.length < TICKS) return false;
      return offMs.reduce((sum, each) => sum + each, 0) / TICKS > OFF_SHARE * periodMs;
    },
  };
}
