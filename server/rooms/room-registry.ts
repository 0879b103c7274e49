/**
 * The live rooms of this process, put together: what everybody outside asks and tells them. Each part does one thing with
 * the rooms in memory; this is where rules, database and clock meet.
 */

import type { ChatKeeping } from "#protocol/chat-keeping.ts";
import type { DisplayName } from "#protocol/display-name.ts";
import { type Result, success } from "#protocol/failure.ts";
import type { GuestsMayBe } from "#protocol/http.ts";
import type { HostKey, ParticipantId } from "#protocol/ids.ts";
import type { LinkReport } from "#protocol/link.ts";
import type { RoomPreview } from "#protocol/room.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { RoomPassword } from "#protocol/room-password.ts";
import type { SelfPatch } from "#protocol/room-request.ts";
import type { Schedule } from "#protocol/schedule.ts";
import type { Database, RoomRecord } from "../db/database.ts";
import { oneAtATime } from "../db/one-at-a-time.ts";
import { DEFAULT_SETTINGS } from "../db/room-settings.ts";
import type { Log } from "../log.ts";
import { sha256 } from "../secrets.ts";
import { createDoor } from "./door.ts";
import { createEntering, type Entering } from "./entering.ts";
import { createHostSettings } from "./host-settings.ts";
import { forgetOldChat } from "./kept-of-chat.ts";
import { createLiveRooms, type LiveRooms } from "./live-rooms.ts";
import { stopWaiting } from "./lobby.ts";
import { createModerating, type Moderating } from "./moderating.ts";
import { setName } from "./names.ts";
import { createOwnedRooms, type OwnedRooms, settingsWith } from "./owned-rooms.ts";
import { nameRefusal, selfRefusal } from "./permissions.ts";
import { findRemoval, removedUntil } from "./removals.ts";
import type { Room } from "./room.ts";
import { createRoomChat, type RoomChat } from "./room-chat.ts";
import type { RoomLimits } from "./room-limits.ts";
import { createRoomRelay, type RoomListener } from "./room-listener.ts";
import { createRoomPasswords } from "./room-passwords.ts";
import type { RoomStore } from "./room-store.ts";
import { toRoomPreview } from "./room-views.ts";
import { createRoomsInMemory } from "./rooms-in-memory.ts";
import { expiredSeats, markAway, setLinks, setSelf, vacate } from "./seats.ts";
import { createStoredRooms } from "./stored-rooms.ts";

export interface RoomRegistry extends Entering, Moderating, RoomChat, LiveRooms, OwnedRooms {
  /** Wires the socket layer in; once, at start. */
  listen(listener: RoomListener): void;
  create(options: {
    code: RoomCode;
    requireEmail: boolean;
    lobby: boolean;
    hostFirst: boolean;
    title: string | null;
    schedule: Schedule | null;
    password: RoomPassword | null;
    keepChat: ChatKeeping;
    startsMuted: boolean;
    guestsMay: GuestsMayBe;
    hostKey: HostKey;
  }): Promise<RoomRecord>;
  /** Whether a link belongs to a meeting. Rejects when the database cannot answer. */
  exists(code: RoomCode): Promise<boolean>;
  /** A room from outside; refused to a browser whose owner was removed. */
  preview(code: RoomCode, deviceHash: string | null): Promise<Result<Omit<RoomPreview, "relay">>>;
  get(code: RoomCode): Room | undefined;
  leave(code: RoomCode, participant: ParticipantId): void;
  /** Whoever waited in the lobby over this socket does so no more. */
  stopWaiting(code: RoomCode, connection: string): void;
  /** The seat's socket is gone; `closed` when the browser said so (a closed or reloading tab). */
  disconnected(
    code: RoomCode,
    participant: ParticipantId,
    connection: string,
    closed: boolean,
  ): void;
  /** Refused where the patch turns on what guests may not use; then nothing of it counts. */
  setSelf(code: RoomCode, participant: ParticipantId, patch: SelfPatch): Result<null>;
  /** Refused to guests where they may not take another name. */
  setName(code: RoomCode, participant: ParticipantId, name: DisplayName): Result<null>;
  setLinks(code: RoomCode, participant: ParticipantId, links: LinkReport["links"]): void;
  /** Gives up seats whose time is over. Called by a timer. */
  sweep(): void;
  /** Brings back the rooms that were running when the process ended. Once, at start. */
  restore(): Promise<void>;
}

