/** A room and people for tests of rooms. */

import { KnockId, ParticipantId, SessionId } from "#protocol/ids.ts";
import { QUIET_SELF } from "#protocol/room.ts";
import { RoomCode } from "#protocol/room-code.ts";
import type { RoomRecord } from "../db/database.ts";
import { DEFAULT_SETTINGS } from "../db/room-settings.ts";
import { EMPTY_CHAT } from "./chat-log.ts";
import { enter } from "./entrance.ts";
import { type Entered, type Entrant, emptyRoom, type FreshIds, type Room } from "./room.ts";

export const record: RoomRecord = {
  id: "room-1",
  code: RoomCode.parse("k7mq-4xwd-h2pn"),
  title: null,
  schedule: null,
  hostKeyHash: "00",
  requireEmail: false,
  lobby: false,
  settings: DEFAULT_SETTINGS,
  passwordHash: null,
  createdAtMs: 0,
  closedAtMs: null,
};

export const id = (name: string) => ParticipantId.parse(name.padEnd(16, "0"));
export const session = (name: string) => SessionId.parse(name.padEnd(16, "0"));

export function aRoom(
  options: { capacity?: number; requireEmail?: boolean; lobby?: boolean } = {},
): Room {
  return emptyRoom(
    { ...record, requireEmail: options.requireEmail ?? false, lobby: options.lobby ?? false },
    {
      epoch: "epoch",
      capacity: options.capacity ?? 8,
      comfortable: 6,
      lobbyCapacity: 50,
      removals: [],
      chat: EMPTY_CHAT,
    },
  );
}

export function someone(name: string, more: Partial<Entrant> = {}): Entrant {
  return {
    session: session(`${name}-tab`),
    sessionKey: null,
    connection: `${name}-socket`,
    name,
    email: null,
    deviceHash: `${name}-device`,
    browser: "Chrome 156",
    self: { ...QUIET_SELF, microphone: true },
    resume: null,
    host: false,
    password: null,
    knocks: false,
    ...more,
  };
}

export const fresh = (name: string): FreshIds => ({
  participant: id(name),
  participation: `${name}-1`,
  call: "call-1",
  knock: KnockId.parse(`${name}-knock`.padEnd(16, "0")),
});

export function mustEnter(
  room: Room,
  entrant: Entrant,
  ids = fresh(entrant.name),
  nowMs = 0,
): Entered {
  const entered = enter(room, entrant, ids, nowMs);
  if ("ok" in entered) throw new Error(`refused: ${entered.code}`);
  if ("knocked" in entered) throw new Error("waits in the lobby");
  return entered;
}

/** The room with somebody more in its lobby; throws where they do not wait. */
export function mustKnock(room: Room, entrant: Entrant, nowMs = 0): Room {
  const outcome = enter(room, entrant, fresh(entrant.name), nowMs);
  if (!("knocked" in outcome)) throw new Error("does not wait");
  return outcome.room;
}

/** The room with these in it. */
export const withPeople = (room: Room, ...names: string[]): Room =>
  names.reduce((current, name) => mustEnter(current, someone(name)).room, room);
