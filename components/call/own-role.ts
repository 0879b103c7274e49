"use client";

import type { Role } from "#protocol/moderation.ts";
import { useCall } from "./use-call.ts";

/** The own role; undefined before the room is known. */
export function useOwnRole(): Role | undefined {
  return useCall(({ self }) => self?.role);
}
