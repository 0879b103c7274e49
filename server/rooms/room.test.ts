import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ChatId } from "#protocol/chat.ts";
import type { ChatKeeping } from "#protocol/chat-keeping.ts";
import { SessionKey } from "#protocol/ids.ts";
import { ALL_PERMITTED } from "#protocol/moderation.ts";
import { QUIET_SELF } from "#protocol/room.ts";
import type { GivenRole } from "../db/database.ts";
import { DEFAULT_SETTINGS } from "../db/room-settings.ts";
import { EMPTY_CHAT, post } from "./chat-log.ts";
import {
  addRemoval,
  answerKnocks,
  type Entrant,
  enter,
  expiredSeats,
  forgetOldChat,
  lowerHand,
  markAway,
  type Room,
  readChat,
  restoredRoom,
  seatsLeft,
  setClosed,
  setLinks,
  setLobby,
  setLocked,
  setPassword,
  setPlace,
  setSelf,
  setSettings,
  setSpotlight,
  stopWaiting,
  toActiveRoom,
  toRoomPreview,
  toRoomState,
  vacate,
} from "./room.ts";
import { aRoom, fresh, id, mustEnter, record, session, someone } from "./room-for-tests.ts";

function mustKnock(room: Room, entrant: Entrant, nowMs = 0): Room {
  const outcome = enter(room, entrant, fresh(entrant.name), nowMs);
  if (!("knocked" in outcome)) throw new Error("does not wait");
  return outcome.room;
}
const withPeople = (room: Room, ...names: string[]): Room =>
  names.reduce((current, name) => mustEnter(current, someone(name)).room, room);

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
    const place = { title: null, schedule: null, requireEmail: true, lobby: false };
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

describe("a room's state", () => {
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

  it("[R12] shows neither e-mail nor device to participants and visitors", () => {
    const room = mustEnter(aRoom(), someone("Ann", { email: "ann@secret.example" })).room;

    const shown = JSON.stringify([toRoomState(room), toRoomPreview(room), toActiveRoom(room)]);

    expect(shown).not.toContain("secret.example");
    expect(shown).not.toContain("Ann-device");
  });

  it("[A1] counts a pair as relayed once, whichever end says so", () => {
    let room = withPeople(aRoom(), "Ann", "Ben", "Cleo");
    room = setLinks(room, id("Ann"), [
      { peer: id("Ben"), route: "relay", heard: true },
      { peer: id("Cleo"), route: "direct", heard: true },
    ]);
    room = setLinks(room, id("Ben"), [{ peer: id("Ann"), route: "relay", heard: true }]);

    const active = toActiveRoom(room);

    expect(active?.relayedPairs).toBe(1);
    expect(active?.people.map((person) => person.route)).toEqual(["relay", "relay", null]);
    expect(active?.peakPeople).toBe(3);
  });
});

