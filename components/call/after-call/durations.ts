"use client";

import { useText } from "#components/text/use-text.ts";

/** Says a span as people do: seconds below a minute, then minutes, then hours and minutes. */
export function useDurations(): (durationMs: number) => string {
  const text = useText("common");
  return (durationMs) => {
    const minutes = Math.floor(durationMs / 60_000);
    if (minutes < 1) return text("seconds", { seconds: Math.floor(durationMs / 1000) });
    if (minutes < 60) return text("minutes", { minutes });
    return text("hoursAndMinutes", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  };
}
