/** The clock that the watch of links runs by: a worker's, since timers of hidden pages come once a minute. */

export interface Ticker {
  stop(): void;
}

/** Calls back every `periodMs` with the time, until `stop()`. */
export type StartTicker = (periodMs: number, onTick: (nowMs: number) => void) => Ticker;

/** The time that ticks carry: milliseconds of a clock that no correction of the date moves. */
export function monotonicMs(): number {
  return performance.now();
}

/**
 * Ticks by a worker (public/clock.js). Where none can be started (an embedder's policy, a page that is closing), by a
 * timer of the page: then detection is slow while the tab is hidden, and nothing else is lost.
 */
export const startWorkerTicker: StartTicker = (periodMs, onTick) => {
  const tick = () => onTick(monotonicMs());
  let timer: ReturnType<typeof setInterval> | undefined;
  const fallBack = () => {
    timer ??= setInterval(tick, periodMs);
  };
  let worker: Worker | null = null;
  try {
    worker = new Worker("/clock.js");
    worker.addEventListener("message", tick);
    worker.addEventListener("error", fallBack);
    worker.postMessage(periodMs);
  } catch {
    fallBack();
  }
  return {
    stop() {
      worker?.terminate();
      clearInterval(timer);
    },
  };
};
