/**
 * The rooms in the memory of this process: read when somebody needs one, changed by rules, dropped when nobody is in them.
 * What follows from a change goes to the journal and to who listens.
 */

import { type Result, success } from "#protocol/failure.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { Database } from "../db/database.ts";
import { hashRoom, type Log } from "../log.ts";
import { callEnded, changeEvents } from "./call-events.ts";
import type { Room } from "./room.ts";
import { withinPermissions } from "./room-decisions.ts";
import { unavailable, unknown } from "./room-failures.ts";
import type { RoomListener } from "./room-listener.ts";
import type { RoomStore } from "./room-store.ts";
import type { StoredRooms } from "./stored-rooms.ts";

/** A room before a rule and after it. */
export interface RuledChange {
  readonly before: Room;
  readonly after: Room;
}

export interface RoomsInMemory {
  get(code: RoomCode): Room | undefined;
  list(): Iterable<Room>;
  /** The room, read from the database where it is not in memory. */
  load(code: RoomCode): Promise<Result<Room>>;
  /** Puts a room back that may have been dropped since it was loaded; false where it was deleted since. */
  putBack(room: Room): boolean;
  /** Applies a rule, writes what follows from it, and tells who listens if the revision moved. */
  apply(code: RoomCode, step: (room: Room) => Room): RuledChange | undefined;
  /** Applies a rule of which nobody is told, or whose caller does all the rest. */
  mutate(code: RoomCode, step: (room: Room) => Room): RuledChange | undefined;
  /** Drops a room that nobody is in: whoever guesses codes would fill the memory. */
  forgetIfEmpty(code: RoomCode): void;
  /** Drops a room that was deleted, and lets nothing that was read of it before bring it back. */
  discard(code: RoomCode): void;
  /** The last change of what is stored of this room, from outside of the call; the same reference while there is no other. */
  lastChange(code: RoomCode): object | undefined;
  /** What is stored of this room was changed: what was read of it before must not undo that. */
  noteChange(code: RoomCode): void;
  /** Resolves when no read of this room is under way that began before. */
  settled(code: RoomCode): Promise<void>;
  /** Brings back the rooms that were running when the process ended. Once, at start. */
  restore(): Promise<void>;
}

/** Longer than any read of the database is under way. */
const READ_MAX_MS = 60_000;

export function createRoomsInMemory(parts: {
  store: RoomStore;
  stored: StoredRooms;
  database: Pick<Database, "calls" | "journal">;
  listener: Pick<RoomListener, "changed" | "wroteToWaiting">;
  nowMs: () => number;
  log: Log;
}): RoomsInMemory {
  const { store, stored, database, listener, nowMs, log } = parts;
  const { journal } = database;

  /** Reads that are under way: people who come together ask for their room once. */
  const loading = new Map<RoomCode, Promise<Room | null>>();

  /**
   * Rooms that were deleted a moment ago, and when: what was read of them before must not bring them back. Nobody gets
   * the same code again.
   */
  const deleted = new Map<RoomCode, number>();

  /** The last change of each room of these moments. */
  const changes = new Map<RoomCode, { readonly atMs: number }>();

  function find(code: RoomCode): Promise<Room | null> {
    const present = store.get(code);
    if (present !== undefined) return Promise.resolve(present);
    const underWay = loading.get(code);
    if (underWay !== undefined) return underWay;
    const reading = read(code).finally(() => loading.delete(code));
    loading.set(code, reading);
    return reading;
  }

  async function read(code: RoomCode): Promise<Room | null> {
    const room = await stored.read(code);
    return room === null || deleted.has(code) ? null : store.putIfAbsent(room);
  }

  return {
    get: (code) => store.get(code),
    list: () => store.list(),
    mutate: (code, step) => store.mutate(code, step),

    async load(code) {
      try {
        const room = await find(code);
        return room === null ? unknown : success(room);
      } catch (error) {
        log.error({ error, room: hashRoom(code) }, "a room could not be read");
        return unavailable();
      }
    },

    putBack(room) {
      if (deleted.has(room.record.code)) return false;
      store.putIfAbsent(room);
      return true;
    },

    apply(code, step) {
      const change = store.mutate(code, (room) => withinPermissions(step(room)));
      if (change === undefined || change.after === change.before) return change;
      const { before, after } = change;
      const now = nowMs();
      for (const event of changeEvents(before, after, now)) journal.record(event);
      if (before.call !== null && after.call === null) {
        const durationMs = now - before.call.startedAtMs;
        log.info({ room: hashRoom(code), durationMs }, "call ended");
      }
      if (after.revision !== before.revision) listener.changed(after);
      if (after.lobbyMessage !== before.lobbyMessage)
        for (const { connection } of after.waiting)
          listener.wroteToWaiting(connection, after.lobbyMessage);
      return change;
    },

    forgetIfEmpty(code) {
      const room = store.get(code);
      if (room?.seats.size === 0 && room.call === null && room.waiting.length === 0)
        store.drop(code);
    },

    discard(code) {
      const now = nowMs();
      for (const [earlier, atMs] of deleted) if (now - atMs > READ_MAX_MS) deleted.delete(earlier);
      deleted.set(code, now);
      store.drop(code);
    },

    lastChange: (code) => changes.get(code),

    noteChange(code) {
      const now = nowMs();
      for (const [earlier, { atMs }] of changes)
        if (now - atMs > READ_MAX_MS) changes.delete(earlier);
      changes.set(code, { atMs: now });
    },

    async settled(code) {
      await loading.get(code)?.catch(() => null);
    },

    async restore() {
      const now = nowMs();
      for (const open of await database.calls.listOpen()) {
        if (open.seats.length === 0) journal.record(callEnded(open.callId, open.room, now));
        else store.putIfAbsent(await stored.restore(open, now));
      }
    },
  };
}