export function createRoomRegistry(parts: {
  store: RoomStore;
  database: Database;
  limits: RoomLimits;
  nowMs: () => number;
  log: Log;
}): RoomRegistry {
  const { store, database, limits, nowMs, log } = parts;
  const listener = createRoomRelay();
  const passwords = createRoomPasswords({ limits: limits.passwords, nowMs });
  const stored = createStoredRooms({ database, limits, nowMs });
  const rooms = createRoomsInMemory({ store, stored, database, listener, nowMs, log });
  const door = createDoor({ rooms, database, listener, limits, nowMs, log });
  /** What is set for rooms is stored whole: of two changes at once, in the call or not, the later one starts from the earlier. */
  const inTurn = oneAtATime();
  const settings = createHostSettings({ rooms, door, database, passwords, inTurn, nowMs, log });

  return {
    ...createEntering({ rooms, stored, database, passwords, listener, nowMs, log }),
    ...createModerating({ rooms, door, settings, nowMs }),
    ...createRoomChat({
      rooms,
      journal: database.journal,
      listener,
      maxEntries: limits.chatMaxEntries,
      nowMs,
    }),
    ...createLiveRooms({ rooms, door, database, nowMs, log }),
    ...createOwnedRooms({
      rooms,
      door,
      settings,
      stored,
      passwords,
      database,
      listener,
      inTurn,
      nowMs,
      log,
    }),

    listen: listener.listen,

    async create({ hostKey, password, hostFirst, keepChat, startsMuted, guestsMay, ...room }) {
      return await database.rooms.create({
        ...room,
        settings: settingsWith(DEFAULT_SETTINGS, { hostFirst, keepChat, startsMuted, guestsMay }),
        passwordHash: password === null ? null : await passwords.hash(password),
        hostKeyHash: sha256(hostKey),
        atMs: nowMs(),
      });
    },

    async exists(code) {
      return rooms.get(code) !== undefined || (await database.rooms.find(code)) !== null;
    },

    async preview(code, deviceHash) {
      const loaded = await rooms.load(code);
      if (!loaded.ok) return loaded;
      rooms.forgetIfEmpty(code);
      const room = loaded.value;
      const removal = findRemoval(room, { deviceHash, resume: null, email: null }, nowMs());
      return removal === null ? success(toRoomPreview(room)) : removedUntil(removal, nowMs());
    },

    get: rooms.get,

    leave(code, participant) {
      rooms.apply(code, (room) => vacate(room, participant));
      rooms.forgetIfEmpty(code);
    },

    stopWaiting(code, connection) {
      rooms.apply(code, (room) => stopWaiting(room, connection));
      rooms.forgetIfEmpty(code);
    },

    disconnected(code, participant, connection, closed) {
      const graceMs = closed ? limits.seatCloseGraceMs : limits.seatGraceMs;
      const absence = { untilMs: nowMs() + graceMs, claimByMs: null };
      rooms.apply(code, (room) => markAway(room, participant, connection, absence));
    },

    setSelf(code, participant, patch) {
      const room = rooms.get(code);
      const refusal = room === undefined ? null : selfRefusal(room, participant, patch);
      if (refusal !== null) return refusal;
      rooms.apply(code, (current) => setSelf(current, participant, patch, nowMs()));
      return success(null);
    },

    setName(code, participant, name) {
      const room = rooms.get(code);
      const refusal = room === undefined ? null : nameRefusal(room, participant);
      if (refusal !== null) return refusal;
      rooms.apply(code, (current) => setName(current, participant, name));
      return success(null);
    },

    setLinks(code, participant, links) {
      rooms.apply(code, (room) => setLinks(room, participant, links));
    },

    sweep() {
      const now = nowMs();
      for (const room of [...rooms.list()]) {
        const { code } = room.record;
        rooms.apply(code, (current) => forgetOldChat(current, now));
        // The lock went with the call, and nobody is there to answer those who knocked.
        door.admitAll(code);
        const expired = expiredSeats(room, now);
        if (expired.length === 0) continue;
        rooms.apply(code, (current) =>
          expired.reduce((left, seat) => vacate(left, seat.id), current),
        );
        rooms.forgetIfEmpty(code);
      }
    },

    restore: rooms.restore,
  };
}
