/** Shares of a whole in whole per cent that add up to a hundred (by largest remainder); all zero where there is nothing. */
export function percentages(parts: readonly number[]): readonly number[] {
  const whole = parts.reduce((sum, part) => sum + part, 0);
  if (whole <= 0) return parts.map(() => 0);
  const exact = parts.map((part) => (100 * part) / whole);
  const missing = 100 - exact.reduce((sum, share) => sum + Math.floor(share), 0);
  const next = exact
    .map((share, place) => ({ place, rest: share - Math.floor(share) }))
    .sort((a, b) => b.rest - a.rest || a.place - b.place)
    .slice(0, missing);
  const rounded = new Set(next.map(({ place }) => place));
  return exact.map((share, place) => Math.floor(share) + (rounded.has(place) ? 1 : 0));
}
