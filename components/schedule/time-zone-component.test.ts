import { describe, expect, it } from "vitest";
import { timeZoneComponent } from "./time-zone-component.ts";

const from = Date.UTC(2026, 10, 27);
const lines = (timeZone: string) => timeZoneComponent(timeZone, from);

describe("a zone for calendars", () => {
  it("has the rules by which its clocks are put, from the year before on", () => {
    expect(lines("Europe/Berlin")).toEqual([
      "BEGIN:VTIMEZONE",
      "TZID:Europe/Berlin",
      "BEGIN:STANDARD",
      "DTSTART:20250101T010000",
      "TZOFFSETFROM:+0100",
      "TZOFFSETTO:+0100",
      "END:STANDARD",
      "BEGIN:DAYLIGHT",
      "DTSTART:20250330T020000",
      "TZOFFSETFROM:+0100",
      "TZOFFSETTO:+0200",
      "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
      "END:DAYLIGHT",
      "BEGIN:STANDARD",
      "DTSTART:20251026T030000",
      "TZOFFSETFROM:+0200",
      "TZOFFSETTO:+0100",
      "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
      "END:STANDARD",
      "END:VTIMEZONE",
    ]);
  });

  it("counts weeks from the start of a month where that is the rule", () => {
    expect(lines("America/New_York").filter((line) => line.startsWith("RRULE"))).toEqual([
      "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
      "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
    ]);
  });

  it("begins in summer where it is summer in January", () => {
    expect(lines("Australia/Sydney").slice(2, 6)).toEqual([
      "BEGIN:DAYLIGHT",
      "DTSTART:20250101T110000",
      "TZOFFSETFROM:+1100",
      "TZOFFSETTO:+1100",
    ]);
  });

  it.each([
    ["Asia/Kolkata", "+0530"],
    ["America/Argentina/Buenos_Aires", "-0300"],
    ["UTC", "+0000"],
  ])("without summer time, as %s, has one offset", (timeZone, offset) => {
    expect(lines(timeZone).filter((line) => line.startsWith("TZOFFSETTO"))).toEqual([
      `TZOFFSETTO:${offset}`,
    ]);
  });

  it("lists the changes one by one where no rule gives them", () => {
    // Clocks there are put for the month of Ramadan, which moves through the year.
    const morocco = lines("Africa/Casablanca");

    expect(morocco.some((line) => line.startsWith("RRULE"))).toBe(false);
    expect(morocco.filter((line) => line.startsWith("DTSTART")).length).toBeGreaterThan(15);
  });
});
