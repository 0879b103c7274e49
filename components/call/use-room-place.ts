"use client";

import type { CallState } from "#call/call-state.ts";
import type { Schedule } from "#protocol/schedule.ts";
import { useCall } from "./use-call.ts";

const titleOf = ({ room, preview }: CallState) => (room ?? preview)?.title ?? null;
const scheduleOf = ({ room, preview }: CallState) => (room ?? preview)?.schedule ?? null;

/** How the room is called, from inside and from outside; null where it has only its code, or is not known yet. */
export function useRoomTitle(): string | null {
  return useCall(titleOf);
}

/** When people meet in it; null where nobody said. */
export function useRoomSchedule(): Schedule | null {
  return useCall(scheduleOf);
}
