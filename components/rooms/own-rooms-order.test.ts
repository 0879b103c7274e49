import { describe, expect, it } from "vitest";
import type { OwnedRoom } from "#protocol/http.ts";
import { ALL_PERMITTED } from "#protocol/moderation.ts";
import { RoomCode } from "#protocol/room-code.ts";
import { isOwn, type OwnRoom } from "./own-room.ts";
import { inOrder, type KnownRoom } from "./own-rooms-order.ts";

const nowMs = Date.UTC(2026, 10, 27);
const HOUR_MS = 3_600_000;

const own = (code: string, lastVisitedMs: number, more: Partial<OwnRoom> = {}): OwnRoom => ({
  code,
  hostKey: "key",
  lastVisitedMs,
  ...more,
});

const planned = (startsAtMs: number | null): OwnedRoom => ({
  code: RoomCode.parse("k7mq-4xwd-h2pn"),
  url: "https://meet.example.org/r/k7mq-4xwd-h2pn",
  title: null,
  schedule:
    startsAtMs === null ? null : { startsAtMs, minutes: 30, timeZone: "UTC", repeats: "never" },
  requireEmail: false,
  lobby: false,
  hostFirst: false,
  keepChat: "call",
  startsMuted: false,
  guestsMay: ALL_PERMITTED,
  password: false,
  createdAtMs: 0,
  people: 0,
});

describe("the own rooms", () => {
  it("come by what is next, then by the last visit, and what is gone comes last", () => {
    const rooms = [
      own("gone", 9, { gone: true }),
      own("plain", 3),
      own("later", 1),
      own("unread", 4),
      own("over", 5),
      own("soon", 2),
    ];
    const known = new Map<string, KnownRoom>([
      ["plain", planned(null)],
      ["later", planned(nowMs + 2 * HOUR_MS)],
      ["soon", planned(nowMs + HOUR_MS)],
      ["over", planned(nowMs - HOUR_MS)],
      ["unread", "unread"],
    ]);

    expect(inOrder(rooms, known, nowMs).map(({ code }) => code)).toEqual([
      "soon",
      "later",
      "over",
      "unread",
      "plain",
      "gone",
    ]);
  });

  it("are those whose key this browser holds", () => {
    expect([own("mine", 1), { code: "other", lastVisitedMs: 2 }].filter(isOwn)).toEqual([
      own("mine", 1),
    ]);
  });
});
