/**
 * What it takes to see a room, to enter it, and to change what one decides about oneself in it. Apart from what browsers
 * read (room.ts), since pages are light.
 */

import { z } from "zod/mini";
import { DisplayName } from "./display-name.ts";
import { EmailAddress } from "./email.ts";
import { HostKey, ResumeToken, SessionId, SessionKey } from "./ids.ts";
import { SelfState, selfShape } from "./room.ts";
import { RoomCode } from "./room-code.ts";
import { PasswordGuess } from "./room-password.ts";

export const LookRequest = z.strictObject({ code: RoomCode });

/** Entering, resuming after a lost socket, resuming after a reload: one request. */
export const JoinRequest = z.strictObject({
  code: RoomCode,
  session: SessionId,
  sessionKey: z.optional(SessionKey),
  name: DisplayName,
  email: z.optional(EmailAddress),
  self: SelfState,
  resumeToken: z.optional(ResumeToken),
  hostKey: z.optional(HostKey),
  /** Where the room asks for one. */
  password: z.optional(PasswordGuess),
  /** Where the room is locked, asks whoever is inside to be let in. */
  knock: z.optional(z.boolean()),
});
export type JoinRequest = z.infer<typeof JoinRequest>;

/** Another name, during a call. */
export const NameRequest = z.strictObject({ name: DisplayName });

/** A change of what a participant decides about itself: what is absent stays. */
export const SelfPatch = z.partial(z.strictObject(selfShape));
export type SelfPatch = z.infer<typeof SelfPatch>;
