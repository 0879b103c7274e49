import { describe, expect, it } from "vitest";
import type { Repetition, Schedule } from "#protocol/schedule.ts";
import { firstOccurrence, nextOccurrence } from "./occurrences.ts";

function aSchedule(
  repeats: Repetition,
  startsAt: string,
  change: Partial<Schedule> = {},
): Schedule {
  return {
    startsAtMs: Date.parse(startsAt),
    minutes: 60,
    timeZone: "Europe/Berlin",
    repeats,
    ...change,
  };
}

const next = (schedule: Schedule, now: string) => {
  const atMs = nextOccurrence(schedule, Date.parse(now));
  return atMs === null ? null : new Date(atMs).toISOString().slice(0, 16);
};

const newYork = { timeZone: "America/New_York" };
const kolkata = { timeZone: "Asia/Kolkata" };

describe("the next meeting", () => {
  it.each<[string, Schedule, string, string | null]>([
    [
      "that is to come once",
      aSchedule("never", "2026-12-01T09:00Z"),
      "2026-11-27T20:00Z",
      "2026-12-01T09:00",
    ],
    [
      "that goes on",
      aSchedule("never", "2026-12-01T09:00Z"),
      "2026-12-01T09:59Z",
      "2026-12-01T09:00",
    ],
    ["that is over", aSchedule("never", "2026-12-01T09:00Z"), "2026-12-01T10:00Z", null],

    [
      "of a daily one, before its first",
      aSchedule("daily", "2026-12-01T09:00Z"),
      "2026-11-01T00:00Z",
      "2026-12-01T09:00",
    ],
    [
      "of a daily one, today",
      aSchedule("daily", "2026-12-01T09:00Z"),
      "2026-12-05T08:00Z",
      "2026-12-05T09:00",
    ],
    [
      "of a daily one, tomorrow",
      aSchedule("daily", "2026-12-01T09:00Z"),
      "2026-12-05T10:00Z",
      "2026-12-06T09:00",
    ],
    // 10:00 in Berlin is 09:00 UTC in winter and 08:00 in summer.
    [
      "of a daily one, when the clock goes forward",
      aSchedule("daily", "2026-03-01T09:00Z"),
      "2026-03-28T12:00Z",
      "2026-03-29T08:00",
    ],
    [
      "of a daily one, when the clock goes back",
      aSchedule("daily", "2026-10-01T08:00Z"),
      "2026-10-24T12:00Z",
      "2026-10-25T09:00",
    ],
    [
      "of a daily one, years after",
      aSchedule("daily", "2020-01-01T09:00Z"),
      "2026-07-04T12:00Z",
      "2026-07-05T08:00",
    ],
    // 02:30 does not come that night.
    [
      "of a daily one in the hour that is left out",
      aSchedule("daily", "2026-03-01T01:30Z"),
      "2026-03-28T12:00Z",
      "2026-03-29T01:30",
    ],
    [
      "of a daily one in the hour that comes twice",
      aSchedule("daily", "2026-10-01T00:30Z"),
      "2026-10-24T12:00Z",
      "2026-10-25T00:30",
    ],

    // 2026-11-27 is a Friday.
    [
      "on weekdays, over the weekend",
      aSchedule("weekdays", "2026-11-27T09:00Z"),
      "2026-11-27T10:00Z",
      "2026-11-30T09:00",
    ],
    [
      "on weekdays, planned on a Saturday",
      aSchedule("weekdays", "2026-11-28T09:00Z"),
      "2026-11-27T10:00Z",
      "2026-11-30T09:00",
    ],
    [
      "on weekdays, midweek",
      aSchedule("weekdays", "2026-11-02T09:00Z"),
      "2026-11-25T12:00Z",
      "2026-11-26T09:00",
    ],
    // Saturday 01:00 in Kolkata is Friday in UTC: the zone's own days count.
    [
      "on weekdays of the zone",
      aSchedule("weekdays", "2026-11-26T19:30Z", kolkata),
      "2026-11-26T21:00Z",
      "2026-11-29T19:30",
    ],

    [
      "of a weekly one, over the change of the clock",
      aSchedule("weekly", "2026-10-20T08:00Z"),
      "2026-10-20T10:00Z",
      "2026-10-27T09:00",
    ],
    [
      "of a weekly one in New York, which changes in another week",
      aSchedule("weekly", "2026-10-20T14:00Z", newYork),
      "2026-10-27T20:00Z",
      "2026-11-03T15:00",
    ],
    [
      "of a weekly one without summer time",
      aSchedule("weekly", "2026-03-03T04:30Z", kolkata),
      "2026-07-01T00:00Z",
      "2026-07-07T04:30",
    ],

    [
      "of a monthly one",
      aSchedule("monthly", "2026-01-15T09:00Z"),
      "2026-06-20T00:00Z",
      "2026-07-15T08:00",
    ],
    [
      "of a monthly one on the 31st, in a short month",
      aSchedule("monthly", "2026-01-31T09:00Z"),
      "2026-02-01T00:00Z",
      "2026-02-28T09:00",
    ],
    [
      "of a monthly one on the 31st, after it",
      aSchedule("monthly", "2026-01-31T09:00Z"),
      "2026-03-01T00:00Z",
      "2026-03-31T08:00",
    ],
    [
      "of a monthly one on the 29th, in a leap year",
      aSchedule("monthly", "2027-12-29T09:00Z"),
      "2028-02-01T00:00Z",
      "2028-02-29T09:00",
    ],
    [
      "of a monthly one, after decades",
      aSchedule("monthly", "1990-01-31T09:00Z"),
      "2026-11-30T12:00Z",
      "2026-12-31T09:00",
    ],
  ])("%s", (_, schedule, now, expected) => {
    expect(next(schedule, now)).toBe(expected);
  });

  it("is found in a zone that this browser does not know", () => {
    const unknown = aSchedule("daily", "2026-12-01T09:00Z", { timeZone: "Mars/Olympus_Mons" });

    expect(next(unknown, "2026-12-02T00:00Z")).toBe("2026-12-02T09:00");
  });
});

describe("the first meeting", () => {
  it("is the start, unless that is on a weekend that is left out", () => {
    const weekly = aSchedule("weekly", "2026-11-28T09:00Z");

    expect(firstOccurrence(weekly)).toBe(weekly.startsAtMs);
    expect(firstOccurrence({ ...weekly, repeats: "weekdays" })).toBe(
      Date.parse("2026-11-30T09:00Z"),
    );
  });
});
