/** A room's schedule as it is stored: JSON in one column, read as foreign text. */

import { PlannedSchedule } from "#protocol/http.ts";
import type { Schedule } from "#protocol/schedule.ts";

/** Null for none, and for whatever is not a schedule (any more). */
export function readSchedule(stored: string | null): Schedule | null {
  if (stored === null) return null;
  try {
    const parsed = PlannedSchedule.safeParse(JSON.parse(stored));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export function writeSchedule(schedule: Schedule | null): string | null {
  return schedule === null ? null : JSON.stringify(schedule);
}

/** A room counts as used until what is planned in it begins: it must not be deleted before. */
export function usedUntil(schedule: Schedule | null, nowMs: number): Date {
  return new Date(Math.max(nowMs, schedule?.startsAtMs ?? 0));
}
