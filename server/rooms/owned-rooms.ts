/**
 * What whoever holds a room's host key does to it from outside of any call: reads, changes and deletes it. Rooms that are
 * live follow at once.
 */

import { type Result, success } from "#protocol/failure.ts";
import type { HostKey } from "#protocol/ids.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { Database, RoomPatch, RoomRecord } from "../db/database.ts";
import type { InTurn } from "../db/one-at-a-time.ts";
import type { RoomSettings } from "../db/room-settings.ts";
import { hashRoom, type Log } from "../log.ts";
import { sha256 } from "../secrets.ts";
import type { Door } from "./door.ts";
import { opensRoom } from "./host-key.ts";
import type { HostSettings } from "./host-settings.ts";
import { setPlace } from "./room-decisions.ts";
import { unavailable, unknown } from "./room-failures.ts";
import type { RoomListener } from "./room-listener.ts";
import type { RoomsInMemory } from "./rooms-in-memory.ts";
import type { StoredRooms } from "./stored-rooms.ts";

/** A room with how many people are in it now. */
export interface PeopledRoom {
  readonly record: RoomRecord;
  readonly people: number;
}

/** What whoever has the host key decides about a room; what is absent stays. */
export type OwnersPatch = Omit<RoomPatch, "settings"> & {
  readonly [Key in "hostFirst" | "keepChat"]?: RoomSettings[Key] | undefined;
};

/** Each answers `room-unknown` to the key of another room as for a room that is not there, so that nobody can probe. */
export interface OwnedRooms {
  lookAsOwner(code: RoomCode, hostKey: HostKey): Promise<Result<PeopledRoom>>;
  /** Resolves when the change is stored; whoever is in the room, or before it, has it then too. */
  changeRoom(code: RoomCode, hostKey: HostKey, patch: OwnersPatch): Promise<Result<PeopledRoom>>;
  /** Deletes the room with all its calls; whoever is in it is told and sent out, and nobody comes back. */
  deleteRoom(code: RoomCode, hostKey: HostKey): Promise<Result<null>>;
}

/** Compared with where there is no room, so that it takes as long. */
const NO_KEY = sha256("");

export function createOwnedRooms(parts: {
  rooms: RoomsInMemory;
  door: Pick<Door, "admitAll" | "sendAllOut">;
  settings: Pick<HostSettings, "forgetChat">;
  stored: Pick<StoredRooms, "empty">;
  database: Pick<Database, "rooms">;
  listener: Pick<RoomListener, "changed">;
  /** Of two changes at once the later one must be the later one in memory too, and settings are stored whole. */
  inTurn: InTurn;
  nowMs: () => number;
  log: Log;
}): OwnedRooms {
  const { rooms, door, settings, stored, database, listener, inTurn, nowMs, log } = parts;

  async function find(code: RoomCode, hostKey: HostKey): Promise<Result<RoomRecord>> {
    const record = await database.rooms.find(code);
    const isOwner = opensRoom(hostKey, record?.hostKeyHash ?? NO_KEY);
    return record !== null && isOwner ? success(record) : unknown;
  }

  const peopled = (record: RoomRecord): Result<PeopledRoom> =>
    success({ record, people: rooms.get(record.code)?.seats.size ?? 0 });

  /** Runs what asks the database, which may not answer. */
  async function orUnavailable<T>(
    code: RoomCode,
    work: () => Promise<Result<T>>,
  ): Promise<Result<T>> {
    try {
      return await work();
    } catch (error) {
      log.error({ error, room: hashRoom(code) }, "a room could not be read or changed by its host");
      return unavailable();
    }
  }

  /** Takes over what was decided where the room is live, and tells everybody in it and before it. */
  function follow(record: RoomRecord): void {
    rooms.noteChange(record.code);
    if (rooms.get(record.code) === undefined) listener.changed(stored.empty(record));
    else rooms.apply(record.code, (room) => setPlace(room, record));
  }

  return {
    lookAsOwner: (code, hostKey) =>
      orUnavailable(code, async () => {
        const found = await find(code, hostKey);
        return found.ok ? peopled(found.value) : found;
      }),

    changeRoom: (code, hostKey, { hostFirst, keepChat, ...place }) =>
      orUnavailable(code, () =>
        inTurn(async () => {
          const found = await find(code, hostKey);
          if (!found.ok) return found;
          const before = found.value;
          const patch: RoomPatch = {
            ...place,
            ...((hostFirst !== undefined || keepChat !== undefined) && {
              settings: {
                ...before.settings,
                ...(hostFirst !== undefined && { hostFirst }),
                ...(keepChat !== undefined && { keepChat }),
              },
            }),
          };
          const record = await database.rooms.change(before.id, patch, nowMs());
          if (record === null) return unknown;
          // A read that began before would bring back what was changed since.
          await rooms.settled(code);
          follow(record);
          if (keepChat !== undefined) settings.forgetChat(before, keepChat);
          // Nobody waits for an answer that nobody has to give any more.
          if (place.lobby === false || hostFirst === false) door.admitAll(code);
          return peopled(record);
        }),
      ),

    deleteRoom: (code, hostKey) =>
      orUnavailable(code, () =>
        inTurn(async () => {
          const found = await find(code, hostKey);
          if (!found.ok) return found;
          await database.rooms.delete(found.value.id);
          door.sendAllOut(code, "deleted-by-host");
          rooms.discard(code);
          log.info({ room: hashRoom(code) }, "a room was deleted by its host");
          return success(null);
        }),
      ),
  };
}
