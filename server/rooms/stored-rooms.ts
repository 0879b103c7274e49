/** What the database has of rooms, made into rooms of this process. Each rejects when the database cannot answer. */

import type { SessionId } from "#protocol/ids.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { Database, OpenCall, Removal, RoomRecord } from "../db/database.ts";
import { keptSinceMs } from "../db/kept-chat.ts";
import { randomId } from "../secrets.ts";
import { type ChatLog, EMPTY_CHAT, restoredChat } from "./chat-log.ts";
import { emptyRoom, type Room, restoredRoom } from "./room.ts";
import type { RoomLimits } from "./room-limits.ts";

export interface StoredRooms {
  /** The room with nobody in it; null where there is none. */
  read(code: RoomCode): Promise<Room | null>;
  /** The same of a record that was read already. */
  empty(record: RoomRecord): Room;
  /** A room as it was when the process ended, with seats that wait for their owners from `nowMs` on. */
  restore(open: OpenCall, nowMs: number): Promise<Room>;
  /** What is kept of the chat of earlier calls for days. */
  readChat(roomId: string, days: KeptDays): Promise<ChatLog>;
}
type KeptDays = Parameters<typeof keptSinceMs>[0];

export function createStoredRooms(parts: {
  database: Pick<Database, "rooms" | "removals">;
  limits: RoomLimits;
  nowMs: () => number;
}): StoredRooms {
  const { database, limits } = parts;

  /** What a room has of this process: another life, and its limits. */
  const ofThisProcess = () => ({
    epoch: randomId(),
    capacity: limits.capacity,
    comfortable: limits.comfortable,
    lobbyCapacity: limits.lobbyMaxPeople,
  });

  const empty = (record: RoomRecord, removals: readonly Removal[]): Room =>
    emptyRoom(record, { ...ofThisProcess(), removals, chat: EMPTY_CHAT });

  async function readChat(roomId: string, days: KeptDays): Promise<ChatLog> {
    const sinceMs = keptSinceMs(days, parts.nowMs());
    const limit = limits.chatMaxEntries;
    return restoredChat(await database.rooms.listChat(roomId, { sinceMs, limit }));
  }

  return {
    async read(code) {
      const found = await database.rooms.findToEnter(code, parts.nowMs());
      return found === null ? null : empty(found.room, found.removals);
    },

    empty: (record) => empty(record, []),

    async restore(open, nowMs) {
      const removals = await database.removals.listActive(open.room.id, nowMs);
      const { keepChat } = open.room.settings;
      // Nothing of it is there where nothing is kept, unless the process ended while that was being set.
      const ofCall = restoredChat(keepChat === "never" ? [] : open.chat);
      return restoredRoom(open, {
        ...ofThisProcess(),
        removals,
        chat: typeof keepChat === "number" ? await readChat(open.room.id, keepChat) : ofCall,
        absence: { untilMs: nowMs + limits.seatGraceMs, claimByMs: nowMs + limits.seatClaimMs },
        standInSession: () => randomId() as SessionId, // A fresh random id has the form of a SessionId.
      });
    },

    readChat,
  };
}
