/** Which active rooms are shown, and in which order: pure, so that a second's update cannot shuffle equal rows. */

import type { ActiveRoom } from "#protocol/admin.ts";

export const roomColumns = ["code", "peopleNow", "peak", "since", "relayedPairs"] as const;
export type RoomColumn = (typeof roomColumns)[number];

export interface Sorting {
  readonly column: RoomColumn;
  readonly direction: "ascending" | "descending";
}

const sortKeys: Record<RoomColumn, (room: ActiveRoom) => number | string> = {
  code: (room) => room.code,
  peopleNow: (room) => room.people.length,
  peak: (room) => room.peakPeople,
  since: (room) => room.sinceMs,
  relayedPairs: (room) => room.relayedPairs,
};

/** What a press on a column's header leads to: the same column turns around, another starts where one looks first. */
export function nextSorting(sorting: Sorting, column: RoomColumn): Sorting {
  if (sorting.column === column) {
    return { column, direction: sorting.direction === "ascending" ? "descending" : "ascending" };
  }
  // Letters are looked up from the front; of numbers and times the large ones matter.
  return { column, direction: column === "code" ? "ascending" : "descending" };
}

/** Text as it is compared: without case, accents and dashes. */
function folded(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase();
}

/** The rooms whose code (with or without dashes) or whose people's names contain `search`, in order; equal ones by code. */
export function visibleRooms(
  rooms: readonly ActiveRoom[],
  search: string,
  sorting: Sorting,
): readonly ActiveRoom[] {
  const wanted = folded(search.trim());
  const wantedCode = wanted.replace(/[-\s]/g, "");
  const keyOf = sortKeys[sorting.column];
  const sign = sorting.direction === "ascending" ? 1 : -1;
  return rooms
    .filter(
      (room) =>
        wanted === "" ||
        (wantedCode !== "" && room.code.replaceAll("-", "").includes(wantedCode)) ||
        room.people.some((person) => folded(person.name).includes(wanted)),
    )
    .sort((left, right) => {
      const [a, b] = [keyOf(left), keyOf(right)];
      if (a !== b) return a < b ? -sign : sign;
      return left.code < right.code ? -1 : 1;
    });
}
