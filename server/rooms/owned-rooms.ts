/**
 * What whoever holds a room's host key does to it from outside of any call: reads, changes and deletes it. Rooms that are
 * live follow at once.
 */

import { type Result, success } from "#protocol/failure.ts";
import type { GuestsMayBe } from "#protocol/http.ts";
import type { HostKey } from "#protocol/ids.ts";
import { StoppableSource } from "#protocol/moderation.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { RoomPassword } from "#protocol/room-password.ts";
import type { Database, RoomPatch, RoomRecord } from "../db/database.ts";
import type { InTurn } from "../db/one-at-a-time.ts";
import type { RoomSettings } from "../db/room-settings.ts";
import { hashRoom, type Log } from "../log.ts";
import { sha256 } from "../secrets.ts";
import type { Door } from "./door.ts";
import { opensRoom } from "./host-key.ts";
import type { HostSettings } from "./host-settings.ts";
import { turnedOff } from "./permissions.ts";
import { setPlace } from "./room-decisions.ts";
import { unavailable, unknown } from "./room-failures.ts";
import type { RoomListener } from "./room-listener.ts";
import type { RoomPasswords } from "./room-passwords.ts";
import type { RoomsInMemory } from "./rooms-in-memory.ts";
import type { StoredRooms } from "./stored-rooms.ts";

/** A room with how many people are in it now. */
export interface PeopledRoom {
  readonly record: RoomRecord;
  readonly people: number;
}

/** What whoever has the host key decides about a room; what is absent stays. */
export type OwnersPatch = Omit<RoomPatch, "settings" | "passwordHash"> & {
  readonly [Key in "hostFirst" | "keepChat" | "startsMuted"]?: RoomSettings[Key] | undefined;
} & {
  readonly guestsMay?: GuestsMayBe | undefined;
  /** Null takes it away. */
  readonly password?: RoomPassword | null | undefined;
};

/** Each answers `room-unknown` to the key of another room as for a room that is not there, so that nobody can probe. */
export interface OwnedRooms {
  lookAsOwner(code: RoomCode, hostKey: HostKey): Promise<Result<PeopledRoom>>;
  /** Resolves when the change is stored; whoever is in the room, or before it, has it then too. */
  changeRoom(code: RoomCode, hostKey: HostKey, patch: OwnersPatch): Promise<Result<PeopledRoom>>;
  /** Deletes the room with all its calls; whoever is in it is told and sent out, and nobody comes back. */
  deleteRoom(code: RoomCode, hostKey: HostKey): Promise<Result<null>>;
}

/** Settings with what was decided about them. */
export function settingsWith(
  settings: RoomSettings,
  { hostFirst, keepChat, startsMuted, guestsMay }: OwnersPatch,
): RoomSettings {
  const may = settings.guestsMay;
  return {
    guestsMay: {
      microphone: guestsMay?.microphone ?? may.microphone,
      camera: guestsMay?.camera ?? may.camera,
      screen: guestsMay?.screen ?? may.screen,
      chat: guestsMay?.chat ?? may.chat,
      rename: guestsMay?.rename ?? may.rename,
    },
    startsMuted: startsMuted ?? settings.startsMuted,
    keepChat: keepChat ?? settings.keepChat,
    hostFirst: hostFirst ?? settings.hostFirst,
  };
}

/** Compared with where there is no room, so that it takes as long. */
const NO_KEY = sha256("");

export function createOwnedRooms(parts: {
  rooms: RoomsInMemory;
  door: Pick<Door, "admitAll" | "sendAllOut">;
  settings: Pick<HostSettings, "forgetChat">;
  stored: Pick<StoredRooms, "empty">;
  passwords: Pick<RoomPasswords, "hash">;
  database: Pick<Database, "rooms">;
  listener: Pick<RoomListener, "changed" | "acted">;
  /** Of two changes at once the later one must be the later one in memory too, and settings are stored whole. */
  inTurn: InTurn;
  nowMs: () => number;
  log: Log;
}): OwnedRooms {
  const { rooms, door, settings, stored, passwords, database, listener, inTurn, nowMs, log } =
    parts;

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

  /**
   * What is to be stored of a password that is set or taken away; undefined where neither is. Outside of any turn: while
   * passwords are hashed, other rooms' settings do not wait. Only for whoever has the key: each takes a while.
   */
  async function passwordHash(
    code: RoomCode,
    hostKey: HostKey,
    password: OwnersPatch["password"],
  ): Promise<Result<string | null | undefined>> {
    if (password === undefined || password === null) return success(password);
    const found = await find(code, hostKey);
    return found.ok ? success(await passwords.hash(password)) : found;
  }

  /** Takes over what was decided where the room is live, and tells everybody in it and before it. */
  function follow(record: RoomRecord): void {
    rooms.noteChange(record.code);
    const change = rooms.apply(record.code, (room) => setPlace(room, record));
    if (change === undefined) {
      listener.changed(stored.empty(record));
      return;
    }
    const { before, after } = change;
    for (const source of StoppableSource.options)
      for (const { id } of turnedOff(before, after, source))
        listener.acted(id, { kind: "withdrawn", source, by: "" });
  }

  return {
    lookAsOwner: (code, hostKey) =>
      orUnavailable(code, async () => {
        const found = await find(code, hostKey);
        return found.ok ? peopled(found.value) : found;
      }),

    changeRoom: (code, hostKey, patch) =>
      orUnavailable(code, async () => {
        const { title, schedule, requireEmail, lobby, hostFirst, keepChat, password } = patch;
        const hash = await passwordHash(code, hostKey, password);
        if (!hash.ok) return hash;
        return await inTurn(async () => {
          const found = await find(code, hostKey);
          if (!found.ok) return found;
          const before = found.value;
          const set = settingsWith(before.settings, patch);
          const place = { title, schedule, requireEmail, lobby };
          const changed = { ...place, settings: set, passwordHash: hash.value };
          const record = await database.rooms.change(before.id, changed, nowMs());
          if (record === null) return unknown;
          // A read that began before would bring back what was changed since.
          await rooms.settled(code);
          follow(record);
          if (keepChat !== undefined) settings.forgetChat(before, keepChat);
          // Nobody waits for an answer that nobody has to give any more.
          if (lobby === false || hostFirst === false) door.admitAll(code);
          return peopled(record);
        });
      }),

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
