/** When people meet in a room: a first time, and how it comes again. */

import { z } from "zod/mini";

/** A day: longer than anybody meets, and short enough for every calendar. */
export const SCHEDULE_MAX_MINUTES = 1_440;
/** The end of the century; calendars write years with four digits. */
const SCHEDULE_MAX_START_MS = Date.UTC(2100, 0, 1);

export const REPETITIONS = ["never", "daily", "weekdays", "weekly", "monthly"] as const;

/**
 * As it is read. The zone is not judged here: a server may know one that this browser does not, and a room is not lost
 * over it. Whoever plans is judged by `PlannedSchedule`.
 */
export const Schedule = z.object({
  /** The first time, Unix milliseconds. Those that follow have its clock time in `timeZone`, summer and winter. */
  startsAtMs: z.int().check(z.gte(0), z.lt(SCHEDULE_MAX_START_MS)),
  minutes: z.int().check(z.gte(1), z.lte(SCHEDULE_MAX_MINUTES)),
  /** By its name in the IANA time zone database: "Europe/Berlin". */
  timeZone: z.string().check(z.maxLength(64)),
  /** `weekdays`: from Monday to Friday. `monthly`: on the last day where a month has no such day. */
  repeats: z.enum(REPETITIONS),
});
export type Schedule = z.infer<typeof Schedule>;

export type Repetition = Schedule["repeats"];
