/**
 * The figures of a call as text to pass on, to whoever can mend a network or this program. Pure. It holds no name, no
 * address and not the code of the meeting: people are numbers in the order in which they stand on the screen. Keys are
 * not translated, so that reports from anywhere can be read alike.
 */

import type { HealthState } from "#call/health-store.ts";
import type { HealthHistory, LinkHealth } from "#call/stats/link-health.ts";
import { extremes } from "./chart-paths.ts";

export interface ReportContext {
  /** Ids of the others, in their order on the screen. */
  readonly people: readonly string[];
  /** As the browser calls itself. */
  readonly browser: string;
  /** On the clock of the faults. */
  readonly nowMs: number;
  /** On the wall. */
  readonly date: Date;
}

/** Indented JSON. */
export function qualityReport(
  { links, blame }: HealthState,
  { people, browser, nowMs, date }: ReportContext,
): string {
  const byId = new Map<string, LinkHealth>(links);
  const numberOf = (id: string) => `person ${people.indexOf(id) + 1}`;
  const report = {
    report: "rondo call quality",
    at: date.toISOString(),
    browser,
    blame: blame === null ? null : "id" in blame ? { ...blame, id: numberOf(blame.id) } : blame,
    people: people.flatMap((id) => {
      const health = byId.get(id);
      return health === undefined ? [] : [{ person: numberOf(id), ...linkReport(health, nowMs) }];
    }),
  };
  return JSON.stringify(
    report,
    (_, value) => (typeof value === "number" ? readable(value) : value),
    2,
  );
}

function linkReport(health: LinkHealth, nowMs: number) {
  const { history, faults, ...figures } = health;
  return {
    ...figures,
    faults: faults.map(({ sinceMs, ...fault }) => ({ agoMs: nowMs - sinceMs, ...fault })),
    lastMinute: Object.fromEntries(
      // What is walked over are the members that the type names.
      (Object.keys(history) as (keyof HealthHistory)[]).map((name) => [
        name,
        summary(history[name]),
      ]),
    ),
  };
}

function summary(values: readonly (number | null)[]) {
  const range = extremes(values);
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  return range === null ? null : { ...range, median: known[known.length >> 1] ?? null };
}

/** Three digits after the point say all, and whole numbers of large ones do. */
function readable(value: number): number {
  return Math.abs(value) >= 1_000 ? Math.round(value) : Math.round(value * 1_000) / 1_000;
}
