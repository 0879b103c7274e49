import { describe, expect, it } from "vitest";
import { ALL_PERMITTED, type GuestUse } from "#protocol/moderation.ts";
import type { SelfState } from "#protocol/room.ts";
import { DEFAULT_SETTINGS, type RoomSettings } from "../db/room-settings.ts";
import { mayUse, nameRefusal, selfRefusal } from "./permissions.ts";
import type { Entered, Entrant, Room } from "./room.ts";
import { setSettings, withinPermissions } from "./room-decisions.ts";
import { aRoom as anEmptyRoom, fresh, id, mustEnter, someone } from "./room-for-tests.ts";
import { toRoomPreview, toRoomState } from "./room-views.ts";
import { setCohost, vacate } from "./seats.ts";

const ALL_ON: SelfState = { microphone: true, camera: true, screen: true, hand: true };
const without = (...uses: readonly GuestUse[]): RoomSettings => ({
  ...DEFAULT_SETTINGS,
  guestsMay: { ...ALL_PERMITTED, ...Object.fromEntries(uses.map((use) => [use, false])) },
});

const aRoom = (settings = DEFAULT_SETTINGS): Room => setSettings(anEmptyRoom(), settings);

/** With everything on, as they would like it; who came first has been here longest. */
const comes = (room: Room, name: string, more: Partial<Entrant> = {}): Entered =>
  mustEnter(room, someone(name, { self: ALL_ON, ...more }), fresh(name), room.revision * 1_000);

/** Ann has the key, Ben is her co-host, Cem is a guest. */
const aMeeting = (settings: RoomSettings) =>
  comes(
    setCohost(
      comes(comes(aRoom(settings), "Ann", { host: true }).room, "Ben").room,
      id("Ben"),
      true,
    ),
    "Cem",
  ).room;
const selfOf = (room: Room, name: string) => room.seats.get(id(name))?.self;

