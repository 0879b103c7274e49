import { useFormatter } from "use-intl";
import { ownTimeZone } from "#components/text/own-time-zone.ts";
import { useText } from "#components/text/use-text.ts";

/**
 * Says a time of day, with the date in front where that is not the day of `nowMs`; in the reader's time zone. Unix
 * milliseconds.
 */
export function useTimeWords(): (atMs: number, nowMs: number) => string {
  const format = useFormatter();
  const timeZone = ownTimeZone();
  return (atMs, nowMs) => {
    const sameDay = new Date(atMs).toDateString() === new Date(nowMs).toDateString();
    return format.dateTime(atMs, {
      ...(sameDay ? {} : { month: "short", day: "numeric" }),
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      // Of a day without halves in all languages: columns of times are compared, with each other and with a log.
      hourCycle: "h23",
      timeZone,
    });
  };
}

/** Says how long something lasted, as exact as a person needs it. */
export function useDurationWords(): (durationMs: number) => string {
  const text = useText("admin");
  return (durationMs) => {
    const seconds = Math.max(0, Math.round(durationMs / 1000));
    if (seconds < 60) return text("duration.seconds", { seconds });
    const minutes = Math.round(seconds / 60);
    if (minutes < 60) return text("duration.minutes", { minutes });
    return text("duration.hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  };
}