describe("the lobby", () => {
  const aLobby = () => {
    const room = mustEnter(aRoom({ lobby: true }), someone("Ann", { host: true })).room;
    return mustKnock(room, someone("Ben"), 1_000);
  };
  const answered = (room: Room, admit: boolean, nowMs = 2_000) =>
    answerKnocks(room, room.waiting, { admit, nowMs, deniedForMs: 60_000 });

  it("lets the host in, and has everybody else wait where those inside see them", () => {
    const room = aLobby();

    expect([...room.seats.keys()]).toEqual([id("Ann")]);
    expect(toRoomState(room).waiting).toEqual([
      { id: fresh("Ben").knock, name: "Ben", sinceMs: 1_000 },
    ]);
  });

  it("tells nobody outside who is inside", () => {
    expect(toRoomPreview(aLobby())).toMatchObject({ lobby: true, names: [] });
  });

  it("lets in whom a host lets in, once and for this call", () => {
    const admitted = answered(aLobby(), true);
    expect(toRoomState(admitted).waiting).toEqual([]);

    const inside = mustEnter(admitted, someone("Ben")).room;
    expect(inside.seats.has(id("Ben"))).toBe(true);
    // A stay that was interrupted for too long does not knock again, but has to prove that it was.
    const gone = vacate(inside, id("Ben"));
    const again = someone("Ben", { session: session("Ben-2"), resume: id("Ben") });
    expect(mustEnter(gone, again).resumed).toBe(false);
    expect(toRoomState(mustKnock(gone, someone("Ben"))).waiting).toHaveLength(1);

    const over = vacate(gone, id("Ann"));
    expect(toRoomState(mustKnock(over, again)).waiting).toHaveLength(1);
  });

  it("takes nobody's word that they were let in, and no removed person's token", () => {
    const inside = mustEnter(answered(aLobby(), true), someone("Ben")).room;

    // Everybody inside can read Ben's session.
    const copied = someone("Eve", { session: session("Ben-tab") });
    expect(toRoomState(mustKnock(inside, copied)).waiting).toHaveLength(1);

    const removed = addRemoval(vacate(inside, id("Ben")), {
      roomId: record.id,
      participantId: id("Ben"),
      deviceHash: "Ben-device",
      email: null,
      atMs: 3_000,
      untilMs: 4_000,
    });
    const back = someone("Ben", { resume: id("Ben"), deviceHash: "fresh" });
    expect(toRoomState(mustKnock(removed, back, 5_000)).waiting).toHaveLength(1);
  });

  it("has a socket, and a person with several tabs, wait and enter once", () => {
    const twice = mustKnock(aLobby(), someone("Ben", { session: session("Ben-2") }));
    expect(toRoomState(twice).waiting).toHaveLength(1);

    const tabs = mustKnock(
      aLobby(),
      someone("Ben", { session: session("Ben-2"), connection: "Ben-socket-2" }),
      5_000,
    );
    expect(toRoomState(tabs).waiting).toHaveLength(2);
    expect(toRoomState(mustEnter(answered(tabs, true), someone("Ben")).room).waiting).toEqual([]);
    const one = answerKnocks(tabs, tabs.waiting.slice(0, 1), {
      admit: true,
      nowMs: 0,
      deniedForMs: 60_000,
    });
    expect(toRoomState(mustEnter(one, someone("Ben")).room).waiting).toEqual([]);
  });

  it("[R2] is a line for seats where none is left, and nobody in it loses their place", () => {
    const kept = { nowMs: 3_000, deniedForMs: 60_000, admit: true };
    const ann = mustEnter(aRoom({ capacity: 2, lobby: true }), someone("Ann", { host: true })).room;
    const line = ["Ben", "Cem", "Dee"].reduce(
      (room, name, place) => mustKnock(room, someone(name), place * 1_000),
      ann,
    );
    expect(seatsLeft(line, 3_000)).toBe(1);

    // The seat is Ben's until he takes it, but not for ever.
    const called = answerKnocks(line, line.waiting.slice(0, 1), kept);
    expect([3_001, 12_999, 13_000].map((nowMs) => seatsLeft(called, nowMs))).toEqual([0, 0, 1]);
    const full = mustEnter(called, someone("Ben")).room;
    expect(seatsLeft(full, 60_000)).toBe(0);
    expect(toRoomPreview(full).full).toBe(true);

    // Called all the same, since two hosts answered at once, say.
    const late = mustKnock(
      answerKnocks(full, full.waiting.slice(0, 1), kept),
      someone("Cem"),
      9_000,
    );
    expect(late.waiting.map(({ name }) => name)).toEqual(["Cem", "Dee"]);
    const someoneLeft = vacate(late, id("Ben"));
    expect(seatsLeft(someoneLeft, 9_000)).toBe(1);
    const again = answerKnocks(someoneLeft, someoneLeft.waiting.slice(0, 1), kept);
    expect(mustEnter(again, someone("Cem")).room.seats.has(id("Cem"))).toBe(true);
    expect(enter(full, someone("Eve", { host: true }), fresh("Eve"), 9_000)).toMatchObject({
      code: "room-full",
      limit: 2,
    });
  });

  it("asks anew about another name", () => {
    const room = aLobby();
    const renamed = mustKnock(room, { ...someone("Ben"), name: "Ann" });

    expect(renamed.waiting[0]?.id).not.toBe(room.waiting[0]?.id);
  });

  it("keeps whoever was sent away from knocking for a while, in another tab too", () => {
    const denied = answered(aLobby(), false, 2_000);

    for (const again of [someone("Ben"), someone("Ben", { session: session("other-tab") })])
      expect(enter(denied, again, fresh("Ben"), 3_000)).toMatchObject({
        code: "lobby-denied",
        retryAfterMs: 59_000,
      });
    expect(toRoomState(mustKnock(denied, someone("Ben"), 62_001)).waiting).toHaveLength(1);
  });

  it("keeps the place of one who comes again over another socket, and lets an old socket go", () => {
    const again = mustKnock(aLobby(), someone("Ben", { connection: "Ben-socket-2" }), 5_000);

    expect(toRoomState(again).waiting).toMatchObject([{ sinceMs: 1_000 }]);
    expect(stopWaiting(again, "Ben-socket")).toBe(again);
    expect(toRoomState(stopWaiting(again, "Ben-socket-2")).waiting).toEqual([]);
  });

  it("has nobody wait who has a seat, and a lock before it", () => {
    const room = mustEnter(aRoom(), someone("Ben")).room;
    const closed = setLobby(room, true);

    expect(mustEnter(closed, someone("Ben", { session: session("Ben-2") })).resumed).toBe(true);
    expect(enter(setLocked(closed, true), someone("Cy"), fresh("Cy"), 0)).toMatchObject({
      code: "room-locked",
    });
  });

  it("holds only so many", () => {
    let room = mustEnter(aRoom({ lobby: true }), someone("Ann", { host: true })).room;
    for (let number = 0; number < 50; number += 1) room = mustKnock(room, someone(`P${number}`));
    expect(room.waiting).toHaveLength(50);

    expect(enter(room, someone("P50"), fresh("P50"), 0)).toMatchObject({ code: "room-full" });
  });
});

