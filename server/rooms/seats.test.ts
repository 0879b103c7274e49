import { describe, expect, it } from "vitest";
import { QUIET_SELF } from "#protocol/room.ts";
import type { GivenRole } from "../db/database.ts";
import { EMPTY_CHAT } from "./chat-log.ts";
import { enter } from "./entrance.ts";
import { type Room, restoredRoom } from "./room.ts";
import {
  aRoom,
  fresh,
  id,
  mustEnter,
  record,
  session,
  someone,
  withPeople,
} from "./room-for-tests.ts";
import { toRoomState } from "./room-views.ts";
import { expiredSeats, lowerHand, markAway, setLinks, setSelf, vacate } from "./seats.ts";

describe("a seat without a socket", () => {
  it("[S1] waits until its time is over", () => {
    let room = withPeople(aRoom(), "Ann", "Ben");
    room = markAway(room, id("Ben"), "Ben-socket", { untilMs: 90, claimByMs: null });

    expect(toRoomState(room).participants[1]?.seat).toBe("away");
    expect(expiredSeats(room, 89)).toEqual([]);
    expect(expiredSeats(room, 90).map((seat) => seat.id)).toEqual([id("Ben")]);
  });

  it("[S2] is not made by a socket that lost the seat before", () => {
    const room = withPeople(aRoom(), "Ann");

    expect(markAway(room, id("Ann"), "older-socket", { untilMs: 90, claimByMs: null })).toBe(room);
  });

  const afterRestart = (roles: Record<string, GivenRole>, { locked = false } = {}) => {
    const open = {
      callId: "call-1",
      room: record,
      startedAtMs: 0,
      locked,
      peakPeople: 3,
      seats: Object.entries(roles).map(([name, role]) => ({
        participationId: `${name}-1`,
        participantId: id(name),
        name,
        browser: "Chrome 156",
        deviceHash: `${name}-device`,
        role,
        joinedAtMs: 0,
      })),
      chat: [],
    };
    return restoredRoom(open, {
      epoch: "next",
      capacity: 8,
      comfortable: 6,
      lobbyCapacity: 50,
      removals: [],
      chat: EMPTY_CHAT,
      absence: { untilMs: 90, claimByMs: 10 },
      standInSession: () => session("stand-in"),
    });
  };

  it("[S7] after a restart has the say that it had, and the lock holds", () => {
    const before = afterRestart({ Ann: "host", Ben: "cohost", Cleo: null }, { locked: true });

    const { room } = mustEnter(before, someone("Cleo"), fresh("x"), 5);
    const roles = (now: Room) => toRoomState(now).participants.map(({ role }) => role);

    // Whoever is back first stands in for nobody.
    expect(roles(room)).toEqual(["host", "cohost", "guest"]);
    expect(enter(room, someone("Dee"), fresh("Dee"), 5)).toMatchObject({ code: "room-locked" });
    const back = mustEnter(room, someone("Ben", { resume: id("Ben") }), fresh("x"), 6);
    expect(back).toMatchObject({ resumed: true, seat: { cohost: true } });
    const late = mustEnter(vacate(room, id("Ben")), someone("Ben", { resume: id("Ben") }));
    expect(roles(late.room)).toEqual(["host", "guest", "guest"]);
  });

  it("[S3] after a restart goes when nobody claims it, unless somebody hears its owner", () => {
    let room = afterRestart({ Ann: null, Ben: null, Cleo: null });
    const ann = mustEnter(room, someone("Ann", { resume: id("Ann") }), fresh("x"), 5);
    expect(ann).toMatchObject({ resumed: true, displaced: null, callStarted: false });
    room = setLinks(ann.room, id("Ann"), [{ peer: id("Ben"), route: "direct", heard: true }]);

    expect(expiredSeats(room, 9)).toEqual([]);
    expect(expiredSeats(room, 10).map((seat) => seat.name)).toEqual(["Cleo"]);
    expect(expiredSeats(room, 90).map((seat) => seat.name)).toEqual(["Ben", "Cleo"]);
  });
});

describe("what becomes of a seat", () => {
  it("[R10] moves its revision only when something that people see changed", () => {
    const room = withPeople(aRoom(), "Ann");

    expect(setSelf(room, id("Ann"), { microphone: true }, 1)).toBe(room);
    expect(setSelf(room, id("Ben"), { microphone: false }, 1)).toBe(room);
    expect(setSelf(room, id("Ann"), { camera: true }, 1).revision).toBe(room.revision + 1);
    expect(setLinks(room, id("Ann"), []).revision).toBe(room.revision);
    expect(vacate(room, id("Ben"))).toBe(room);
  });

  it("keeps the place of a raised hand, over other changes and a return, until it is lowered", () => {
    const since = (room: Room) => toRoomState(room).participants[0]?.handSinceMs;
    const raised = setSelf(withPeople(aRoom(), "Ann"), id("Ann"), { hand: true }, 5_000);
    const changed = setSelf(raised, id("Ann"), { camera: true, hand: true }, 6_000);
    const self = { ...QUIET_SELF, hand: true };
    const back = mustEnter(changed, someone("Ann", { self }), fresh("Ann"), 7_000).room;

    expect([raised, changed, back].map(since)).toEqual([5_000, 5_000, 5_000]);
    expect(since(setSelf(back, id("Ann"), { hand: false }, 8_000))).toBeNull();
  });

  it("gives a hand that its owner takes up again at once its place back, and later a new one", () => {
    const since = (room: Room) => toRoomState(room).participants[0]?.handSinceMs;
    const hand = (room: Room, up: boolean, nowMs: number) =>
      setSelf(room, id("Ann"), { hand: up }, nowMs);
    const lowered = hand(hand(withPeople(aRoom(), "Ann"), true, 5_000), false, 60_000);

    expect(since(hand(lowered, true, 75_000))).toBe(5_000);
    expect(since(hand(lowered, true, 80_000))).toBe(80_000);
    // What was taken up again counts from its place, and is kept anew.
    const again = hand(hand(lowered, true, 75_000), false, 80_000);
    expect(since(hand(again, true, 90_000))).toBe(5_000);
    const self = { ...QUIET_SELF, hand: true };
    const back = mustEnter(lowered, someone("Ann", { self }), fresh("Ann"), 61_000).room;
    expect(since(back)).toBe(5_000);
  });

  it("gives no place back to a hand that a host took down, up or just down", () => {
    const since = (room: Room) => toRoomState(room).participants[0]?.handSinceMs;
    const raised = setSelf(withPeople(aRoom(), "Ann"), id("Ann"), { hand: true }, 5_000);
    const lowered = setSelf(raised, id("Ann"), { hand: false }, 6_000);

    for (const room of [raised, lowered]) {
      const byHost = lowerHand(room, id("Ann"));
      expect(toRoomState(byHost).participants[0]).toMatchObject({ hand: false, handSinceMs: null });
      expect(since(setSelf(byHost, id("Ann"), { hand: true }, 7_000))).toBe(7_000);
    }
    expect(lowerHand(lowered, id("Ann")).revision).toBe(lowered.revision);
    const quiet = withPeople(aRoom(), "Ann");
    expect(lowerHand(quiet, id("Ann"))).toBe(quiet);
  });

  it("[R11] ends the call with the last seat", () => {
    expect(vacate(withPeople(aRoom(), "Ann"), id("Ann")).call).toBeNull();
  });
});
