/** The sentences of the administrator's page. Apart from the catalogue of the app: few people load them. */

import { createTranslator } from "use-intl/core";
import messages from "./admin-text.en.json";

const locale = "en";

export const text = createTranslator({ locale, messages });

/** Time of day, with the date in front where that is not the day of `nowMs`; in the reader's time zone. */
export function formatTime(atMs: number, nowMs: number): string {
  const sameDay = new Date(atMs).toDateString() === new Date(nowMs).toDateString();
  return new Intl.DateTimeFormat(locale, {
    ...(sameDay ? {} : { month: "short", day: "numeric" }),
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(atMs);
}

/** How long something lasted, as exact as a person needs it. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  if (seconds < 60) return text("duration.seconds", { seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return text("duration.minutes", { minutes });
  return text("duration.hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
