import { describe, expect, it } from "vitest";
import type { Moderation } from "#protocol/moderation-request.ts";
import { RoomPassword } from "#protocol/room-password.ts";
import { enter } from "./entrance.ts";
import { moderationRefusal, roleOf, targetsOf } from "./moderation.ts";
import type { Room } from "./room.ts";
import { setLocked } from "./room-decisions.ts";
import { aRoom as anEmptyRoom, fresh, id, mustEnter, someone } from "./room-for-tests.ts";
import { toRoomState } from "./room-views.ts";
import { markAway, setCohost, vacate } from "./seats.ts";

/** People who came in this order, a second apart; `host` marks who showed the key. */
function aRoom(...people: readonly (readonly [name: string, host?: "host"])[]): Room {
  return people.reduce(
    (room, [name, host], place) =>
      mustEnter(room, someone(name, { host: host === "host" }), fresh(name), place * 1_000).room,
    anEmptyRoom(),
  );
}
const roles = (room: Room) =>
  Object.fromEntries([...room.seats.values()].map((seat) => [seat.name, roleOf(room, seat)]));

describe("the host", () => {
  it("is whoever has the key, however late they come", () => {
    expect(roles(aRoom(["Ann"], ["Ben", "host"]))).toEqual({ Ann: "guest", Ben: "host" });
  });

  it("is the one who has been here longest while nobody with the key is", () => {
    expect(roles(aRoom(["Ann"], ["Ben"]))).toEqual({ Ann: "host", Ben: "guest" });
  });

  it("stays it while away for a moment, is followed when gone, and is it again on return", () => {
    const room = aRoom(["Ann", "host"], ["Ben"], ["Cem"]);
    const away = markAway(room, id("Ann"), "Ann-socket", { untilMs: 9, claimByMs: null });
    expect(roles(away)).toMatchObject({ Ann: "host", Ben: "guest" });

    const gone = vacate(away, id("Ann"));
    expect(roles(gone)).toEqual({ Ben: "host", Cem: "guest" });

    const back = enter(gone, someone("Ann", { host: true }), fresh("Ann"), 9_000);
    if ("ok" in back) throw new Error(back.code);
    expect(roles(back.room)).toEqual({ Ben: "guest", Cem: "guest", Ann: "host" });
  });

  it("is followed by a co-host before anyone else, and nobody follows who is away", () => {
    const room = setCohost(aRoom(["Ann", "host"], ["Ben"], ["Cem"], ["Dee"]), id("Dee"), true);

    expect(roles(vacate(room, id("Ann")))).toMatchObject({ Ben: "guest", Dee: "host" });
    const without = vacate(vacate(room, id("Ann")), id("Dee"));
    const away = markAway(without, id("Ben"), "Ben-socket", { untilMs: 9, claimByMs: null });
    expect(roles(away)).toEqual({ Ben: "guest", Cem: "host" });
  });

  it("is told to everyone, and changes with the room", () => {
    const room = aRoom(["Ann", "host"], ["Ben"]);
    expect(toRoomState(room).participants.map(({ role }) => role)).toEqual(["host", "guest"]);
    expect(toRoomState(vacate(room, id("Ann"))).participants.map(({ role }) => role)).toEqual([
      "host",
    ]);
  });
});

