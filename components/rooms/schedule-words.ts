"use client";

import { useFormatter } from "use-intl";
import { nextOccurrence } from "#components/schedule/occurrences.ts";
import { ownTimeZone } from "#components/text/own-time-zone.ts";
import { useText } from "#components/text/use-text.ts";
import type { Schedule } from "#protocol/schedule.ts";

/** What is said of a time. */
interface Parts {
  readonly weekday?: "short";
  readonly dateStyle?: "medium";
  readonly timeStyle?: "short";
}

/** Says when people meet, by the reader's clock: "Every week, Tue 10:00 · Next: Dec 1". */
export function useScheduleWords(): (schedule: Schedule, nowMs: number) => string {
  const text = useText("meetings");
  const format = useFormatter();
  return (schedule, nowMs) => {
    const timeZone = ownTimeZone();
    const say = (atMs: number, options: Parts) => format.dateTime(atMs, { ...options, timeZone });
    const whole = { dateStyle: "medium", timeStyle: "short" } as const;
    const nextMs = nextOccurrence(schedule, nowMs);
    if (nextMs === null) return text("over", { when: say(schedule.startsAtMs, whole) });
    const time = say(nextMs, { timeStyle: "short" });
    const day = say(nextMs, { weekday: "short" });
    const next = text("next", { date: say(nextMs, { dateStyle: "medium" }) });
    switch (schedule.repeats) {
      case "never":
        return text("once", { day, when: say(nextMs, whole) });
      case "daily":
        return text("everyDay", { time, next });
      case "weekdays":
        return text("everyWeekday", { time, next });
      case "weekly":
        return text("everyWeek", { day, time, next });
      case "monthly":
        return text("everyMonth", { time, next });
    }
  };
}
