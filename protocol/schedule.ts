/** When people meet in a room: a first time, and how it comes again. */

import { z } from "zod/mini";

/** A day: longer than anybody meets, and short enough for every calendar. */
export const SCHEDULE_MAX_MINUTES = 1_440;
export const REPETITIONS = ["never", "daily", "weekdays", "weekly", "monthly"] as const;

/**
 * As a browser reads it, which judges nothing: a server may know a zone that it does not, and a room is not lost over
 * that. Whoever plans is judged by `PlannedSchedule`.
 */
export const Schedule = z.object({
  /** The first time, Unix milliseconds. Those that follow have its clock time in `timeZone`, summer and winter. */
  startsAtMs: z.number(),
  minutes: z.number(),
  /** By its name in the IANA time zone database: "Europe/Berlin". */
  timeZone: z.string(),
  /** `weekdays`: from Monday to Friday. `monthly`: on the last day where a month has no such day. */
  repeats: z.enum(REPETITIONS),
});
export type Schedule = z.infer<typeof Schedule>;

export type Repetition = Schedule["repeats"];
