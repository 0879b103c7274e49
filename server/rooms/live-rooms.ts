/** The running rooms as an administrator sees and controls them; implemented by the room registry. */

import type { ActiveRoom } from "#protocol/admin.ts";
import type { Result } from "#protocol/failure.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import type { RoomCode } from "#protocol/room-code.ts";

export interface LiveRooms {
  listActive(): readonly ActiveRoom[];
  /** Ends the room for all and keeps the link closed. Resolves when that is stored. */
  endRoom(code: RoomCode): Promise<Result<null>>;
  /** Voids a seat and refuses new joins of its person for a while. Resolves with the person's name when stored. */
  removePerson(code: RoomCode, participant: ParticipantId): Promise<Result<{ name: string }>>;
}
