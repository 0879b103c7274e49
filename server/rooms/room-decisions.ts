/** What hosts and owners decide about a room: its settings, its place, its lock, its spotlight. */

import type { Spotlight } from "#protocol/room.ts";
import type { RoomRecord } from "../db/database.ts";
import { isSameSettings, type RoomSettings } from "../db/room-settings.ts";
import { chatToKeep } from "./kept-of-chat.ts";
import { permittedSeats } from "./permissions.ts";
import type { Room } from "./room.ts";

/** Whether everybody new waits to be let in. */
export function setLobby(room: Room, lobby: boolean): Room {
  if (room.record.lobby === lobby) return room;
  return {
    ...room,
    revision: room.revision + 1,
    record: { ...room.record, lobby },
    lobbyMessage: lobby ? room.lobbyMessage : null,
  };
}

/** Has those who wait read this, in place of what they read before; null for nothing. */
export function setLobbyMessage(room: Room, lobbyMessage: string | null): Room {
  if (room.lobbyMessage === lobbyMessage) return room;
  return { ...room, revision: room.revision + 1, lobbyMessage };
}

/** Takes over what its owner decided about the room itself, and what is set for it. */
export function setPlace(
  room: Room,
  place: Pick<RoomRecord, PlaceKey | "settings" | "passwordHash">,
): Room {
  const { title, schedule, requireEmail, lobby, settings, passwordHash } = place;
  const follows = setPassword(setSettings(room, settings), passwordHash);
  const record = { ...follows.record, title, schedule, requireEmail, lobby };
  // All of it came out of JSON, or of columns; a schedule is read anew each time, so its reference says nothing.
  if (JSON.stringify(record) === JSON.stringify(follows.record)) return follows;
  const lobbyMessage = lobby || !room.record.lobby ? room.lobbyMessage : null;
  return { ...follows, revision: room.revision + 1, record, lobbyMessage };
}
type PlaceKey = "title" | "schedule" | "requireEmail" | "lobby";

/** Takes the hash of another password, or null for none. That there is one is seen; which one is not. */
export function setPassword(room: Room, passwordHash: string | null): Room {
  const { record } = room;
  if (record.passwordHash === passwordHash) return room;
  const isSeen = (record.passwordHash === null) !== (passwordHash === null);
  const revision = room.revision + (isSeen ? 1 : 0);
  return { ...room, revision, record: { ...record, passwordHash } };
}

/** Carries out what the host set, at everybody who is in too. */
export function setSettings(room: Room, settings: RoomSettings): Room {
  if (isSameSettings(room.record.settings, settings)) return room;
  return withinPermissions({
    ...room,
    revision: room.revision + 1,
    chat: chatToKeep(room, settings.keepChat),
    record: { ...room.record, settings },
  });
}

/** The room with nothing on that guests may not use. */
export function withinPermissions(room: Room): Room {
  const seats = permittedSeats(room);
  return seats === room.seats ? room : { ...room, revision: room.revision + 1, seats };
}

/** Everyone who is in may come back, nobody else enters. */
export function setLocked(room: Room, locked: boolean): Room {
  return room.locked === locked ? room : { ...room, revision: room.revision + 1, locked };
}

/** Puts somebody in the spotlight in place of whoever was in it; off, takes it from them and from nobody else. */
export function setSpotlight(
  room: Room,
  { who, by, on }: Spotlight & { readonly on: boolean },
): Room {
  if (!room.seats.has(who) || (room.spotlight?.who === who) === on) return room;
  return { ...room, revision: room.revision + 1, spotlight: on ? { who, by } : null };
}

/** Since when an administrator keeps it closed, Unix milliseconds; null opens it. */
export function setClosed(room: Room, closedAtMs: number | null): Room {
  return { ...room, record: { ...room.record, closedAtMs } };
}
