/** How people are called in a room: nobody like another. */

import { distinctLabel } from "#protocol/display-name.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import type { Room, Seat } from "./room.ts";
import { withSeat } from "./seats.ts";

/** How somebody is called in a room, who had this seat there before, or none; as they were where they can be. */
export function namedIn(
  room: Room,
  before: Seat | undefined,
  name: string,
): Pick<Seat, "name" | "label"> {
  const others = new Set<string>();
  for (const seat of room.seats.values()) if (seat !== before) others.add(seat.label);
  const isSame = before?.name === name && !others.has(before.label);
  return { name, label: isSame ? before.label : distinctLabel(name, others) };
}

/** Takes another name, which everybody sees from now on. */
export function setName(room: Room, id: ParticipantId, name: string): Room {
  const seat = room.seats.get(id);
  if (seat === undefined || seat.name === name) return room;
  return withSeat(room, { ...seat, ...namedIn(room, seat, name) });
}