describe("a host who must be there first", () => {
  const waitingRoom = (options: { lobby?: boolean } = {}) => {
    const room = aRoom(options);
    const record = { ...room.record, settings: { ...DEFAULT_SETTINGS, hostFirst: true } };
    return mustKnock({ ...room, record }, someone("Ben"), 1_000);
  };
  const ann = someone("Ann", { host: true });

  it("[G7] has everybody wait who comes before, and makes nobody host instead", () => {
    const room = waitingRoom();

    expect(room.seats.size).toBe(0);
    expect(room.call).toBeNull();
    expect(toRoomPreview(room)).toMatchObject({ awaitsHost: true, names: [] });
  });

  it("[G7] lets them in by coming, and those who come later need not wait, also without the host", () => {
    const { room } = mustEnter(waitingRoom(), ann);
    expect(toRoomState(room)).toMatchObject({ hostFirst: true, waiting: [] });
    expect(toRoomPreview(room).awaitsHost).toBe(false);

    const withBen = mustEnter(room, someone("Ben")).room;
    const alone = vacate(withBen, id("Ann"));
    expect(mustEnter(alone, someone("Cem")).resumed).toBe(false);

    const over = vacate(alone, id("Ben"));
    // Not with what they were let in by, nor with the proof that they were here.
    const again = someone("Ben", { session: session("Ben-2"), resume: id("Ben") });
    expect(toRoomState(mustKnock(over, again)).waiting).toHaveLength(1);
  });

  it("[G7] leaves them to be answered where there is a lobby", () => {
    const { room } = mustEnter(waitingRoom({ lobby: true }), ann);

    expect(toRoomState(room).waiting).toMatchObject([{ name: "Ben", sinceMs: 1_000 }]);
    expect(toRoomState(mustKnock(room, someone("Ben"))).waiting).toHaveLength(1);
  });

  it("[G7] comes after the password, which is asked before anybody waits", () => {
    const room = setPassword(waitingRoom(), "hash");

    expect(enter(room, someone("Cem"), fresh("Cem"), 0)).toMatchObject({
      code: "password-required",
    });
  });
});