describe("what guests may use", () => {
  it.each(["microphone", "camera", "screen", "chat", "rename"] as const)(
    "without the %s is the rest, and hosts and co-hosts use everything",
    (what) => {
      const room = aMeeting(without(what));
      const may = (name: string, use: GuestUse) => {
        const seat = room.seats.get(id(name));
        return seat !== undefined && mayUse(room, seat, use);
      };

      for (const use of ["microphone", "camera", "screen", "chat", "rename"] as const) {
        expect(may("Ann", use)).toBe(true);
        expect(may("Ben", use)).toBe(true);
        expect(may("Cem", use)).toBe(use !== what);
      }
    },
  );

  it.each(["microphone", "camera", "screen"] as const)(
    "[G1] is judged when somebody enters: the %s is off, the rest as it was",
    (what) => {
      const room = comes(aRoom(), "Ann", { host: true }).room;

      const cem = comes(setSettings(room, without(what)), "Cem");

      expect(cem.seat.self).toEqual({ ...ALL_ON, [what]: false });
      expect(comes(cem.room, "Dee", { host: true }).seat.self).toEqual(ALL_ON);
    },
  );

  it.each(["microphone", "camera", "screen"] as const)(
    "[G1] is judged when somebody turns the %s on, which guests alone are refused",
    (what) => {
      const room = aMeeting(without(what));
      const refusal = (name: string, on: boolean) =>
        selfRefusal(room, id(name), { [what]: on, hand: true })?.code ?? null;

      expect(refusal("Cem", true)).toBe("not-permitted");
      expect(refusal("Cem", false)).toBeNull();
      expect(refusal("Ann", true)).toBeNull();
      expect(refusal("Ben", true)).toBeNull();
      expect(refusal("Eve", true)).toBe("not-joined");
    },
  );

  it("[G1] is off at every guest once it is withdrawn, and stays off when it is given back", () => {
    const before = aMeeting(DEFAULT_SETTINGS);

    const withdrawn = setSettings(before, without("microphone", "screen"));

    expect(selfOf(withdrawn, "Cem")).toEqual({ ...ALL_ON, microphone: false, screen: false });
    expect(selfOf(withdrawn, "Ann")).toEqual(ALL_ON);
    expect(selfOf(withdrawn, "Ben")).toEqual(ALL_ON);
    expect(selfOf(setSettings(withdrawn, DEFAULT_SETTINGS), "Cem")?.microphone).toBe(false);
  });

  it("[G1] is asked again when a role is lost: with the co-host's, or to a host who comes", () => {
    const room = aMeeting(without("camera"));
    expect(selfOf(withinPermissions(setCohost(room, id("Ben"), false)), "Ben")?.camera).toBe(false);

    // Dee stands in as the host, until one with the key is here.
    const dee = comes(aRoom(without("camera")), "Dee").room;
    expect(selfOf(dee, "Dee")?.camera).toBe(true);
    expect(selfOf(comes(dee, "Ann", { host: true }).room, "Dee")?.camera).toBe(false);
  });

  it("[N2] is no other name where guests may not take one, whether they ask for it or come back with it", () => {
    const room = aMeeting(without("rename"));
    const refusal = (name: string) => nameRefusal(room, id(name))?.code ?? null;
    const backAs = (name: string, called: string, more: Partial<Entrant> = {}) =>
      mustEnter(room, { ...someone(name, more), name: called }, fresh(name)).seat.label;

    expect(refusal("Cem")).toBe("not-permitted");
    expect(refusal("Ben")).toBeNull();
    expect(refusal("Ann")).toBeNull();
    expect(refusal("Eve")).toBe("not-joined");
    expect(backAs("Cem", "Ann the host")).toBe("Cem");
    expect(backAs("Ben", "Benedict")).toBe("Benedict");
    expect(backAs("Cem", "Cemal", { host: true })).toBe("Cemal");
    const open = setSettings(room, DEFAULT_SETTINGS);
    expect(mustEnter(open, { ...someone("Cem"), name: "Cemal" }).seat.label).toBe("Cemal");
  });

  it("takes nothing from whoever stands in for a host", () => {
    const gone = vacate(vacate(aMeeting(without("camera")), id("Ann")), id("Ben"));

    expect(selfRefusal(gone, id("Cem"), { camera: true })).toBeNull();
  });

  it("is told inside and outside, and changes the revision only when it changes", () => {
    const room = aMeeting(without("chat"));

    expect(toRoomState(room).guestsMay).toEqual({ ...ALL_PERMITTED, chat: false });
    expect(toRoomPreview(room).guestsMay).toEqual({ ...ALL_PERMITTED, chat: false });
    expect(setSettings(room, without("chat"))).toBe(room);
    expect(withinPermissions(room)).toBe(room);
  });
});

describe("starting muted", () => {
  const muted: RoomSettings = { ...DEFAULT_SETTINGS, startsMuted: true };

  it("[G2] is for everyone new but who shows the host key", () => {
    const ann = comes(aRoom(muted), "Ann", { host: true });
    const ben = comes(ann.room, "Ben");

    expect(ann).toMatchObject({ startsMuted: false, seat: { self: ALL_ON } });
    expect(ben).toMatchObject({
      startsMuted: true,
      seat: { self: { ...ALL_ON, microphone: false } },
    });
    // Who is first and has no key was told that they would be muted, whatever they become.
    expect(comes(aRoom(muted), "Cem")).toMatchObject({ startsMuted: true });
  });

  it("[G2] leaves whoever comes back as they were, also after their seat was given up", () => {
    const ben = comes(comes(aRoom(muted), "Ann", { host: true }).room, "Ben");

    expect(comes(ben.room, "Ben")).toMatchObject({ startsMuted: false, seat: { self: ALL_ON } });
    const gone = vacate(ben.room, id("Ben"));
    expect(comes(gone, "Ben", { resume: id("Ben") })).toMatchObject({
      startsMuted: false,
      seat: { self: ALL_ON },
    });
    expect(comes(gone, "Ben")).toMatchObject({ startsMuted: true });
  });

  it("says nothing to those who are in, and is told inside and outside", () => {
    const room = comes(comes(aRoom(), "Ann", { host: true }).room, "Ben").room;

    const set = setSettings(room, muted);

    expect(selfOf(set, "Ben")?.microphone).toBe(true);
    expect(toRoomState(set).startsMuted).toBe(true);
    expect(toRoomPreview(set).startsMuted).toBe(true);
  });
});
