/** The running rooms as an administrator sees and controls them. */

import type { ActiveRoom } from "#protocol/admin.ts";
import { type Result, success } from "#protocol/failure.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { Database } from "../db/database.ts";
import type { Log } from "../log.ts";
import type { Door } from "./door.ts";
import { setClosed } from "./room-decisions.ts";
import { unavailable } from "./room-failures.ts";
import { toActiveRoom } from "./room-views.ts";
import type { RoomsInMemory } from "./rooms-in-memory.ts";

export interface LiveRooms {
  listActive(): readonly ActiveRoom[];
  /** Ends the room for all and keeps the link closed. Resolves when that is stored. */
  endRoom(code: RoomCode): Promise<Result<null>>;
  /** Voids a seat and refuses new joins of its person for a while. Resolves with the person's name when stored. */
  removePerson(code: RoomCode, participant: ParticipantId): Promise<Result<{ name: string }>>;
}

export function createLiveRooms(parts: {
  rooms: RoomsInMemory;
  door: Door;
  database: Pick<Database, "rooms">;
  nowMs: () => number;
  log: Log;
}): LiveRooms {
  const { rooms, door, database, nowMs, log } = parts;
  return {
    listActive: () => [...rooms.list()].map(toActiveRoom).filter((shown) => shown !== null),

    async endRoom(code) {
      const loaded = await rooms.load(code);
      if (!loaded.ok) return loaded;
      const atMs = nowMs();
      try {
        await database.rooms.close(loaded.value.record.id, atMs);
      } catch (error) {
        log.error({ error }, "the end of a room could not be stored");
        return unavailable();
      }
      door.sendAllOut(code, "room-ended", (room) => setClosed(room, atMs));
      rooms.forgetIfEmpty(code);
      return success(null);
    },

    removePerson: (code, participant) => door.remove(code, participant, "removed"),
  };
}
