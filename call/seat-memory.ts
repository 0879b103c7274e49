/**
 * What a reload needs to take its seat again. It lies in sessionStorage only between the old page and the new one:
 * written as the page goes and removed as it is read, since a duplicated tab starts with a copy of sessionStorage and
 * must not find a seat in it.
 */

import { z } from "zod/mini";
import { ResumeToken } from "#protocol/ids.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import { RememberedSource } from "./media/devices.ts";

export const RememberedSeat = z.object({
  resumeToken: ResumeToken,
  name: z.string(),
  email: z.nullable(z.string()),
  microphone: RememberedSource,
  camera: RememberedSource,
  hand: z.boolean(),
  /** Clock of this browser, Unix milliseconds, both. */
  joinedAtMs: z.number(),
  savedAtMs: z.number(),
});
export type RememberedSeat = z.infer<typeof RememberedSeat>;

/** A reload takes seconds. Later it is somebody coming back, who is asked before camera and microphone open. */
const SEAT_MEMORY_MAX_AGE_MS = 120_000;

export interface SeatMemory {
  save(seat: RememberedSeat): void;
  /** Reads and removes. Null when there is nothing, or nothing usable. */
  take(nowMs: number): RememberedSeat | null;
}

/** The memory of one room in this tab. `storage` is asked for on use, since reaching it may throw. */
export function createSeatMemory(
  code: RoomCode,
  storage: () => Storage = () => sessionStorage,
): SeatMemory {
  const key = `rondo.seat.${code}`;
  return {
    save(seat) {
      try {
        storage().setItem(key, JSON.stringify(seat));
      } catch {
        // Storage is full or forbidden: the reload asks for the name again.
      }
    },
    take(nowMs) {
      try {
        const text = storage().getItem(key);
        storage().removeItem(key);
        const seat = RememberedSeat.safeParse(JSON.parse(text ?? "null"));
        if (!seat.success || nowMs - seat.data.savedAtMs > SEAT_MEMORY_MAX_AGE_MS) return null;
        return seat.data;
      } catch {
        return null;
      }
    },
  };
}
