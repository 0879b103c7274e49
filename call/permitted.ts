/** What participants may use in a room whose host keeps something from guests. Pure; the server judges the same way. */

import { ALL_PERMITTED, type GuestPermissions, type Role } from "#protocol/moderation.ts";
import type { ParticipantState, RoomState } from "#protocol/room.ts";

type Ruled = Pick<RoomState, "guestsMay">;

/** What somebody with this role may use. */
export function permissionsOf({ guestsMay }: Ruled, role: Role): GuestPermissions {
  return role === "guest" ? guestsMay : ALL_PERMITTED;
}

/**
 * A participant without what they may not send: whatever they say of themselves past the server, nobody sees or hears it.
 * The same reference where that takes nothing away.
 */
export function withinPermissions(room: Ruled, participant: ParticipantState): ParticipantState {
  const may = permissionsOf(room, participant.role);
  const { microphone, camera, screen } = participant;
  if ((may.microphone || !microphone) && (may.camera || !camera) && (may.screen || !screen))
    return participant;
  return {
    ...participant,
    microphone: microphone && may.microphone,
    camera: camera && may.camera,
    screen: screen && may.screen,
  };
}
