import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../db/room-settings.ts";
import { enter } from "./entrance.ts";
import { answerKnocks, seatsLeft, stopWaiting } from "./lobby.ts";
import { addRemoval } from "./removals.ts";
import type { Room } from "./room.ts";
import { setLobby, setLobbyMessage, setLocked, setPassword, setPlace } from "./room-decisions.ts";
import {
  aRoom,
  fresh,
  id,
  mustEnter,
  mustKnock,
  record,
  session,
  someone,
} from "./room-for-tests.ts";
import { toRoomPreview, toRoomState } from "./room-views.ts";
import { vacate } from "./seats.ts";

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

  it("[L1] has a message to those who wait for as long as there is a lobby and a call", () => {
    const { room } = mustEnter(aRoom({ lobby: true }), someone("Ann", { host: true }));

    const told = setLobbyMessage(room, "Soon.");

    expect(toRoomState(told)).toMatchObject({ lobbyMessage: "Soon.", revision: room.revision + 1 });
    expect(JSON.stringify(toRoomPreview(told))).not.toContain("Soon.");
    expect(setLobbyMessage(told, "Soon.")).toBe(told);
    expect(setLobby(told, false).lobbyMessage).toBeNull();
    expect(setPlace(told, { ...told.record, lobby: false }).lobbyMessage).toBeNull();
    expect(setPlace(told, { ...told.record, title: "Tea" }).lobbyMessage).toBe("Soon.");
    expect(vacate(told, id("Ann")).lobbyMessage).toBeNull();
  });

  it("[L2] is at the door of a locked room too, for who knocks", () => {
    const room = setLocked(mustEnter(aRoom(), someone("Ann", { host: true })).room, true);
    expect(enter(room, someone("Ben"), fresh("Ben"), 1_000)).toMatchObject({ code: "room-locked" });

    const knocked = mustKnock(room, someone("Ben", { knocks: true }), 1_000);

    expect(toRoomState(knocked).waiting.map(({ name }) => name)).toEqual(["Ben"]);
    const inside = mustEnter(answered(knocked, true), someone("Ben"));
    expect(inside.room.waiting).toEqual([]);
    expect(
      enter(answered(knocked, false), someone("Ben", { knocks: true }), fresh("Ben"), 3_000),
    ).toMatchObject({ code: "lobby-denied" });
    // In line for a seat as well, and not asked by who has the key.
    const full = { ...room, capacity: 1 };
    expect(mustKnock(full, someone("Ben", { knocks: true })).waiting).toHaveLength(1);
    expect(mustEnter(room, someone("Cem", { knocks: true, host: true })).seat.host).toBe(true);
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