describe("moderating", () => {
  const room = setCohost(
    setCohost(aRoom(["Ann", "host"], ["Ben"], ["Cem"], ["Dee"]), id("Ben"), true),
    id("Dee"),
    true,
  );
  const may = (by: string, moderation: Moderation) =>
    moderationRefusal(room, id(by), moderation)?.code ?? "allowed";
  const every: readonly Moderation[] = [
    { kind: "stop", who: id("Cem"), source: "microphone" },
    { kind: "stop", who: null, source: "camera" },
    { kind: "ask", who: id("Cem"), source: "microphone" },
    { kind: "lower-hand", who: id("Cem") },
    { kind: "lower-hand", who: null },
    { kind: "spotlight", who: id("Cem"), on: true },
    { kind: "spotlight", who: id("Cem"), on: false },
    { kind: "role", who: id("Cem"), role: "cohost" },
    { kind: "remove", who: id("Cem") },
    { kind: "lock", locked: true },
    { kind: "end" },
  ];

  it("is the host's", () => {
    for (const moderation of every) expect(may("Ann", moderation)).toBe("allowed");
  });

  it("is the co-host's over guests, but for roles and the end", () => {
    for (const moderation of every) {
      const isHosts = moderation.kind === "role" || moderation.kind === "end";
      expect(may("Ben", moderation)).toBe(isHosts ? "forbidden" : "allowed");
    }
    expect(may("Ben", { kind: "remove", who: id("Dee") })).toBe("forbidden");
    expect(may("Ann", { kind: "remove", who: id("Dee") })).toBe("allowed");
  });

  it("is no guest's, in nothing", () => {
    for (const moderation of every) expect(may("Cem", moderation)).toBe("forbidden");
  });

  it("of what lasts beyond the call is the key's owner's alone, whoever stands in", () => {
    const lasting: readonly Moderation[] = [
      { kind: "lobby", lobby: true },
      { kind: "permit", what: "microphone", allowed: false },
      { kind: "permit", what: "chat", allowed: true },
      { kind: "start-muted", startsMuted: true },
      { kind: "password", password: RoomPassword.parse("open sesame") },
      { kind: "password", password: null },
      { kind: "keep-chat", keeping: "never" },
      { kind: "keep-chat", keeping: 30 },
      { kind: "allow-again", participant: id("Eve") },
    ];
    const withoutKey = aRoom(["Ann"], ["Ben"]);
    expect(roles(withoutKey)).toMatchObject({ Ann: "host" });

    for (const moderation of lasting) {
      expect(may("Ann", moderation), moderation.kind).toBe("allowed");
      expect(may("Ben", moderation), moderation.kind).toBe("forbidden");
      expect(may("Cem", moderation), moderation.kind).toBe("forbidden");
      expect(moderationRefusal(withoutKey, id("Ann"), moderation)?.code).toBe("forbidden");
    }
  });

  it("is never over a host, over oneself, or over who has left", () => {
    expect(may("Ben", { kind: "remove", who: id("Ann") })).toBe("forbidden");
    expect(may("Ann", { kind: "stop", who: id("Ann"), source: "camera" })).toBe("invalid");
    expect(may("Ann", { kind: "remove", who: id("Eve") })).toBe("peer-gone");
    expect(may("Eve", { kind: "end" })).toBe("not-joined");
  });

  it("[G5] puts anybody in the spotlight who is here: a guest, a host, a co-host, oneself", () => {
    for (const by of ["Ann", "Ben"])
      for (const who of ["Ann", "Ben", "Cem", "Dee"])
        for (const on of [true, false])
          expect(may(by, { kind: "spotlight", who: id(who), on })).toBe("allowed");
    expect(may("Ann", { kind: "spotlight", who: id("Eve"), on: true })).toBe("peer-gone");
    expect(may("Cem", { kind: "spotlight", who: id("Cem"), on: true })).toBe("forbidden");
  });

  it("of all leaves hosts and co-hosts alone", () => {
    expect(targetsOf(room, id("Ann"), null).map(({ name }) => name)).toEqual(["Cem"]);
    expect(targetsOf(room, id("Ben"), id("Cem")).map(({ name }) => name)).toEqual(["Cem"]);
  });
});

describe("a locked room", () => {
  it("lets nobody new in but the host, and whoever is in comes back", () => {
    const locked = setLocked(aRoom(["Ann", "host"], ["Ben"]), true);

    expect(enter(locked, someone("Cem"), fresh("Cem"), 9)).toMatchObject({ code: "room-locked" });
    expect(enter(locked, someone("Ben"), fresh("Ben"), 9)).toMatchObject({ resumed: true });
    expect(enter(locked, someone("Eve", { host: true }), fresh("Eve"), 9)).toMatchObject({
      resumed: false,
    });
    expect(setLocked(locked, true)).toBe(locked);
  });

  it("is open again for the next call", () => {
    const locked = setLocked(aRoom(["Ann"]), true);

    expect(vacate(locked, id("Ann")).locked).toBe(false);
  });
});
