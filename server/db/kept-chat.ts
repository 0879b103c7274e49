/** What of a room's chat is kept no longer, by what its host has set. */

import type { Prisma } from "#generated/prisma/sqlite/client.ts";
import type { ChatKeeping } from "#protocol/chat-keeping.ts";

const DAY_MS = 24 * 3_600_000;

/** What was written before this time, Unix milliseconds, is kept no longer. */
export function keptSinceMs(days: Extract<ChatKeeping, number>, nowMs: number): number {
  return nowMs - days * DAY_MS;
}

/** The entries that are to be deleted at a time, of a room with this setting. Later there are never fewer. */
export function forgottenEntries(keeping: ChatKeeping, atMs: number): Prisma.ChatEntryWhereInput {
  if (keeping === "never") return { at: { lte: new Date(atMs) } };
  // A call that ends within the same millisecond may have ended after its host set something else.
  if (keeping === "call") return { call: { endedAt: { lt: new Date(atMs) } } };
  return { at: { lt: new Date(keptSinceMs(keeping, atMs)) } };
}
