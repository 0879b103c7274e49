/**
 * Clock time in a zone, by the browser's own table of zones (Intl). What a clock shows is a number here too: the Unix
 * milliseconds at which a clock in UTC shows the same, so that days are counted with the UTC methods of `Date`.
 */

const DAY_MS = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Throws a `RangeError` for a zone that this browser does not know. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(timeZone, format);
  return format;
}

/** The zone itself, or UTC where this browser does not know it. */
export function knownZone(timeZone: string): string {
  try {
    formatOf(timeZone);
    return timeZone;
  } catch {
    return "UTC";
  }
}

/** What a clock in the zone shows at an instant. */
export function clockMs(atMs: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const belowSecondMs = ((atMs % 1000) + 1000) % 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second, belowSecondMs);
}

/** By how much a clock in the zone is ahead of UTC at an instant, milliseconds. */
export function offsetMs(atMs: number, timeZone: string): number {
  return clockMs(atMs, timeZone) - atMs;
}

/**
 * When a clock in the zone shows this: the first time, where it shows it twice; and where it never does, since it is put
 * forward over it, as if it had not been put forward yet (RFC 5545 §3.3.5).
 */
export function instantMs(shownMs: number, timeZone: string): number {
  // Clocks are not put twice within two days.
  const before = shownMs - offsetMs(shownMs - DAY_MS, timeZone);
  if (clockMs(before, timeZone) === shownMs) return before;
  const after = shownMs - offsetMs(shownMs + DAY_MS, timeZone);
  return clockMs(after, timeZone) === shownMs ? after : before;
}
