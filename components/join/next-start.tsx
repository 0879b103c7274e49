"use client";

import { useFormatter } from "use-intl";
import { nextOccurrence } from "#components/schedule/occurrences.ts";
import { ownTimeZone } from "#components/text/own-time-zone.ts";
import { useText } from "#components/text/use-text.ts";
import type { Schedule } from "#protocol/schedule.ts";

/** When the meeting begins, by the reader's clock; nothing while it goes on, or when all is over. */
export function NextStart({ schedule }: { schedule: Schedule }) {
  const text = useText("join");
  const format = useFormatter();
  const nowMs = Date.now();
  const nextMs = nextOccurrence(schedule, nowMs);
  if (nextMs === null || nextMs <= nowMs) return null;
  const timeZone = ownTimeZone();
  const when = format.dateTime(nextMs, { dateStyle: "full", timeStyle: "short", timeZone });
  return <p>{text("starts", { when })}</p>;
}
