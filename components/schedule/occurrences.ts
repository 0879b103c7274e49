/** When a scheduled meeting takes place. Pure. */

import type { Repetition, Schedule } from "#protocol/schedule.ts";
import { clockMs, instantMs, knownZone } from "./zoned-time.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** At most so long from one time to the next: by that it is safe to guess how many have passed. */
const LONGEST_STEP_MS: Readonly<Record<Exclude<Repetition, "never">, number>> = {
  daily: DAY_MS,
  weekdays: DAY_MS,
  weekly: 7 * DAY_MS,
  monthly: 31 * DAY_MS,
};

/** When the first meeting that is not over begins, or began; Unix milliseconds, null when all are over. */
export function nextOccurrence(schedule: Schedule, nowMs: number): number | null {
  const { startsAtMs, minutes, repeats } = schedule;
  /** What began by then is over. */
  const overMs = nowMs - minutes * MINUTE_MS;
  if (repeats === "never") return startsAtMs > overMs ? startsAtMs : null;
  const timeZone = knownZone(schedule.timeZone);
  const firstMs = clockMs(startsAtMs, timeZone);
  // One step early, since a clock may have been put in between.
  const passed = Math.floor((overMs - startsAtMs) / LONGEST_STEP_MS[repeats]) - 1;
  for (let step = Math.max(0, passed); ; step += 1) {
    const shownMs = stepped(firstMs, repeats, step);
    if (repeats === "weekdays" && isWeekend(shownMs)) continue;
    const atMs = step === 0 ? startsAtMs : instantMs(shownMs, timeZone);
    if (atMs > overMs) return atMs;
  }
}

/** When the first meeting of all begins: the start, or the Monday after it where weekends are left out. */
export function firstOccurrence(schedule: Schedule): number {
  return nextOccurrence(schedule, schedule.startsAtMs) ?? schedule.startsAtMs;
}

/** What the clock shows after so many steps. */
function stepped(firstMs: number, repeats: Exclude<Repetition, "never">, step: number): number {
  if (repeats !== "monthly") return firstMs + step * LONGEST_STEP_MS[repeats];
  const first = new Date(firstMs);
  const [year, month] = [first.getUTCFullYear(), first.getUTCMonth() + step];
  const daysInMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const day = Math.min(first.getUTCDate(), daysInMonth);
  return Date.UTC(year, month, day) + (firstMs % DAY_MS);
}

function isWeekend(shownMs: number): boolean {
  const day = new Date(shownMs).getUTCDay();
  return day === 0 || day === 6;
}
