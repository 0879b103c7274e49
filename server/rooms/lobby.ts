/** Who waits before the door of a room, and who is let in: the rules of the lobby. */

import { type Failure, failure } from "#protocol/failure.ts";
import type { KnockId, SessionId } from "#protocol/ids.ts";
import type { Entrant, Knock, Knocked, Room } from "./room.ts";

/** Whoever is let in takes their seat by themselves, in a moment; later it is free for others. */
const SEAT_KEPT_MS = 10_000;

/** Whether whoever comes waits until somebody with the host key is there. Whoever is in goes on without a host. */
export function awaitsHost({ record, call }: Pick<Room, "record" | "call">): boolean {
  return record.settings.hostFirst && call === null;
}

/** Whether whoever comes is let in by nobody: there is neither a lobby, nor a lock, nor a host to wait for. */
export function isOpen(room: Pick<Room, "record" | "call" | "locked">): boolean {
  return !room.record.lobby && !room.locked && !awaitsHost(room);
}

/** The host is there: whoever waited for that alone is let in. */
export function withDoorOpened(room: Room, nowMs: number): Room {
  if (room.record.lobby) return room;
  return answerKnocks(room, room.waiting, { admit: true, nowMs, deniedForMs: 0 });
}

/** Whether a host let them in, or they were in before. */
export function isAdmitted(room: Room, entrant: Entrant): boolean {
  return room.admitted.has(entrant.session) || isInsider(room, entrant);
}

/** Whether they prove that they were in this call before. */
export function isInsider({ insiders }: Room, { resume }: Entrant): boolean {
  return resume !== null && insiders.has(resume);
}

/** The same tab, or another one of the same browser. */
export function isSamePerson(
  a: { readonly session: SessionId; readonly deviceHash: string | null },
  b: { readonly session: SessionId; readonly deviceHash: string | null },
): boolean {
  return a.session === b.session || (a.deviceHash !== null && a.deviceHash === b.deviceHash);
}

/** Who was let in, but for this session. */
export function withoutAdmission({ admitted }: Room, session: SessionId): Room["admitted"] {
  if (!admitted.has(session)) return admitted;
  const rest = new Map(admitted);
  rest.delete(session);
  return rest;
}

/** Said to the one too many. */
export function roomFull({ capacity }: Room): Failure {
  return failure("room-full", "every seat is taken", { limit: capacity });
}

/** Seats that nobody has, and that nobody who was let in is on their way to. */
export function seatsLeft(room: Room, nowMs: number): number {
  const kept = [...room.admitted.values()].filter(({ seatUntilMs }) => seatUntilMs > nowMs);
  return Math.max(0, room.capacity - room.seats.size - kept.length);
}

/** Somebody comes to the lobby, or comes again over another socket. */
export function knock(room: Room, entrant: Entrant, id: KnockId, nowMs: number): Knocked | Failure {
  const { session, connection, deviceHash, name } = entrant;
  const denial = room.denied.find((each) => each.untilMs > nowMs && isSamePerson(each, entrant));
  if (denial !== undefined)
    return failure("lobby-denied", "a host sent this person away", {
      retryAfterMs: denial.untilMs - nowMs,
    });
  const before = room.waiting.find((each) => each.session === session);
  // A socket waits once, whatever it calls itself.
  const others = room.waiting.filter((each) => each !== before && each.connection !== connection);
  if (before === undefined && others.length >= room.lobbyCapacity)
    return failure("room-full", "the lobby is full", { limit: room.lobbyCapacity });
  const now: Knock = {
    // A host answers the name that they have read.
    id: before?.name === name ? before.id : id,
    session,
    connection,
    deviceHash,
    name,
    sinceMs: before?.sinceMs ?? room.admitted.get(session)?.sinceMs ?? nowMs,
  };
  const waiting = [...others, now].sort((a, b) => a.sinceMs - b.sinceMs);
  const admitted = withoutAdmission(room, session);
  return { knocked: true, room: { ...room, revision: room.revision + 1, waiting, admitted } };
}

/** The room without those who wait no more; the same one where that is nobody. */
export function withoutKnocks(room: Room, isOver: (knock: Knock) => boolean): Room {
  const waiting = room.waiting.filter((each) => !isOver(each));
  return waiting.length === room.waiting.length
    ? room
    : { ...room, revision: room.revision + 1, waiting };
}

/** Whoever waited over this socket waits no more. */
export function stopWaiting(room: Room, connection: string): Room {
  return withoutKnocks(room, (each) => each.connection === connection);
}

/** Nobody waits any more: the call is over. */
export function dismissAll(room: Room): Room {
  return withoutKnocks(room, () => true);
}

/** Lets these in, who then enter by themselves, or sends them away. */
export function answerKnocks(
  room: Room,
  knocks: readonly Knock[],
  {
    admit,
    nowMs,
    deniedForMs,
  }: { readonly admit: boolean; readonly nowMs: number; readonly deniedForMs: number },
): Room {
  const answered = new Set(knocks.map(({ session }) => session));
  const rest = withoutKnocks(room, ({ session }) => answered.has(session));
  if (admit) {
    const seatUntilMs = nowMs + SEAT_KEPT_MS;
    const fresh = knocks.map(
      ({ session, sinceMs }) => [session, { sinceMs, seatUntilMs }] as const,
    );
    return { ...rest, admitted: new Map([...room.admitted, ...fresh]) };
  }
  const inForce = room.denied.filter(({ untilMs }) => untilMs > nowMs);
  const denied = knocks.map(({ session, deviceHash }) => ({
    session,
    deviceHash,
    untilMs: nowMs + deniedForMs,
  }));
  return { ...rest, denied: [...inForce, ...denied] };
}
