import { describe, expect, it } from "vitest";
import { ChangeRoomRequest, CreateRoomRequest, PlannedSchedule } from "./http.ts";
import { SCHEDULE_MAX_MINUTES } from "./schedule.ts";

const weekly = {
  startsAtMs: Date.UTC(2026, 11, 1, 9),
  minutes: 45,
  timeZone: "Europe/Berlin",
  repeats: "weekly",
};

describe("a planned schedule", () => {
  it.each([
    ["a weekly one", {}],
    ["one in UTC", { timeZone: "UTC" }],
    ["one in a zone by an old name", { timeZone: "Asia/Calcutta" }],
    ["the longest", { minutes: SCHEDULE_MAX_MINUTES }],
  ])("may be %s", (_, change) => {
    expect(PlannedSchedule.safeParse({ ...weekly, ...change }).data).toEqual({
      ...weekly,
      ...change,
    });
  });

  it.each([
    ["a zone that there is none of", { timeZone: "Mars/Olympus_Mons" }],
    ["an offset, which knows no summer", { timeZone: "+01:00" }],
    ["a zone that is a path", { timeZone: "../../etc/passwd" }],
    ["an empty zone", { timeZone: "" }],
    ["a giant zone", { timeZone: "A".repeat(10_000) }],
    ["no time", { startsAtMs: null }],
    ["half a millisecond", { startsAtMs: 0.5 }],
    ["a time before all calendars", { startsAtMs: -1 }],
    ["a time after all calendars", { startsAtMs: 8.64e15 }],
    ["no duration", { minutes: 0 }],
    ["more than a day", { minutes: SCHEDULE_MAX_MINUTES + 1 }],
    ["another repetition", { repeats: "yearly" }],
    ["anything more", { until: 1 }],
  ])("is refused with %s", (_, change) => {
    expect(PlannedSchedule.safeParse({ ...weekly, ...change }).success).toBe(false);
  });
});

describe("requests about rooms", () => {
  it("make a room without title and schedule, whose chat goes with the call, when nothing is said", () => {
    expect(CreateRoomRequest.parse({})).toEqual({
      requireEmail: false,
      lobby: false,
      hostFirst: false,
      password: null,
      title: null,
      schedule: null,
      keepChat: "call",
      startsMuted: false,
      guestsMay: {},
    });
  });

  it("change nothing that they do not name", () => {
    expect(ChangeRoomRequest.parse({})).toEqual({});
    expect(ChangeRoomRequest.parse({ title: null })).toEqual({ title: null });
  });
});
