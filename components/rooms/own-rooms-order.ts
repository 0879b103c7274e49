/** In which order the own rooms are listed. Pure. */

import { nextOccurrence } from "#components/schedule/occurrences.ts";
import type { OwnedRoom } from "#protocol/http.ts";
import type { OwnRoom } from "./own-room.ts";

/** What the server said of a room; `unread`: nothing. */
export type KnownRoom = OwnedRoom | "unread";

/** The next to meet in first, then the others as they were visited, what is gone last. */
export function inOrder(
  rooms: readonly OwnRoom[],
  known: ReadonlyMap<string, KnownRoom>,
  nowMs: number,
): readonly OwnRoom[] {
  const nextMs = ({ code }: OwnRoom): number => {
    const room = known.get(code);
    if (room === undefined || room === "unread" || room.schedule === null) return Infinity;
    return nextOccurrence(room.schedule, nowMs) ?? Infinity;
  };
  const ranked = rooms.map((room) => ({ room, gone: room.gone === true, nextMs: nextMs(room) }));
  return ranked
    .sort((a, b) => {
      if (a.gone !== b.gone) return a.gone ? 1 : -1;
      if (a.nextMs !== b.nextMs) return a.nextMs < b.nextMs ? -1 : 1;
      return b.room.lastVisitedMs - a.room.lastVisitedMs;
    })
    .map(({ room }) => room);
}
