import { describe, expect, it } from "vitest";
import { SessionKey } from "#protocol/ids.ts";
import { ALL_PERMITTED } from "#protocol/moderation.ts";
import { enter } from "./entrance.ts";
import { answerKnocks } from "./lobby.ts";
import { addRemoval } from "./removals.ts";
import type { Entrant, Room } from "./room.ts";
import { setClosed, setLocked, setPassword, setPlace } from "./room-decisions.ts";
import {
  aRoom,
  fresh,
  id,
  mustEnter,
  mustKnock,
  record,
  session,
  someone,
  withPeople,
} from "./room-for-tests.ts";
import { toRoomPreview, toRoomState } from "./room-views.ts";
import { markAway, vacate } from "./seats.ts";

describe("entering a room", () => {
  it("[R1] gives a seat and starts the call with the first", () => {
    const ann = mustEnter(aRoom(), someone("Ann"), fresh("Ann"), 1_000);

    expect(ann.resumed).toBe(false);
    expect(ann.callStarted).toBe(true);
    expect(toRoomState(ann.room)).toEqual({
      code: record.code,
      title: null,
      schedule: null,
      epoch: "epoch",
      revision: 1,
      capacity: 8,
      comfortable: 6,
      locked: false,
      lobby: false,
      hostFirst: false,
      guestsMay: ALL_PERMITTED,
      startsMuted: false,
      password: false,
      keepChat: "call",
      waiting: [],
      lobbyMessage: null,
      spotlight: null,
      participants: [
        {
          id: id("Ann"),
          session: session("Ann-tab"),
          name: "Ann",
          seat: "present",
          joinedAtMs: 1_000,
          sessionSinceMs: 1_000,
          microphone: true,
          camera: false,
          screen: false,
          hand: false,
          handSinceMs: null,
          role: "host",
        },
      ],
    });
  });

  it("[R2] refuses the one too many, and says how many fit", () => {
    const full = withPeople(aRoom({ capacity: 2 }), "Ann", "Ben");

    expect(enter(full, someone("Cleo"), fresh("Cleo"), 0)).toMatchObject({
      code: "room-full",
      limit: 2,
    });
  });

  it("[R2] lets someone who has a seat into a full room", () => {
    const full = withPeople(aRoom({ capacity: 2 }), "Ann", "Ben");

    const back = mustEnter(full, someone("Ben", { session: session("new"), resume: id("Ben") }));

    expect(back.seat.id).toBe(id("Ben"));
    expect(back.room.seats.size).toBe(2);
  });

  it("[R3] shows the same name elsewhere as another person", () => {
    const room = withPeople(aRoom(), "Ann");

    const second = mustEnter(room, someone("Ann", { deviceHash: "other" }), fresh("Ann2"));

    expect(second.seat.label).toBe("Ann (2)");
    expect(second.seat.id).toBe(id("Ann2"));
  });

  it("[R4] lets a new tab of the same browser take the seat over and names the session that lost it", () => {
    const room = withPeople(aRoom(), "Ann", "Ben");

    const taken = mustEnter(
      room,
      someone("Ann", { session: session("tab-2"), connection: "s2" }),
      fresh("x"),
      5,
    );

    expect(taken.displaced).toBe(session("Ann-tab"));
    expect(taken.seat).toMatchObject({
      id: id("Ann"),
      label: "Ann",
      session: session("tab-2"),
      sessionSinceMs: 5,
    });
  });

  it("[R13] publishes the key of the session that holds a seat, and of no other", () => {
    const key = SessionKey.parse(`B${"a".repeat(86)}`);
    const keyOf = (room: Room) => toRoomState(room).participants[0]?.sessionKey;
    let room = mustEnter(aRoom(), someone("Ann", { sessionKey: key })).room;
    expect(keyOf(room)).toBe(key);

    room = markAway(room, id("Ann"), "Ann-socket", { untilMs: 90, claimByMs: null });
    expect(keyOf(room)).toBe(key);

    room = mustEnter(room, someone("Ann", { session: session("tab-2") })).room;
    expect(keyOf(room)).toBeUndefined();
  });

  it("[R5] gives the seat back to its own session without a new life of its links", () => {
    let room = withPeople(aRoom(), "Ann");
    room = markAway(room, id("Ann"), "Ann-socket", { untilMs: 90, claimByMs: null });

    const back = mustEnter(
      room,
      someone("Ann", { connection: "s2", resume: id("Ann") }),
      fresh("x"),
      50,
    );

    expect(back).toMatchObject({ resumed: true, displaced: null, callStarted: false });
    expect(back.seat).toMatchObject({ absence: null, sessionSinceMs: 0, joinedAtMs: 0 });
  });

  it("[R6] gives a resume token its own participant again after the seat was given up", () => {
    const room = vacate(withPeople(aRoom(), "Ann", "Ben"), id("Ann"));

    const back = mustEnter(room, someone("Ann", { resume: id("Ann") }), fresh("x"));

    expect(back).toMatchObject({ resumed: false, seat: { id: id("Ann"), participationId: "x-1" } });
  });

  it("[R7] asks nobody for an address who came before one was asked for, also after they were gone", () => {
    const { settings } = record;
    const place = {
      title: null,
      schedule: null,
      requireEmail: true,
      lobby: false,
      settings,
      passwordHash: null,
    };
    const inside = setPlace(withPeople(aRoom(), "Ann", "Ben"), place);

    expect(mustEnter(inside, someone("Ann", { session: session("Ann-2") })).resumed).toBe(true);
    const gone = vacate(inside, id("Ann"));
    expect(mustEnter(gone, someone("Ann", { resume: id("Ann") })).resumed).toBe(false);
    expect(enter(gone, someone("Cem"), fresh("Cem"), 0)).toMatchObject({ code: "email-required" });
  });

  it("[R7] asks for an e-mail address where the host asked for it", () => {
    const room = aRoom({ requireEmail: true });

    expect(enter(room, someone("Ann"), fresh("Ann"), 0)).toMatchObject({ code: "email-required" });
    expect(mustEnter(room, someone("Ann", { email: "ann@example.com" })).seat.label).toBe("Ann");
  });

  it("[R8] is refused while an administrator keeps the room closed", () => {
    expect(enter(setClosed(aRoom(), 5), someone("Ann"), fresh("Ann"), 9)).toMatchObject({
      code: "room-closed",
    });
  });

  it.each([
    ["token", { resume: id("Ben"), deviceHash: null }],
    ["browser", { deviceHash: "Ben-device" }],
    ["e-mail", { deviceHash: "other", email: "ben@example.com" }],
  ])("[R9] refuses a removed person, known by %s, until the time is over", (_, known) => {
    const room = addRemoval(aRoom(), {
      roomId: record.id,
      participantId: id("Ben"),
      deviceHash: "Ben-device",
      email: "ben@example.com",
      atMs: 0,
      untilMs: 600,
    });

    expect(enter(room, someone("Ben", known), fresh("x"), 100)).toMatchObject({
      code: "removed",
      retryAfterMs: 500,
    });
    expect(mustEnter(room, someone("Ben", known), fresh("x"), 600).seat.label).toBe("Ben");
    expect(mustEnter(room, someone("Cleo"), fresh("Cleo"), 100).seat.label).toBe("Cleo");
  });
});

