/** What a host may do to others in a room. Only the server acts on it; nothing of it is taken from another participant. */

import { z } from "zod/mini";
import { KnockId, ParticipantId } from "./ids.ts";

/** What somebody may do in a room. */
export const Role = z.enum([
  /** Holds the host key; or, while nobody who does is here, whoever has been here longest. */
  "host",
  /** Made one by a host: moderates, and gives nobody a role. */
  "cohost",
  "guest",
]);
export type Role = z.infer<typeof Role>;

/** What can be turned off at somebody else, and never on. */
export const StoppableSource = z.enum(["microphone", "camera", "screen"]);
export type StoppableSource = z.infer<typeof StoppableSource>;

/** What guests may be kept from, by whoever opened the room. */
export const GuestUse = z.enum(["microphone", "camera", "screen", "chat"]);
export type GuestUse = z.infer<typeof GuestUse>;

/** What guests may use; hosts and co-hosts may use everything. */
export const GuestPermissions = z.object({
  microphone: z.boolean(),
  camera: z.boolean(),
  screen: z.boolean(),
  chat: z.boolean(),
} satisfies Record<GuestUse, z.ZodMiniType>);
export type GuestPermissions = z.infer<typeof GuestPermissions>;

export const ALL_PERMITTED: GuestPermissions = {
  microphone: true,
  camera: true,
  screen: true,
  chat: true,
};

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
  z.strictObject({
    kind: z.literal("role"),
    who: ParticipantId,
    role: z.enum(["cohost", "guest"]),
  }),
  /** Sends somebody out, and keeps them out for a while. */
  z.strictObject({ kind: z.literal("remove"), who: ParticipantId }),
  /** While a room is locked nobody new enters; who is in comes back. */
  z.strictObject({ kind: z.literal("lock"), locked: z.boolean() }),
  /**
   * Whether everybody new waits in the lobby until they are let in. Lasts beyond the call, so only the host key's owner
   * may change it.
   */
  z.strictObject({ kind: z.literal("lobby"), lobby: z.boolean() }),
  /** What guests may use, in later calls too: for the host key's owner, like the lobby. */
  z.strictObject({ kind: z.literal("permit"), what: GuestUse, allowed: z.boolean() }),
  /** Whether everyone new starts muted, in later calls too: for the host key's owner, like the lobby. */
  z.strictObject({ kind: z.literal("start-muted"), startsMuted: z.boolean() }),
  /** Lets somebody in who waits, or sends them away. */
  z.strictObject({ kind: z.literal("answer"), knock: KnockId, admit: z.boolean() }),
  /** Ends the call for all; the link stays good. */
  z.strictObject({ kind: z.literal("end") }),
]);
export type Moderation = z.infer<typeof Moderation>;

/** What a host did to, or wants of, this participant. The state says what holds; this says who and why. */
export const ModerationNotice = z.object({
  kind: z.enum([
    "stopped",
    "asked",
    "hand-lowered",
    /** Guests may not use the source any more. */
    "withdrawn",
  ]),
  source: z.nullable(StoppableSource),
  /** Name of who did it, as shown. */
  by: z.string(),
});
export type ModerationNotice = z.infer<typeof ModerationNotice>;