describe("a room as a place", () => {
  const planned = {
    title: "Plans",
    schedule: { startsAtMs: 1, minutes: 30, timeZone: "UTC", repeats: "daily" as const },
    requireEmail: true,
    lobby: true,
  };

  it("is called and planned as its owner decides, in the room and before it", () => {
    const room = setPlace(withPeople(aRoom(), "Ann"), planned);

    expect(toRoomState(room)).toMatchObject({
      title: "Plans",
      schedule: planned.schedule,
      lobby: true,
      revision: 2,
    });
    expect(toRoomPreview(room)).toMatchObject({ title: "Plans", requireEmail: true });
    expect(room.record.hostKeyHash).toBe(record.hostKeyHash);
  });

  it("[R10] is the same when nothing of it changed", () => {
    const room = setPlace(aRoom(), planned);

    expect(setPlace(room, { ...planned, schedule: { ...planned.schedule } })).toBe(room);
  });

  it("says its title also where nobody is told who is inside", () => {
    const room = setPlace(withPeople(aRoom(), "Ann"), planned);

    expect(toRoomPreview(room)).toMatchObject({ title: "Plans", names: [] });
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

describe("the spotlight", () => {
  const people = withPeople(aRoom(), "Ann", "Ben", "Cleo");
  const on = (room: Room, name: string) =>
    setSpotlight(room, { who: id(name), by: "Ann", on: true });
  const off = (room: Room, name: string) =>
    setSpotlight(room, { who: id(name), by: "Ann", on: false });
  const shown = (room: Room) => toRoomState(room).spotlight;

  it("[G5] is on one at a time, and told to all with who did it", () => {
    const onBen = on(people, "Ben");
    const onCleo = on(onBen, "Cleo");

    expect(shown(people)).toBeNull();
    expect(shown(onBen)).toEqual({ who: id("Ben"), by: "Ann" });
    expect(shown(onCleo)).toEqual({ who: id("Cleo"), by: "Ann" });
    expect(onCleo.revision).toBe(people.revision + 2);
  });

  it("[G5] is ended of whoever is in it, and of nobody else", () => {
    const onCleo = on(on(people, "Ben"), "Cleo");

    expect(off(onCleo, "Ben")).toBe(onCleo);
    expect(shown(off(onCleo, "Cleo"))).toBeNull();
    expect(off(people, "Ben")).toBe(people);
  });

  it("[R10] moves no revision where it changes nothing", () => {
    const onBen = on(people, "Ben");

    expect(setSpotlight(onBen, { who: id("Ben"), by: "Cleo", on: true })).toBe(onBen);
    expect(on(people, "Dora")).toBe(people);
  });

  it("[G5] waits with a seat that is away, and goes with it", () => {
    const onBen = on(people, "Ben");
    const away = markAway(onBen, id("Ben"), "Ben-socket", { untilMs: 9, claimByMs: null });
    const back = mustEnter(away, someone("Ben", { session: session("Ben-again") })).room;

    expect(shown(away)).toEqual({ who: id("Ben"), by: "Ann" });
    expect(shown(back)).toEqual({ who: id("Ben"), by: "Ann" });
    expect(shown(vacate(away, id("Ben")))).toBeNull();
    expect(shown(mustEnter(vacate(onBen, id("Ben")), someone("Ben")).room)).toBeNull();
  });

  it("[G5] stays when whoever set it, or anybody else, leaves", () => {
    expect(shown(vacate(vacate(on(people, "Ben"), id("Ann")), id("Cleo")))).toEqual({
      who: id("Ben"),
      by: "Ann",
    });
  });
});

describe("the chat of a room", () => {
  const DAY_MS = 24 * 3_600_000;
  /** A room in which somebody says something, at this time. */
  const said = (room: Room, text: string, atMs: number): Room => {
    const given = { id: ChatId.parse(randomUUID()), body: { kind: "text", text } } as const;
    const outcome = post(room.chat, given, { id: id("Ann"), name: "Ann" }, { atMs, maxEntries: 9 });
    if ("ok" in outcome) throw new Error(outcome.code);
    return { ...room, chat: outcome.chat };
  };
  const keeping = (room: Room, keepChat: ChatKeeping): Room =>
    setSettings(room, { ...room.record.settings, keepChat });
  const read = (room: Room, name: string, afterSeq = 0) =>
    readChat(room, id(name), afterSeq).entries.map(({ body }) => body.kind === "text" && body.text);

  it("is there for who comes late, as in every room", () => {
    const room = mustEnter(said(withPeople(aRoom(), "Ann"), "hello", 1), someone("Ben")).room;

    expect(toRoomState(room).keepChat).toBe("call");
    expect(read(room, "Ben")).toEqual(["hello"]);
  });

  it("[G6] is for those alone who were there when it was said, where nothing is kept", () => {
    let room = keeping(withPeople(aRoom(), "Ann", "Ben"), "never");
    room = said(room, "before", 1);
    room = said(mustEnter(room, someone("Cleo")).room, "after", 2);

    expect(toRoomState(room).keepChat).toBe("never");
    expect(read(room, "Ben")).toEqual(["before", "after"]);
    expect(read(room, "Cleo")).toEqual(["after"]);
    expect(read(room, "Cleo", 2)).toEqual([]);
    expect(read(room, "Dora")).toEqual([]);
    const reloaded = mustEnter(room, someone("Ben", { session: session("Ben-again") })).room;
    expect(read(reloaded, "Ben")).toEqual(["before", "after"]);
    const again = mustEnter(vacate(room, id("Ben")), someone("Ben", { resume: id("Ben") })).room;
    expect(read(again, "Ben")).toEqual([]);
  });

  it("[G6] forgets what was said for another time than the one that is set", () => {
    // The call began at 0, after one of which something is kept.
    const before = said(withPeople(aRoom(), "Ann"), "of an earlier call", -5);
    const room = said(keeping(before, 30), "of this call", 5);

    for (const keepChat of [1, 7, "call"] as const)
      expect(keeping(room, keepChat).chat.lastSeq).toBe(2);
    expect(read(keeping(room, 7), "Ann")).toEqual(["of an earlier call", "of this call"]);
    expect(read(keeping(room, "call"), "Ann")).toEqual(["of this call"]);
    const nothing = keeping(room, "never");
    expect(nothing.chat).toEqual({ entries: [], lastSeq: 2 });
    expect(read(keeping(said(nothing, "unkept", 9), 30), "Ann")).toEqual([]);
    expect(keeping(room, 30)).toBe(room);
    expect(setSettings(room, { ...room.record.settings, startsMuted: true }).chat).toBe(room.chat);
  });

  it("[G6] forgets each message when it has become too old, where it is kept for days", () => {
    const people = keeping(withPeople(aRoom(), "Ann"), 7);
    const room = said(said(people, "first", 0), "second", DAY_MS);

    expect(forgetOldChat(room, 7 * DAY_MS)).toBe(room);
    expect(read(forgetOldChat(room, 7 * DAY_MS + 1), "Ann")).toEqual(["second"]);
    expect(read(forgetOldChat(room, 9 * DAY_MS), "Ann")).toEqual([]);
    const ofCall = keeping(room, "call");
    expect(forgetOldChat(ofCall, 900 * DAY_MS)).toBe(ofCall);
  });
});
