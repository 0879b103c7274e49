import { createEvent } from "ics";
import { download } from "#call/download.ts";
import { firstOccurrence, nextOccurrence } from "#components/schedule/occurrences.ts";
import { proposedStartMs } from "#components/schedule/proposed-start.ts";
import { localTime, timeZoneComponent } from "#components/schedule/time-zone-component.ts";
import { clockMs, knownZone } from "#components/schedule/zoned-time.ts";
import type { Schedule } from "#protocol/schedule.ts";

const MEETING_MINUTES = 60;

export interface Invitation {
  readonly code: string;
  readonly link: string;
  readonly title: string;
  readonly description: string;
  /** Null, like one that is over, has the file propose a time. */
  readonly schedule: Schedule | null;
}

/** The text of a calendar file (RFC 5545) with the meeting's link; throws when it cannot be made. */
export function invitationText(invitation: Invitation, nowMs: number): string {
  const { schedule } = invitation;
  const planned = schedule === null || nextOccurrence(schedule, nowMs) === null ? null : schedule;
  const { error, value } = createEvent({
    uid: `${invitation.code}@rondo`,
    productId: "-//Rondo//Meeting//EN",
    title: invitation.title,
    description: invitation.description,
    location: invitation.link,
    url: invitation.link,
    busyStatus: "BUSY",
    status: "CONFIRMED",
    ...(planned === null
      ? {
          start: proposedStartMs(nowMs),
          startOutputType: "utc" as const,
          duration: { minutes: MEETING_MINUTES },
        }
      : {
          // A text is left as it is; anything else the library would read in the zone of this browser.
          start: localStart(planned),
          duration: { minutes: planned.minutes },
          ...repetition(planned),
        }),
  });
  if (error || !value) throw new Error("no calendar file", { cause: error });
  return planned === null ? value : inZone(value, planned);
}

function localStart(schedule: Schedule): string {
  return localTime(clockMs(firstOccurrence(schedule), knownZone(schedule.timeZone)));
}

/**
 * Says of which zone the start is. The library knows UTC and no zone at all, and neither keeps a weekly meeting at ten
 * o'clock when the clocks are put: so the zone is added to its text.
 */
export function inZone(text: string, schedule: Schedule): string {
  const timeZone = knownZone(schedule.timeZone);
  const component = timeZoneComponent(timeZone, schedule.startsAtMs).join("\r\n");
  // The start first: the component has starts of its own.
  return text
    .replace("\r\nDTSTART:", `\r\nDTSTART;TZID=${timeZone}:`)
    .replace("\r\nBEGIN:VEVENT\r\n", `\r\n${component}\r\nBEGIN:VEVENT\r\n`);
}

function repetition(schedule: Schedule): { recurrenceRule?: string } {
  switch (schedule.repeats) {
    case "never":
      return {};
    case "daily":
      return { recurrenceRule: "FREQ=DAILY" };
    case "weekdays":
      return { recurrenceRule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" };
    case "weekly":
      return { recurrenceRule: "FREQ=WEEKLY" };
    case "monthly":
      return { recurrenceRule: `FREQ=MONTHLY${onTheLastDay(schedule)}` };
  }
}

/** Without it calendars leave out the months that have no such day, and this app does not. */
function onTheLastDay({ startsAtMs, timeZone }: Schedule): string {
  const day = new Date(clockMs(startsAtMs, knownZone(timeZone))).getUTCDate();
  if (day <= 28) return "";
  if (day === 31) return ";BYMONTHDAY=-1";
  return `;BYMONTHDAY=${day === 29 ? "28,29" : "28,29,30"};BYSETPOS=-1`;
}

/** Hands the file to the browser's downloads. */
export function downloadInvitation(invitation: Invitation): void {
  const file = new Blob([invitationText(invitation, Date.now())], {
    type: "text/calendar;charset=utf-8",
  });
  download(file, `rondo-${invitation.code}.ics`);
}
