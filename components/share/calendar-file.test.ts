import { describe, expect, it } from "vitest";
import type { Schedule } from "#protocol/schedule.ts";
import { invitationText } from "./calendar-file.ts";

const nowMs = Date.UTC(2026, 10, 22, 18, 43, 31);
const link = "https://meet.example.org/r/k7mq-4xwd-h2pn";

const weekly: Schedule = {
  startsAtMs: Date.UTC(2026, 11, 1, 9),
  minutes: 45,
  timeZone: "Europe/Berlin",
  repeats: "weekly",
};

/** The file's lines, unfolded. */
function lines(schedule: Schedule | null, title = "Meeting"): readonly string[] {
  const description = `Join here: ${link}`;
  return invitationText({ code: "k7mq-4xwd-h2pn", link, title, description, schedule }, nowMs)
    .replace(/\r\n[ \t]/g, "")
    .split("\r\n");
}

describe("the calendar file", () => {
  it("carries the link, and proposes the next full hour, in UTC", () => {
    expect(lines(null)).toEqual(
      expect.arrayContaining([
        "BEGIN:VCALENDAR",
        "DTSTART:20261122T190000Z",
        `URL:${link}`,
        "UID:k7mq-4xwd-h2pn@rondo",
      ]),
    );
  });

  it("has the title, and commas in it as calendars want them", () => {
    expect(lines(weekly, "Plans, and more; ünïcode")).toContain(
      "SUMMARY:Plans\\, and more\\; ünïcode",
    );
  });

  it("keeps ten o'clock at ten o'clock: clock time, with its zone and that zone's rules", () => {
    const text = lines(weekly);

    expect(text).toContain("DTSTART;TZID=Europe/Berlin:20261201T100000");
    expect(text).toContain("DURATION:PT45M");
    expect(text).toContain("RRULE:FREQ=WEEKLY");
    const zone = text.slice(text.indexOf("BEGIN:VTIMEZONE"), text.indexOf("END:VTIMEZONE"));
    expect(zone).toContain("TZID:Europe/Berlin");
    expect(zone).toContain("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU");
    expect(text.indexOf("END:VTIMEZONE")).toBeLessThan(text.indexOf("BEGIN:VEVENT"));
  });

  it.each<[Schedule["repeats"], string, readonly string[]]>([
    ["never", "2026-12-01T09:00Z", []],
    ["daily", "2026-12-01T09:00Z", ["RRULE:FREQ=DAILY"]],
    ["weekdays", "2026-12-01T09:00Z", ["RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"]],
    ["monthly", "2026-12-01T09:00Z", ["RRULE:FREQ=MONTHLY"]],
    ["monthly", "2026-12-31T09:00Z", ["RRULE:FREQ=MONTHLY;BYMONTHDAY=-1"]],
    ["monthly", "2026-12-30T09:00Z", ["RRULE:FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1"]],
    ["monthly", "2026-12-29T09:00Z", ["RRULE:FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1"]],
  ])("repeats %s from %s", (repeats, startsAt, rules) => {
    const text = lines({ ...weekly, repeats, startsAtMs: Date.parse(startsAt) });
    const event = text.slice(text.indexOf("BEGIN:VEVENT"));

    expect(event.filter((line) => line.startsWith("RRULE"))).toEqual(rules);
  });

  it("starts with a day that the repetition has", () => {
    const saturday = {
      ...weekly,
      repeats: "weekdays" as const,
      startsAtMs: Date.UTC(2026, 10, 28, 9),
    };

    expect(lines(saturday)).toContain("DTSTART;TZID=Europe/Berlin:20261130T100000");
  });

  it("proposes a time again when the meeting is over", () => {
    const over = { ...weekly, repeats: "never" as const, startsAtMs: Date.UTC(2026, 10, 1, 9) };

    expect(lines(over)).toContain("DTSTART:20261122T190000Z");
  });
});
