const HOUR_MS = 3_600_000;

/** The next full hour: a start that people move, rather than one they overlook. Unix milliseconds in and out. */
export function proposedStartMs(nowMs: number): number {
  return Math.ceil((nowMs + 1) / HOUR_MS) * HOUR_MS;
}
