import { createEvent } from "ics";

const HOUR_MS = 3_600_000;
const MEETING_MINUTES = 60;

/** The next full hour: a start that people move, rather than one they overlook. Unix milliseconds in and out. */
export function proposedStartMs(nowMs: number): number {
  return Math.ceil((nowMs + 1) / HOUR_MS) * HOUR_MS;
}

export interface Invitation {
  readonly code: string;
  readonly link: string;
  readonly title: string;
  readonly description: string;
}

/** The text of a calendar file (RFC 5545) with the meeting's link; throws when it cannot be made. */
export function invitationText(invitation: Invitation, nowMs: number): string {
  const { error, value } = createEvent({
    uid: `${invitation.code}@rondo`,
    productId: "-//Rondo//Meeting//EN",
    title: invitation.title,
    description: invitation.description,
    location: invitation.link,
    url: invitation.link,
    start: proposedStartMs(nowMs),
    startOutputType: "utc",
    duration: { minutes: MEETING_MINUTES },
    busyStatus: "BUSY",
    status: "CONFIRMED",
  });
  if (error || !value) throw new Error("no calendar file", { cause: error });
  return value;
}

/** Hands the file to the browser's downloads. */
export function downloadInvitation(invitation: Invitation): void {
  const file = new Blob([invitationText(invitation, Date.now())], {
    type: "text/calendar;charset=utf-8",
  });
  const url = URL.createObjectURL(file);
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = `rondo-${invitation.code}.ics`;
  anchor.click();
  URL.revokeObjectURL(url);
}
