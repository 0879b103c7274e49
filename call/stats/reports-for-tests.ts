/** Reports of real browsers, for tests: of one link, two seconds apart. */

import chromiumTwo from "./fixtures/chromium-156-two-seconds.json";
import firefoxTwo from "./fixtures/firefox-153-two-seconds.json";
import { type LinkSample, type StatsLike, sampleLink } from "./link-sample.ts";

export type Entry = { readonly id: string; readonly type: string } & Record<string, unknown>;

/** A report as `getStats` gives it. */
export function aReport(entries: readonly Entry[]): StatsLike {
  return new Map(entries.map((entry) => [entry.id, entry]));
}

export const recorded = {
  chromium: pair(chromiumTwo),
  firefox: pair(firefoxTwo),
} as const;

function pair(reports: readonly (readonly Entry[])[]): {
  readonly before: LinkSample;
  readonly after: LinkSample;
} {
  const [before = [], after = []] = reports;
  return { before: sampleLink(aReport(before)), after: sampleLink(aReport(after)) };
}
