/** How long a page takes to answer its person: measured by the browser, from the press until the answer is drawn. */

declare global {
  interface Window {
    /** Milliseconds of each press that took long enough to be counted (Event Timing). */
    benchPresses?: number[];
  }
}

/** Shorter ones are not told by browsers. */
export const PRESS_TOLD_FROM_MS = 16;

/** Runs in the page before its scripts. */
export function watchPresses(): void {
  const presses: number[] = [];
  window.benchPresses = presses;
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries())
      if (name === "click") presses.push(duration);
    // TypeScript does not know the threshold yet, which is the least that browsers allow.
  }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
}
