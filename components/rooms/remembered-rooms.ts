/**
 * The rooms that this browser knows: when it was last there, and the host key of those it opened. Kept in
 * localStorage, so every read treats it as foreign text.
 */

import { createRemembered } from "#call/remembered.ts";
import { createStore, type ReadableStore } from "#call/store.ts";

const STORAGE_KEY = "rondo.rooms";
/** Older ones are forgotten, except rooms that this browser opened: their key cannot be had again. */
const KEPT_ROOMS = 24;

export interface RememberedRoom {
  readonly code: string;
  /** Absent in rooms that somebody else opened. */
  readonly hostKey?: string;
  /** Unix milliseconds. */
  readonly lastVisitedMs: number;
  /** The server said that there is no such room any more: it need not be asked again. */
  readonly gone?: true;
}

/** Reads what is stored; anything malformed is left out. Newest first. */
export function parseRooms(stored: string | null): readonly RememberedRoom[] {
  if (stored === null) return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(stored);
  } catch {
    return [];
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return [];
  const rooms: RememberedRoom[] = [];
  for (const [code, entry] of Object.entries(parsed)) {
    // Only what can stand in a path of ours; the server judges the rest.
    if (!/^[0-9a-z-]{1,32}$/.test(code) || typeof entry !== "object" || entry === null) continue;
    const {
      hostKey,
      lastVisitedMs,
      gone,
    }: { hostKey?: unknown; lastVisitedMs?: unknown; gone?: unknown } = entry;
    if (typeof lastVisitedMs !== "number" || !Number.isFinite(lastVisitedMs)) continue;
    rooms.push({
      code,
      lastVisitedMs,
      ...(typeof hostKey === "string" ? { hostKey } : {}),
      ...(gone === true && { gone }),
    });
  }
  return rooms.sort((a, b) => b.lastVisitedMs - a.lastVisitedMs);
}

/** The text to store. */
export function serializeRooms(rooms: readonly RememberedRoom[]): string {
  return JSON.stringify(Object.fromEntries(rooms.map(({ code, ...entry }) => [code, entry])));
}

/** The list after a visit: the room on top, its host key kept, the oldest guests' rooms forgotten. */
export function withVisit(
  rooms: readonly RememberedRoom[],
  visit: RememberedRoom,
): readonly RememberedRoom[] {
  const known = rooms.find((room) => room.code === visit.code);
  const hostKey = visit.hostKey ?? known?.hostKey;
  const latest = { ...visit, ...(hostKey === undefined ? {} : { hostKey }) };
  const all = [latest, ...rooms.filter((room) => room.code !== visit.code)];
  return all.filter((room, index) => index < KEPT_ROOMS || room.hostKey !== undefined);
}

const none: readonly RememberedRoom[] = [];
const remembered = createRemembered({
  key: STORAGE_KEY,
  initial: none,
  read: parseRooms,
  write: serializeRooms,
});
const rooms = createStore<readonly RememberedRoom[]>(none);
let watching = false;

/** Reads storage afresh before each change, so that two tabs do not undo each other. */
function change(step: (known: readonly RememberedRoom[]) => readonly RememberedRoom[]): void {
  const next = step(remembered.recall());
  remembered.remember(next);
  rooms.update(() => next);
}

/** For `useSyncExternalStore`; follows changes by other tabs as long as the page lives. */
export const rememberedRooms: ReadableStore<readonly RememberedRoom[]> = {
  getSnapshot: rooms.getSnapshot,
  subscribe(listener) {
    if (!watching) {
      watching = true;
      window.addEventListener("storage", (event) => {
        if (event.key === STORAGE_KEY || event.key === null) rooms.update(remembered.recall);
      });
      rooms.update(remembered.recall);
    }
    return rooms.subscribe(listener);
  },
};

/** What a server renders: it knows no browser's rooms. */
export const noRooms = (): readonly RememberedRoom[] => none;

export function rememberVisit(code: string, hostKey?: string): void {
  const visit = { code, lastVisitedMs: Date.now(), ...(hostKey === undefined ? {} : { hostKey }) };
  change((known) => withVisit(known, visit));
}

export function forgetRoom(code: string): void {
  change((known) => known.filter((room) => room.code !== code));
}

export function markGone(code: string): void {
  change((known) => known.map((room) => (room.code === code ? { ...room, gone: true } : room)));
}

/** The key of a room that this browser opened, or null. */
export function hostKeyOf(code: string): string | null {
  return remembered.recall().find((room) => room.code === code)?.hostKey ?? null;
}
