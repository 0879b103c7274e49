/** Where live rooms are kept. A second implementation (many nodes, over Redis) fits behind the same interface. */

import type { RoomCode } from "#protocol/room-code.ts";
import type { Room } from "./room.ts";

export interface RoomStore {
  get(code: RoomCode): Room | undefined;
  /** Puts a room that was just loaded; if one is there already it stays and is returned. */
  putIfAbsent(room: Room): Room;
  /**
   * Replaces a room by `step(room)`, atomically: `step` is pure and synchronous, and may be called again. A room that
   * is not there is left alone. Returns the room before and after.
   */
  mutate(code: RoomCode, step: (room: Room) => Room): { before: Room; after: Room } | undefined;
  /** Forgets a room without seats; its record stays in the database. */
  drop(code: RoomCode): void;
  list(): Iterable<Room>;
}

/** Rooms of one process. */
export function createMemoryRoomStore(): RoomStore {
  const rooms = new Map<RoomCode, Room>();
  return {
    get: (code) => rooms.get(code),
    putIfAbsent(room) {
      const present = rooms.get(room.record.code);
      if (present !== undefined) return present;
      rooms.set(room.record.code, room);
      return room;
    },
    mutate(code, step) {
      const before = rooms.get(code);
      if (before === undefined) return undefined;
      const after = step(before);
      if (after !== before) rooms.set(code, after);
      return { before, after };
    },
    drop(code) {
      rooms.delete(code);
    },
    list: () => rooms.values(),
  };
}
