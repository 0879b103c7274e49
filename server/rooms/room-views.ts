/** A room as others see it: its participants, whoever looks from outside, and an administrator. */

import type { ActiveRoom } from "#protocol/admin.ts";
import type { ParticipantState, RoomPreview, RoomState } from "#protocol/room.ts";
import { awaitsHost } from "./lobby.ts";
import { roleOf } from "./moderation.ts";
import type { Room, Seat } from "./room.ts";

/** The room as its participants see it: no e-mail, no device, no token. */
export function toRoomState(room: Room): RoomState {
  return {
    code: room.record.code,
    title: room.record.title,
    schedule: room.record.schedule,
    epoch: room.epoch,
    revision: room.revision,
    capacity: room.capacity,
    comfortable: room.comfortable,
    locked: room.locked,
    lobby: room.record.lobby,
    hostFirst: room.record.settings.hostFirst,
    guestsMay: room.record.settings.guestsMay,
    startsMuted: room.record.settings.startsMuted,
    password: room.record.passwordHash !== null,
    keepChat: room.record.settings.keepChat,
    waiting: room.waiting.map(({ id, name, sinceMs }) => ({ id, name, sinceMs })),
    lobbyMessage: room.lobbyMessage,
    spotlight: room.spotlight,
    participants: [...room.seats.values()].map((seat) => toParticipantState(room, seat)),
  };
}

/** Everyone who comes and goes has all seats said again to all; a seat is immutable, so it is put into words once. */
const participantStates = new WeakMap<Seat, ParticipantState>();

function toParticipantState(room: Room, seat: Seat): ParticipantState {
  const known = participantStates.get(seat);
  // The role depends on who else is here.
  const role = roleOf(room, seat);
  if (known?.role === role) return known;
  const state: ParticipantState = {
    ...seat.self,
    id: seat.id,
    session: seat.session,
    ...(seat.sessionKey !== null && { sessionKey: seat.sessionKey }),
    name: seat.label,
    seat: seat.absence === null ? "present" : "away",
    role,
    handSinceMs: seat.handSinceMs,
    joinedAtMs: seat.joinedAtMs,
    sessionSinceMs: seat.sessionSinceMs,
  };
  participantStates.set(seat, state);
  return state;
}

/** What a room says of itself outside; whether there is a relay is not its own affair. */
export function toRoomPreview(room: Room): Omit<RoomPreview, "relay"> {
  return {
    code: room.record.code,
    title: room.record.title,
    schedule: room.record.schedule,
    requireEmail: room.record.requireEmail,
    closed: room.record.closedAtMs !== null,
    locked: room.locked,
    lobby: room.record.lobby,
    awaitsHost: awaitsHost(room),
    guestsMay: room.record.settings.guestsMay,
    startsMuted: room.record.settings.startsMuted,
    password: room.record.passwordHash !== null,
    capacity: room.capacity,
    comfortable: room.comfortable,
    full: room.seats.size >= room.capacity,
    // Before somebody is let in, or has said the password, they do not learn who is inside.
    names:
      room.record.lobby || room.record.passwordHash !== null
        ? []
        : [...room.seats.values()].map((seat) => seat.label),
  };
}

/** The room as an administrator sees it; null while no call runs. */
export function toActiveRoom(room: Room): ActiveRoom | null {
  if (room.call === null) return null;
  const relayed = new Set<string>();
  for (const seat of room.seats.values()) {
    for (const link of seat.links) {
      if (link.route === "relay" && room.seats.has(link.peer)) {
        relayed.add([seat.id, link.peer].sort().join(" "));
      }
    }
  }
  return {
    code: room.record.code,
    sinceMs: room.call.startedAtMs,
    peakPeople: room.call.peakPeople,
    relayedPairs: relayed.size,
    people: [...room.seats.values()].map((seat) => {
      const routes = seat.links
        .filter((link) => room.seats.has(link.peer))
        .map((link) => link.route);
      return {
        id: seat.id,
        name: seat.label,
        role: roleOf(room, seat),
        joinedAtMs: seat.joinedAtMs,
        browser: seat.browser,
        away: seat.absence !== null,
        route: routes.includes("relay") ? "relay" : routes.includes("direct") ? "direct" : null,
      };
    }),
  };
}
