/**
 * A zone as calendars want it told (VTIMEZONE, RFC 5545 §3.6.5), found out by asking the browser for its offsets. Pure.
 * Most calendars go by the zone's name and their own table; the others have nothing but this.
 */

import { offsetMs } from "./zoned-time.ts";

const DAY_MS = 86_400_000;
const WEEK_DAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"] as const;
/** Governments do not plan further. */
const YEARS_AHEAD = 12;

/** The clock is put from one offset to another. */
interface Change {
  readonly atMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The lines of the component, with the changes of the clock from the year before `fromMs` on. */
export function timeZoneComponent(timeZone: string, fromMs: number): readonly string[] {
  const firstYear = new Date(fromMs).getUTCFullYear() - 1;
  const beginMs = Date.UTC(firstYear, 0, 1);
  const changes = changesBetween(timeZone, beginMs, Date.UTC(firstYear + YEARS_AHEAD, 0, 1));
  const initialMs = offsetMs(beginMs, timeZone);
  // Where one begins in summer, the first change is back to standard time.
  const isSummer = (changes[0]?.toMs ?? initialMs) < initialMs;
  const initial = { atMs: beginMs, fromMs: initialMs, toMs: initialMs };
  const lines = observance(isSummer ? "DAYLIGHT" : "STANDARD", initial);
  const told = new Set<Change>();
  for (const change of changes) {
    if (told.has(change)) continue;
    const kind = change.toMs > change.fromMs ? "DAYLIGHT" : "STANDARD";
    const alike = changes.filter(
      (each) => each.fromMs === change.fromMs && each.toMs === change.toMs,
    );
    const rule = alike.length === YEARS_AHEAD ? yearlyRule(alike) : null;
    if (rule !== null) for (const each of alike) told.add(each);
    lines.push(...observance(kind, change, rule === null ? [] : [`RRULE:${rule}`]));
  }
  return ["BEGIN:VTIMEZONE", `TZID:${timeZone}`, ...lines, "END:VTIMEZONE"];
}

function changesBetween(timeZone: string, beginMs: number, endMs: number): readonly Change[] {
  const changes: Change[] = [];
  let fromMs = offsetMs(beginMs, timeZone);
  // No clock is put forth and back within a week.
  for (let at = beginMs; at < endMs; at += 7 * DAY_MS) {
    const end = at + 7 * DAY_MS;
    const toMs = offsetMs(end, timeZone);
    if (toMs === fromMs) continue;
    let [before, after] = [at, end];
    while (after - before > 1000) {
      const middle = Math.floor((before + after) / 2000) * 1000;
      if (offsetMs(middle, timeZone) === fromMs) before = middle;
      else after = middle;
    }
    changes.push({ atMs: after, fromMs, toMs });
    fromMs = toMs;
  }
  return changes.filter(({ atMs }) => atMs < endMs);
}

/** The rule by which these come, one a year, or null: "the last Sunday in March", "the second Sunday in November". */
function yearlyRule(changes: readonly Change[]): string | null {
  const days = changes.map(({ atMs, fromMs }) => {
    const shown = new Date(atMs + fromMs);
    const [year, month, date] = [shown.getUTCFullYear(), shown.getUTCMonth(), shown.getUTCDate()];
    const daysInMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    return {
      year,
      rest: `${month} ${shown.getUTCDay()} ${shown.getTime() % DAY_MS}`,
      week: Math.ceil(date / 7),
      isLast: date + 7 > daysInMonth,
      of: `BYMONTH=${month + 1};BYDAY=`,
      day: WEEK_DAYS[shown.getUTCDay()] ?? "SU",
    };
  });
  const [first] = days;
  if (first === undefined) return null;
  const isYearly = days.every(
    ({ year, rest }, index) => year === first.year + index && rest === first.rest,
  );
  if (!isYearly) return null;
  const week = days.every((day) => day.week === first.week)
    ? first.week
    : days.every((day) => day.isLast)
      ? -1
      : null;
  return week === null ? null : `FREQ=YEARLY;${first.of}${week}${first.day}`;
}

function observance(
  kind: "STANDARD" | "DAYLIGHT",
  { atMs, fromMs, toMs }: Change,
  rule: readonly string[] = [],
): string[] {
  return [
    `BEGIN:${kind}`,
    // By the clock as it was until then.
    `DTSTART:${localTime(atMs + fromMs)}`,
    `TZOFFSETFROM:${offsetText(fromMs)}`,
    `TZOFFSETTO:${offsetText(toMs)}`,
    ...rule,
    `END:${kind}`,
  ];
}

/** What a clock shows, as calendars write it without a zone: "20261201T100000". */
export function localTime(shownMs: number): string {
  return new Date(shownMs).toISOString().replace(/[-:]|\..*/g, "");
}

function offsetText(ms: number): string {
  const seconds = Math.abs(ms) / 1000;
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  // Seconds only where a zone has them.
  const shown = (parts[2] === 0 ? parts.slice(0, 2) : parts).map((each) =>
    String(each).padStart(2, "0"),
  );
  return `${ms < 0 ? "-" : "+"}${shown.join("")}`;
}
