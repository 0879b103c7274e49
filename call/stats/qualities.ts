/** The words for how good a link is. Apart from how they are found, since pages show them without judging. */

/** From best to worst. */
export const QUALITIES = ["good", "fair", "poor", "lost"] as const;
export type Quality = (typeof QUALITIES)[number];

/** The worst of some qualities; good where there are none. */
export function worst(qualities: readonly Quality[]): Quality {
  const places = qualities.map((quality) => QUALITIES.indexOf(quality));
  return QUALITIES[Math.max(0, ...places)] ?? "good";
}
