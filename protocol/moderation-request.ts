/**
 * What a host may do to others in a room. Only the server acts on it; nothing of it is taken from another participant.
 * Apart from what browsers read (moderation.ts), since pages are light.
 */

import { z } from "zod/mini";
import { ChatKeeping } from "./chat-keeping.ts";
import { KnockId, ParticipantId } from "./ids.ts";
import { LobbyMessage } from "./lobby-message.ts";
import { GuestUse, StoppableSource } from "./moderation.ts";
import { RoomPassword } from "./room-password.ts";

/** One person, or everyone who is not a host or co-host. */
const Target = z.nullable(ParticipantId);

export const Moderation = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("stop"), who: Target, source: StoppableSource }),
  /** Asks to turn something on: nobody can be unmuted from afar. */
  z.strictObject({
    kind: z.literal("ask"),
    who: ParticipantId,
    source: z.enum(["microphone", "camera"]),
  }),
  z.strictObject({ kind: z.literal("lower-hand"), who: Target }),
  /** Gives somebody, oneself too, the stage on everybody's page; off, takes it from them if they still have it. */
  z.strictObject({ kind: z.literal("spotlight"), who: ParticipantId, on: z.boolean() }),
  z.strictObject({
    kind: z.literal("role"),
    who: ParticipantId,
    role: z.enum(["cohost", "guest"]),
  }),
  /** Sends somebody out, and keeps them out for a while, unless they may return. */
  z.strictObject({
    kind: z.literal("remove"),
    who: ParticipantId,
    mayReturn: z.optional(z.boolean()),
  }),
  /** While a room is locked nobody new enters; who is in comes back. */
  z.strictObject({ kind: z.literal("lock"), locked: z.boolean() }),
  /**
   * Whether everybody new waits in the lobby until they are let in. Lasts beyond the call, so only the host key's owner
   * may change it.
   */
  z.strictObject({ kind: z.literal("lobby"), lobby: z.boolean() }),
  /** Whether a call begins only with somebody who has the host key, in later calls: for its owner, like the lobby. */
  z.strictObject({ kind: z.literal("host-first"), hostFirst: z.boolean() }),
  /** What guests may use, in later calls too: for the host key's owner, like the lobby. */
  z.strictObject({ kind: z.literal("permit"), what: GuestUse, allowed: z.boolean() }),
  /** Whether everyone new starts muted, in later calls too: for the host key's owner, like the lobby. */
  z.strictObject({ kind: z.literal("start-muted"), startsMuted: z.boolean() }),
  /** Sets what everyone new has to know, or with null takes it away: for the host key's owner, like the lobby. */
  z.strictObject({ kind: z.literal("password"), password: z.nullable(RoomPassword) }),
  /** For how long the chat is kept, in later calls too: for the host key's owner, like the lobby. */
  z.strictObject({ kind: z.literal("keep-chat"), keeping: ChatKeeping }),
  /** Lets somebody in who waits, or sends them away. */
  z.strictObject({ kind: z.literal("answer"), knock: KnockId, admit: z.boolean() }),
  /** Lets somebody come again who was removed, and is kept out still: for the host key's owner, like the lobby. */
  z.strictObject({ kind: z.literal("allow-again"), participant: ParticipantId }),
  /** Writes to everybody in the lobby, now and later in this call, in place of what stood there; null takes it away. */
  z.strictObject({ kind: z.literal("lobby-message"), text: z.nullable(LobbyMessage) }),
  /** Ends the call for all; the link stays good. */
  z.strictObject({ kind: z.literal("end") }),
]);
export type Moderation = z.infer<typeof Moderation>;
