/** What guests may use in a room, as pure functions: what the host set, and what follows from it for each seat. */

import { type Failure, failure } from "#protocol/failure.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import { type GuestUse, StoppableSource } from "#protocol/moderation.ts";
import type { SelfState } from "#protocol/room.ts";
import type { SelfPatch } from "#protocol/room-request.ts";
import type { RoomSettings } from "../db/room-settings.ts";
import { type RankedSeat, roleOf } from "./moderation.ts";

interface RuledSeat extends RankedSeat {
  readonly self: SelfState;
}

interface RuledRoom<S extends RankedSeat = RankedSeat> {
  readonly record: { readonly settings: RoomSettings };
  readonly seats: ReadonlyMap<ParticipantId, S>;
}

const SOURCES = StoppableSource.options;

/** Hosts and co-hosts may use everything. */
export function mayUse(room: RuledRoom, seat: RankedSeat, what: GuestUse): boolean {
  return room.record.settings.guestsMay[what] || roleOf(room, seat) !== "guest";
}

/** Why a seat may not turn on what `patch` turns on; null where it may. */
export function selfRefusal(room: RuledRoom, id: ParticipantId, patch: SelfPatch): Failure | null {
  const seat = room.seats.get(id);
  if (seat === undefined) return failure("not-joined", "the seat is gone");
  const refused = SOURCES.find((source) => patch[source] === true && !mayUse(room, seat, source));
  return refused === undefined ? null : notPermitted(refused);
}

/** Why a seat may not take another name; null where it may. */
export function nameRefusal(room: RuledRoom, id: ParticipantId): Failure | null {
  const seat = room.seats.get(id);
  if (seat === undefined) return failure("not-joined", "the seat is gone");
  return mayUse(room, seat, "rename") ? null : notPermitted("rename");
}

export function notPermitted(what: GuestUse): Failure {
  return failure("not-permitted", `guests may not use this here: ${what}`);
}

/** Those who had a source on, and have it off by a change of what guests may use. */
export function turnedOff<S extends RuledSeat>(
  before: RuledRoom<S>,
  after: RuledRoom<S>,
  source: StoppableSource,
): readonly S[] {
  if (after.record.settings.guestsMay[source]) return [];
  return [...before.seats.values()].filter(
    ({ id, self }) => self[source] && after.seats.get(id)?.self[source] === false,
  );
}

/**
 * The seats with everything off at guests that guests may not use. Asked after every change, since who is a guest changes
 * with who comes and goes. The same reference where nothing is to be turned off.
 */
export function permittedSeats<S extends RuledSeat>(
  room: RuledRoom<S>,
): ReadonlyMap<ParticipantId, S> {
  const { guestsMay } = room.record.settings;
  const forbidden = SOURCES.filter((source) => !guestsMay[source]);
  if (forbidden.length === 0) return room.seats;
  const off = Object.fromEntries(forbidden.map((source) => [source, false]));
  const beyond = [...room.seats.values()].filter(
    (seat) => forbidden.some((source) => seat.self[source]) && roleOf(room, seat) === "guest",
  );
  if (beyond.length === 0) return room.seats;
  const seats = new Map(room.seats);
  for (const seat of beyond) seats.set(seat.id, { ...seat, self: { ...seat.self, ...off } });
  return seats;
}
