import { describe, expect, it } from "vitest";
import { clockMs, instantMs, knownZone, offsetMs } from "./zoned-time.ts";

const shown = (text: string) => Date.parse(`${text}Z`);
const HOUR_MS = 3_600_000;

describe("clock time in a zone", () => {
  it.each([
    ["Europe/Berlin", "2026-01-15T09:00:00.000Z", "2026-01-15T10:00"],
    ["Europe/Berlin", "2026-07-15T08:00:00.000Z", "2026-07-15T10:00"],
    ["Asia/Kolkata", "2026-07-15T04:30:00.000Z", "2026-07-15T10:00"],
    ["America/New_York", "2026-03-01T04:59:00.000Z", "2026-02-28T23:59"],
    ["Pacific/Kiritimati", "2026-12-31T10:00:00.000Z", "2027-01-01T00:00"],
    ["UTC", "2026-07-15T10:00:00.250Z", "2026-07-15T10:00:00.250"],
  ])("of %s is told from an instant, and an instant from it", (zone, instant, clock) => {
    expect(clockMs(Date.parse(instant), zone)).toBe(shown(clock));
    expect(new Date(instantMs(shown(clock), zone)).toISOString()).toBe(instant);
  });

  it("that is shown twice is meant the first time", () => {
    expect(new Date(instantMs(shown("2026-10-25T02:30"), "Europe/Berlin")).toISOString()).toBe(
      "2026-10-25T00:30:00.000Z",
    );
  });

  it("that is never shown counts as if the clock had not been put yet", () => {
    const atMs = instantMs(shown("2026-03-29T02:30"), "Europe/Berlin");

    expect(clockMs(atMs, "Europe/Berlin")).toBe(shown("2026-03-29T03:30"));
  });

  it("is ahead of UTC by the offset of that day", () => {
    expect(offsetMs(Date.UTC(2026, 0, 1), "Australia/Sydney")).toBe(11 * HOUR_MS);
    expect(offsetMs(Date.UTC(2026, 6, 1), "Australia/Sydney")).toBe(10 * HOUR_MS);
  });

  it("of a zone that is not known is that of UTC", () => {
    expect(knownZone("Mars/Olympus_Mons")).toBe("UTC");
    expect(knownZone("Europe/Berlin")).toBe("Europe/Berlin");
  });
});
