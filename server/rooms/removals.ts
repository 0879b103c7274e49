/** Who was removed from a room, and may not come back for a while. */

import { type Failure, failure } from "#protocol/failure.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import type { Removal } from "../db/database.ts";
import type { Entrant, Room } from "./room.ts";

/** The removal in force against somebody, by token, browser or e-mail; null when there is none. */
export function findRemoval(
  room: Room,
  entrant: Pick<Entrant, "resume" | "deviceHash" | "email">,
  nowMs: number,
): Removal | null {
  for (const removal of room.removals) {
    if (removal.untilMs <= nowMs) continue;
    const same =
      removal.participantId === entrant.resume ||
      (removal.deviceHash !== null && removal.deviceHash === entrant.deviceHash) ||
      (removal.email !== null && removal.email === entrant.email);
    if (same) return removal;
  }
  return null;
}

/** Said to somebody whom this removal keeps out. */
export function removedUntil(removal: Removal, nowMs: number): Failure {
  return failure("removed", "this person was removed", {
    retryAfterMs: removal.untilMs - nowMs,
  });
}

/** Keeps somebody out from now on; whether they hold a seat is another matter. */
export function addRemoval(room: Room, removal: Removal): Room {
  const inForce = room.removals.filter((known) => known.untilMs > removal.atMs);
  return { ...withoutInsider(room, removal.participantId), removals: [...inForce, removal] };
}

/** Whoever was in this call, and is to come back like anybody new. */
export function withoutInsider(room: Room, participant: string): Room {
  return { ...room, insiders: new Set([...room.insiders].filter((id) => id !== participant)) };
}

/** Undoes a removal that could not be stored. */
export function withdrawRemoval(room: Room, removal: Removal): Room {
  const removals = room.removals.filter((known) => known !== removal);
  const still = [...room.seats.keys()].filter((id) => id === removal.participantId);
  return { ...room, removals, insiders: new Set([...room.insiders, ...still]) };
}

/** Somebody who was removed may come again, like anybody new. */
export function allowAgain(room: Room, participant: ParticipantId): Room {
  const removals = room.removals.filter(({ participantId }) => participantId !== participant);
  return removals.length === room.removals.length ? room : { ...room, removals };
}
