/** What many measurements come to. Pure. */

/**
 * The value below which `share` (0..1) of the values lie, by the nearest rank: always one that was measured. NaN for
 * no values.
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** The middle value; of an even number of values the lower one of the two in the middle. NaN for no values. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}
