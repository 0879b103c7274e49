import { describe, expect, it } from "vitest";
import type { Room } from "./room.ts";
import { setPlace, setSpotlight } from "./room-decisions.ts";
import { aRoom, id, mustEnter, record, session, someone, withPeople } from "./room-for-tests.ts";
import { toRoomPreview, toRoomState } from "./room-views.ts";
import { markAway, vacate } from "./seats.ts";

describe("a room as a place", () => {
  const planned = {
    title: "Plans",
    schedule: { startsAtMs: 1, minutes: 30, timeZone: "UTC", repeats: "daily" as const },
    requireEmail: true,
    lobby: true,
    settings: { ...record.settings, keepChat: 7 as const },
    passwordHash: null,
  };

  it("is called and planned as its owner decides, in the room and before it", () => {
    const room = setPlace(withPeople(aRoom(), "Ann"), planned);

    expect(toRoomState(room)).toMatchObject({
      title: "Plans",
      schedule: planned.schedule,
      lobby: true,
      keepChat: 7,
      revision: 2,
    });
    expect(toRoomPreview(room)).toMatchObject({ title: "Plans", requireEmail: true });
    expect(room.record.hostKeyHash).toBe(record.hostKeyHash);
  });

  it("takes another password, of which only is seen that there is one", () => {
    const room = setPlace(withPeople(aRoom(), "Ann"), planned);

    const closed = setPlace(room, { ...planned, passwordHash: "slow" });
    expect(toRoomState(closed)).toEqual({
      ...toRoomState(room),
      password: true,
      revision: room.revision + 1,
    });
    const another = setPlace(closed, { ...planned, passwordHash: "slower" });
    expect(another.record.passwordHash).toBe("slower");
    expect(another.revision).toBe(closed.revision);
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
