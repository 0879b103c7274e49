import type { RoomCode } from "#protocol/room-code.ts";

/** What was done a moment ago, not yet in words: they follow the language of the page. */
export type Acted =
  | { readonly what: "ended"; readonly code: RoomCode }
  | { readonly what: "removed"; readonly name: string };
