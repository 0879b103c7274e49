/** How somebody gets a seat, or their own one back: the rules of entering a room. */

import { type Failure, failure } from "#protocol/failure.ts";
import {
  awaitsHost,
  isAdmitted,
  isInsider,
  isSamePerson,
  knock,
  roomFull,
  withDoorOpened,
  withoutAdmission,
  withoutKnocks,
} from "./lobby.ts";
import { namedIn } from "./names.ts";
import { mayUse, permittedSeats } from "./permissions.ts";
import { findRemoval, removedUntil } from "./removals.ts";
import type { Entered, Entrant, FreshIds, Knocked, Room, Seat } from "./room.ts";
import { handPlace, NO_HAND } from "./seats.ts";

/**
 * Gives, or gives back, a seat. A resume token or the same browser's cookie takes its own seat again, whoever held
 * it; everyone else gets a new one, if the room is open, not full, and did not remove them.
 */
export function enter(
  room: Room,
  entrant: Entrant,
  ids: FreshIds,
  nowMs: number,
): Entered | Knocked | Failure {
  if (room.record.closedAtMs !== null) {
    return failure("room-closed", "an administrator ended this meeting");
  }
  const removal = findRemoval(room, entrant, nowMs);
  if (removal !== null) return removedUntil(removal, nowMs);
  const held = ownSeat(room, entrant);
  const isBack = held !== undefined || isInsider(room, entrant);
  // It may be asked for since they came.
  if (room.record.requireEmail && entrant.email === null && !isBack) {
    return failure("email-required", "this meeting asks for an e-mail address");
  }

  const admitted = entrant.host || isAdmitted(room, entrant);
  const { passwordHash } = room.record;
  if (held === undefined && passwordHash !== null && !admitted && entrant.password !== true) {
    return entrant.password === null
      ? failure("password-required", "this meeting asks for a password")
      : failure("password-wrong", "this is not the password of this meeting");
  }
  if (held === undefined && room.locked && !admitted && !entrant.knocks) {
    return failure("room-locked", "a host locked this meeting");
  }
  // Whoever was let in before the call ended waits for the next one like everybody.
  if (awaitsHost(room) && !entrant.host) return knock(room, entrant, ids.knock, nowMs);
  const isFull = room.seats.size >= room.capacity;
  const hasLine = (room.record.lobby || (room.locked && entrant.knocks)) && !entrant.host;
  if (held === undefined && isFull && !hasLine) return roomFull(room);
  // Somebody else may have taken the last seat on the way of whoever was let in: they go on waiting.
  if (held === undefined && hasLine && (isFull || !admitted)) {
    return knock(room, entrant, ids.knock, nowMs);
  }

  // Whoever may not take another name does not get one by coming back with it either.
  const keepsName = held !== undefined && !entrant.host && !mayUse(room, held, "rename");
  const sameSession = held?.session === entrant.session;
  // Who comes back, after however long, was not told that they would be muted, and nobody else mutes them.
  const startsMuted = room.record.settings.startsMuted && !isBack && !entrant.host;
  const seat: Seat = {
    id: held?.id ?? entrant.resume ?? ids.participant,
    session: entrant.session,
    sessionKey: entrant.sessionKey,
    connection: entrant.connection,
    ...namedIn(room, held, keepsName ? held.name : entrant.name),
    self: startsMuted ? { ...entrant.self, microphone: false } : entrant.self,
    ...handPlace(entrant.self, held ?? NO_HAND, nowMs),
    absence: null,
    joinedAtMs: held?.joinedAtMs ?? nowMs,
    // A restored seat does not know its session any more, so whoever claims it keeps the order of arrival.
    sessionSinceMs:
      held !== undefined && (sameSession || isUnclaimed(held)) ? held.sessionSinceMs : nowMs,
    participationId: held?.participationId ?? ids.participation,
    deviceHash: entrant.deviceHash,
    email: entrant.email,
    browser: entrant.browser,
    host: entrant.host || (held?.host ?? false),
    cohost: held?.cohost ?? false,
    cameAtSeq: held?.cameAtSeq ?? room.chat.lastSeq,
    links: sameSession ? (held?.links ?? []) : [],
  };
  // A host who comes makes a guest of whoever stood in.
  const seats = permittedSeats({ ...room, seats: new Map([...room.seats, [seat.id, seat]]) });
  const call = room.call ?? { id: ids.call, startedAtMs: nowMs, peakPeople: 0 };
  const opened = awaitsHost(room) ? withDoorOpened(room, nowMs) : room;
  return {
    room: {
      ...withoutKnocks(opened, (each) => isSamePerson(each, entrant)),
      admitted: withoutAdmission(opened, entrant.session),
      insiders: new Set([...room.insiders, seat.id]),
      revision: room.revision + 1,
      call: { ...call, peakPeople: Math.max(call.peakPeople, seats.size) },
      seats,
    },
    seat: seats.get(seat.id) ?? seat,
    resumed: held !== undefined,
    startsMuted,
    displaced: held !== undefined && held.connection !== null && !sameSession ? held.session : null,
    callStarted: room.call === null,
  };
}

function isUnclaimed(seat: Seat): boolean {
  return seat.absence !== null && seat.absence.claimByMs !== null;
}

function ownSeat(room: Room, entrant: Entrant): Seat | undefined {
  if (entrant.resume !== null) {
    const named = room.seats.get(entrant.resume);
    if (named !== undefined) return named;
  }
  if (entrant.deviceHash === null) return undefined;
  for (const seat of room.seats.values()) if (seat.deviceHash === entrant.deviceHash) return seat;
  return undefined;
}
