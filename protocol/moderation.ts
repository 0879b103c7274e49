/** Roles of a room, what guests may use, and what hosts did. What they ask for is in moderation-request.ts. */

import { z } from "zod/mini";
import { ParticipantId } from "./ids.ts";

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
export const GuestUse = z.enum(["microphone", "camera", "screen", "chat", "rename"]);
export type GuestUse = z.infer<typeof GuestUse>;

/** What guests may use; hosts and co-hosts may use everything. */
export const GuestPermissions = z.object({
  microphone: z.boolean(),
  camera: z.boolean(),
  screen: z.boolean(),
  chat: z.boolean(),
  /** Change their name during a call. */
  rename: z.boolean(),
} satisfies Record<GuestUse, z.ZodMiniType>);
export type GuestPermissions = z.infer<typeof GuestPermissions>;

export const ALL_PERMITTED: GuestPermissions = {
  microphone: true,
  camera: true,
  screen: true,
  chat: true,
  rename: true,
};

/** Somebody who was removed, and may not come again yet. */
export const KeptOut = z.object({
  /** Their seat's, as it was. */
  participant: ParticipantId,
  /** As they gave it; null where it is not known any more. */
  name: z.nullable(z.string()),
  removedAtMs: z.number(),
  /** Then they may come again by themselves. */
  untilMs: z.number(),
});
export type KeptOut = z.infer<typeof KeptOut>;

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
  /** Name of who did it, as shown; empty where it was set from outside of the call. */
  by: z.string(),
});
export type ModerationNotice = z.infer<typeof ModerationNotice>;