describe("a password", () => {
  const withPassword = (options: Parameters<typeof aRoom>[0] = {}) =>
    setPassword(aRoom(options), "hash");
  const refusal = (room: Room, entrant: Entrant) => {
    const outcome = enter(room, entrant, fresh(entrant.name), 0);
    return "ok" in outcome ? outcome.code : "knocked" in outcome ? "knocks" : "enters";
  };

  it.each([
    ["without one", { password: null }, "password-required"],
    ["with a wrong one", { password: false }, "password-wrong"],
    ["with the right one", { password: true }, "enters"],
    ["with the host key", { password: null, host: true }, "enters"],
    ["with the host key and a wrong one", { password: false, host: true }, "enters"],
  ] as const)("[G3] somebody new comes %s: %s %s", (_, given, outcome) => {
    expect(refusal(withPassword(), someone("Ben", given))).toBe(outcome);
  });

  it("[G3] is asked for before knocking, and not again of whom a host let in", () => {
    const room = mustEnter(withPassword({ lobby: true }), someone("Ann", { host: true })).room;
    expect(refusal(room, someone("Ben"))).toBe("password-required");

    const knocked = mustKnock(room, someone("Ben", { password: true }));
    const admitted = answerKnocks(knocked, knocked.waiting, {
      admit: true,
      nowMs: 0,
      deniedForMs: 60_000,
    });

    expect(refusal(admitted, someone("Ben"))).toBe("enters");
  });

  it("[G3] is not asked of a seat that is held, nor of who was in this call", () => {
    const inside = setPassword(withPeople(aRoom(), "Ann", "Ben"), "hash");
    expect(refusal(inside, someone("Ben", { session: session("Ben-2") }))).toBe("enters");

    const gone = vacate(inside, id("Ben"));
    const again = someone("Ben", { session: session("Ben-2"), resume: id("Ben") });
    expect(refusal(gone, again)).toBe("enters");
    expect(refusal(gone, { ...again, resume: null })).toBe("password-required");
    // Of another call.
    expect(refusal(vacate(gone, id("Ann")), again)).toBe("password-required");
  });

  it("comes after what no password helps against, and before what it would tell", () => {
    const closed = setClosed(withPassword(), 5);
    expect(refusal(closed, someone("Ben"))).toBe("room-closed");
    expect(refusal(withPassword({ requireEmail: true }), someone("Ben"))).toBe("email-required");
    const locked = setLocked(withPassword(), true);
    expect(refusal(locked, someone("Ben"))).toBe("password-required");
    expect(refusal(withPassword({ capacity: 0 }), someone("Ben"))).toBe("password-required");
  });

  it("[G3] is seen to be there, without what it is, and hides who is inside", () => {
    const room = setPassword(withPeople(aRoom(), "Ann"), "hash");

    expect(toRoomPreview(room)).toMatchObject({ password: true, names: [] });
    expect(toRoomState(room).password).toBe(true);
    expect(JSON.stringify([toRoomPreview(room), toRoomState(room)])).not.toContain("hash");
    expect(setPassword(room, "another").revision).toBe(room.revision);
    expect(toRoomPreview(setPassword(room, null))).toMatchObject({
      password: false,
      names: ["Ann"],
    });
  });
});
