/**
 * The reader's own zone (IANA). What is formatted without one is in UTC, so that a server and a browser draw the same; so
 * only where the browser alone draws.
 */
export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
