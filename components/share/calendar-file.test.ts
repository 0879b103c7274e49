import { describe, expect, it } from "vitest";
import { invitationText, proposedStartMs } from "./calendar-file.ts";

const nowMs = Date.UTC(2026, 10, 22, 18, 43, 31);

describe("the calendar file", () => {
  it("proposes the next full hour", () => {
    expect(new Date(proposedStartMs(nowMs)).toISOString()).toBe("2026-11-22T19:00:00.000Z");
    expect(proposedStartMs(Date.UTC(2026, 0, 1, 9))).toBe(Date.UTC(2026, 0, 1, 10));
  });

  it("carries the link, and a time in UTC", () => {
    const link = "https://meet.example.org/r/k7mq-4xwd-h2pn";
    const text = invitationText(
      { code: "k7mq-4xwd-h2pn", link, title: "Meeting", description: `Join here: ${link}` },
      nowMs,
    ).replace(/\r\n[ \t]/g, "");

    expect(text).toContain("BEGIN:VCALENDAR");
    expect(text).toContain("DTSTART:20261122T190000Z");
    expect(text).toContain(`URL:${link}`);
    expect(text).toContain("UID:k7mq-4xwd-h2pn@rondo");
  });
});
