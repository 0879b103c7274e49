/** What becomes of a seat that was given: what its owner decides, that they are away, that it goes. */

import type { ParticipantId } from "#protocol/ids.ts";
import type { LinkReport } from "#protocol/link.ts";
import { isSameSelf, type SelfState } from "#protocol/room.ts";
import type { SelfPatch } from "#protocol/room-request.ts";
import { forgotten } from "./chat-log.ts";
import { type Absence, NOBODY_WAITS, type Room, type Seat } from "./room.ts";

/**
 * A hand goes down by itself when its owner speaks, who may want to keep it up: longer than the notice with that button
 * stands, and too short to come back to the front of a queue later.
 */
const HAND_KEPT_MS = 20_000;

/** Takes a seat away. The call ends with the last one. */
export function vacate(room: Room, id: ParticipantId): Room {
  if (!room.seats.has(id)) return room;
  const seats = new Map(room.seats);
  seats.delete(id);
  const isOver = seats.size === 0;
  return {
    ...room,
    revision: room.revision + 1,
    seats,
    call: isOver ? null : room.call,
    // What is kept of it is read again for the next call.
    chat: isOver ? forgotten(room.chat) : room.chat,
    locked: room.locked && !isOver,
    spotlight: room.spotlight?.who === id ? null : room.spotlight,
    lobbyMessage: isOver ? NOBODY_WAITS.lobbyMessage : room.lobbyMessage,
    admitted: isOver ? NOBODY_WAITS.admitted : room.admitted,
    insiders: isOver ? NOBODY_WAITS.insiders : room.insiders,
  };
}

/** The socket of a seat is gone; the seat waits. Ignored when another socket holds the seat by now. */
export function markAway(
  room: Room,
  id: ParticipantId,
  connection: string,
  absence: Absence,
): Room {
  const seat = room.seats.get(id);
  if (seat === undefined || seat.connection !== connection) return room;
  return withSeat(room, { ...seat, connection: null, absence });
}

/** What a participant decides about itself. */
export function setSelf(room: Room, id: ParticipantId, patch: SelfPatch, nowMs: number): Room {
  const seat = room.seats.get(id);
  if (seat === undefined) return room;
  const decided = Object.entries(patch).filter(([, value]) => value !== undefined);
  const self = { ...seat.self, ...Object.fromEntries(decided) };
  if (isSameSelf(self, seat.self)) return room;
  return withSeat(room, { ...seat, self, ...handPlace(self, seat, nowMs) });
}

type HandPlace = Pick<Seat, "handSinceMs" | "handKept">;
/** Of a seat that is new. */
export const NO_HAND: HandPlace = { handSinceMs: null, handKept: null };

/**
 * A hand that stays up keeps its place in the queue; one that its owner took down and takes up again at once has it back.
 * The times are the server's own: whoever claimed another could pass everybody.
 */
export function handPlace(
  { hand }: SelfState,
  { handSinceMs, handKept }: HandPlace,
  nowMs: number,
): HandPlace {
  if (hand === (handSinceMs !== null)) return { handSinceMs, handKept };
  if (handSinceMs !== null)
    return {
      handSinceMs: null,
      handKept: { sinceMs: handSinceMs, untilMs: nowMs + HAND_KEPT_MS },
    };
  const isKept = handKept !== null && handKept.untilMs > nowMs;
  return { handSinceMs: isKept ? handKept.sinceMs : nowMs, handKept: null };
}

/** A host takes a hand down, and with it its place. */
export function lowerHand(room: Room, id: ParticipantId): Room {
  const seat = room.seats.get(id);
  if (seat === undefined || (seat.handSinceMs === null && seat.handKept === null)) return room;
  const lowered = withSeat(room, { ...seat, self: { ...seat.self, hand: false }, ...NO_HAND });
  // That a place is forgotten is not seen.
  return seat.self.hand ? lowered : { ...lowered, revision: room.revision };
}

/** Keeps what a participant says of its links; for the administrator and the sweeper, so no revision is spent. */
export function setLinks(room: Room, id: ParticipantId, links: LinkReport["links"]): Room {
  const seat = room.seats.get(id);
  if (seat === undefined) return room;
  const seats = new Map(room.seats);
  seats.set(id, { ...seat, links });
  return { ...room, seats };
}

/** Makes somebody a co-host, or a guest again. */
export function setCohost(room: Room, id: ParticipantId, cohost: boolean): Room {
  const seat = room.seats.get(id);
  if (seat === undefined || seat.cohost === cohost) return room;
  return withSeat(room, { ...seat, cohost });
}

/** The seats whose time is over. */
export function expiredSeats(room: Room, nowMs: number): readonly Seat[] {
  const expired: Seat[] = [];
  for (const seat of room.seats.values()) {
    if (seat.absence === null) continue;
    const unclaimed = seat.absence.claimByMs !== null && seat.absence.claimByMs <= nowMs;
    if (seat.absence.untilMs <= nowMs || (unclaimed && !isHeard(room, seat.id))) expired.push(seat);
  }
  return expired;
}

function isHeard(room: Room, id: ParticipantId): boolean {
  for (const seat of room.seats.values()) {
    if (seat.absence === null && seat.links.some((link) => link.peer === id && link.heard))
      return true;
  }
  return false;
}

/** The room with another state of one seat. */
export function withSeat(room: Room, seat: Seat): Room {
  const seats = new Map(room.seats);
  seats.set(seat.id, seat);
  return { ...room, revision: room.revision + 1, seats };
}
