import { beforeEach, describe, expect, it } from "vitest";
import type { CallEvent } from "../db/database.ts";
import { enter } from "./entrance.ts";
import type { Room } from "./room.ts";
import { setLobby } from "./room-decisions.ts";
import { aRoom, fresh, id, mustEnter, record, someone } from "./room-for-tests.ts";
import { createMemoryRoomStore } from "./room-store.ts";
import { createRoomsInMemory } from "./rooms-in-memory.ts";
import { setLinks, vacate } from "./seats.ts";

const { code } = record;
const silent = () => {};
const log = { debug: silent, info: silent, warn: silent, error: silent };

/** Rooms over a database that answers when `answer` is called. */
function roomsToBeRead() {
  const reads: ((room: Room | null | Error) => void)[] = [];
  const recorded: CallEvent[] = [];
  const changed: Room[] = [];
  const rooms = createRoomsInMemory({
    store: createMemoryRoomStore(),
    stored: {
      read: () =>
        new Promise((resolve, reject) =>
          reads.push((room) => (room instanceof Error ? reject(room) : resolve(room))),
        ),
      empty: () => aRoom(),
      restore: async () => aRoom(),
      readChat: () => Promise.reject(new Error("nobody asks for it")),
    },
    database: {
      journal: { record: (event) => recorded.push(event), flush: async () => {} },
      calls: { listOpen: async () => [], listPast: async () => [] },
    },
    listener: { changed: (room) => changed.push(room), wroteToWaiting: () => {} },
    nowMs: () => 1_000,
    log,
  });
  return { rooms, reads, recorded, changed };
}

let world: ReturnType<typeof roomsToBeRead>;
beforeEach(() => {
  world = roomsToBeRead();
});

describe("a room that is not in memory", () => {
  it("is read once for all who come together", async () => {
    const { rooms, reads } = world;
    const both = Promise.all([rooms.load(code), rooms.load(code)]);
    const room = aRoom();

    expect(reads).toHaveLength(1);
    reads[0]?.(room);

    expect(await both).toEqual([
      { ok: true, value: room },
      { ok: true, value: room },
    ]);
    expect(rooms.get(code)).toBe(room);
  });

  it("is unknown where there is none, and not to be had where the database fails", async () => {
    const { rooms, reads } = world;
    const absent = rooms.load(code);
    reads[0]?.(null);
    expect(await absent).toMatchObject({ code: "room-unknown" });

    const failed = rooms.load(code);
    reads[1]?.(new Error("the database is away"));
    expect(await failed).toMatchObject({ code: "unavailable" });
  });

  it("does not come back by a read that began before it was deleted", async () => {
    const { rooms, reads } = world;
    const loading = rooms.load(code);

    rooms.discard(code);
    reads[0]?.(aRoom());

    expect(await loading).toMatchObject({ code: "room-unknown" });
    expect(rooms.putBack(aRoom())).toBe(false);
    expect(rooms.get(code)).toBeUndefined();
  });
});

describe("a room in memory", () => {
  const withAnn = () => mustEnter(aRoom(), someone("Ann")).room;

  it("stays while somebody is in it or waits before it, and goes then", () => {
    const { rooms } = world;
    rooms.putBack(withAnn());
    rooms.forgetIfEmpty(code);
    expect(rooms.get(code)).toBeDefined();

    rooms.apply(code, (room) => vacate(room, id("Ann")));
    const knocked = enter(aRoom({ lobby: true }), someone("Ben"), fresh("Ben"), 0);
    if (!("knocked" in knocked)) throw new Error("does not wait");
    rooms.mutate(code, () => knocked.room);
    rooms.forgetIfEmpty(code);
    expect(rooms.get(code)).toBeDefined();

    rooms.mutate(code, () => aRoom());
    rooms.forgetIfEmpty(code);
    expect(rooms.get(code)).toBeUndefined();
  });

  it("tells the journal and who listens what a rule changed", () => {
    const { rooms, recorded, changed } = world;
    rooms.putBack(withAnn());

    rooms.apply(code, (room) => vacate(room, id("Ann")));

    expect(recorded.map(({ kind }) => kind)).toEqual(["participant-left", "call-ended"]);
    expect(changed).toEqual([rooms.get(code)]);
  });

  it("tells nobody what spends no revision, or changes nothing", () => {
    const { rooms, changed } = world;
    rooms.putBack(withAnn());

    rooms.apply(code, (room) => setLinks(room, id("Ann"), []));
    rooms.apply(code, (room) => setLobby(room, false));

    expect(changed).toEqual([]);
  });
});
