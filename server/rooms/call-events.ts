/** What the journal is told of a room that changed, as pure functions. Times are Unix milliseconds. */

import type { CallEvent, RoomRecord } from "../db/database.ts";
import { givenRole } from "./moderation.ts";
import type { Entered, Room, Seat } from "./room.ts";

/** What follows from a rule that gave no seat, in order. */
export function changeEvents(before: Room, after: Room, atMs: number): readonly CallEvent[] {
  const events: CallEvent[] = [];
  for (const { id, participationId } of before.seats.values())
    if (after.seats.get(id)?.participationId !== participationId)
      events.push({ kind: "participant-left", participationId, atMs });
  events.push(...nameEvents(before, after), ...roleEvents(before, after));
  if (before.locked !== after.locked && after.call !== null) {
    const sinceMs = after.locked ? atMs : null;
    events.push({ kind: "call-locked", callId: after.call.id, sinceMs });
  }
  if (before.call !== null && after.call === null)
    events.push(callEnded(before.call.id, after.record, atMs));
  return events;
}

/** What follows from somebody's entering, in order. */
export function enterEvents(
  before: Room,
  { room, seat, resumed, callStarted }: Entered,
  atMs: number,
): readonly CallEvent[] {
  const events: CallEvent[] = [];
  const { call } = room;
  if (call !== null) {
    if (callStarted)
      events.push({ kind: "call-started", callId: call.id, roomId: room.record.id, atMs });
    if (!resumed) events.push(joined(call.id, seat, atMs));
    if (call.peakPeople === room.seats.size)
      events.push({ kind: "call-peaked", callId: call.id, people: call.peakPeople });
  }
  return [...events, ...nameEvents(before, room), ...roleEvents(before, room)];
}

/** The end of a call, and whether its chat outlives it. */
export function callEnded(callId: string, { settings }: RoomRecord, atMs: number): CallEvent {
  const keepsChat = typeof settings.keepChat === "number";
  return { kind: "call-ended", callId, keepsChat, atMs };
}

function joined(callId: string, seat: Seat, atMs: number): CallEvent {
  return {
    kind: "participant-joined",
    participationId: seat.participationId,
    callId,
    participantId: seat.id,
    person: { name: seat.name, email: seat.email, deviceHash: seat.deviceHash },
    browser: seat.browser,
    atMs,
  };
}

/** Who is called something else now than when they came. */
function nameEvents(before: Room, after: Room): readonly CallEvent[] {
  if (before.seats === after.seats) return [];
  const events: CallEvent[] = [];
  for (const { id, participationId, name } of after.seats.values()) {
    const known = before.seats.get(id);
    if (known?.participationId === participationId && known.name !== name)
      events.push({ kind: "participant-renamed", participationId, name });
  }
  return events;
}

/** Who a host has made a co-host, or one no more, and who has shown the host key: a restarted server knows it again. */
function roleEvents(before: Room, after: Room): readonly CallEvent[] {
  if (before.seats === after.seats) return [];
  const events: CallEvent[] = [];
  for (const seat of after.seats.values()) {
    const { participationId } = seat;
    const known = before.seats.get(seat.id);
    const knownRole = known?.participationId === participationId ? givenRole(known) : null;
    const role = givenRole(seat);
    if (role !== knownRole) events.push({ kind: "role-given", participationId, role });
  }
  return events;
}
