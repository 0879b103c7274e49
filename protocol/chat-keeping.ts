/** How long what is written in a room's chat is kept; apart from the chat, since every page of a room reads it. */

import { z } from "zod/mini";

/** Days for which a host can have messages kept, from when each was written. */
export const CHAT_KEPT_DAYS = [1, 7, 30] as const;

/** What a host chooses from, the shortest first. */
export const CHAT_KEEPINGS = ["never", "call", ...CHAT_KEPT_DAYS] as const;

/**
 * `"never"`: nothing is stored, and who comes later reads nothing of before. `"call"`: until the call ends. A number: so many
 * days, for later calls too.
 */
export const ChatKeeping = z.literal(CHAT_KEEPINGS);
export type ChatKeeping = z.infer<typeof ChatKeeping>;
