import type { RememberedRoom } from "./remembered-rooms.ts";

/** A room that this browser opened, and so holds the key of. */
export type OwnRoom = RememberedRoom & { readonly hostKey: string };

export function isOwn(room: RememberedRoom): room is OwnRoom {
  return room.hostKey !== undefined;
}
