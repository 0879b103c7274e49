/** A room as participants see it, and what it takes to enter one. */

import { z } from "zod/mini";
import { ChatKeeping } from "./chat-keeping.ts";
import { KnockId, ParticipantId, ResumeToken, SessionId, SessionKey } from "./ids.ts";
import { GuestPermissions, Role } from "./moderation.ts";
import { RoomCode } from "./room-code.ts";
import { Schedule } from "./schedule.ts";

export const selfShape = {
  /** True when the microphone is captured and not muted. */
  microphone: z.boolean(),
  /** True when the camera is captured. */
  camera: z.boolean(),
  /** True while a screen, a window or a tab is shared. */
  screen: z.boolean(),
  /** True while the person asks for the floor. */
  hand: z.boolean(),
};

/** What a participant decides about itself; sent whole on entering and as a patch on change. */
export const SelfState = z.strictObject({
  ...selfShape,
  // Who has neither to say says nothing of them.
  screen: z._default(selfShape.screen, false),
  hand: z._default(selfShape.hand, false),
});
export type SelfState = z.infer<typeof SelfState>;

/** Whose devices are off and who asks for nothing. */
export const QUIET_SELF: SelfState = {
  microphone: false,
  camera: false,
  screen: false,
  hand: false,
};

/** Of what can be decided about oneself, by the schema: whoever compares or copies it needs no list of its own. */
export const SELF_KEYS = Object.keys(selfShape) as readonly (keyof SelfState)[]; // The keys of that very object.

/** What `of`, which may say more, decides about itself. */
export function selfOf(of: SelfState): SelfState {
  const { microphone, camera, screen, hand } = of;
  return { microphone, camera, screen, hand };
}

export function isSameSelf(a: SelfState, b: SelfState): boolean {
  return SELF_KEYS.every((key) => a[key] === b[key]);
}

export const ParticipantState = z.object({
  ...SelfState.shape,
  id: ParticipantId,
  session: SessionId,
  /** By which others know what this session signed; absent where its browser cannot sign, or the seat is unclaimed. */
  sessionKey: z.optional(SessionKey),
  /** Name as shown, distinct within the room ("Ana (2)"). */
  name: z.string(),
  /** `away` while the participant has no socket and the seat waits for it. */
  seat: z.enum(["present", "away"]),
  role: Role,
  /** Server clock, Unix milliseconds, when the hand was raised: the queue. Null while it is down. */
  handSinceMs: z.nullable(z.number()),
  /** Server clock, Unix milliseconds, when this seat was first taken in this call. */
  joinedAtMs: z.number(),
  /** Server clock, Unix milliseconds, when this session entered: of two sessions the later one offers. */
  sessionSinceMs: z.number(),
});
export type ParticipantState = z.infer<typeof ParticipantState>;

/** Somebody who waits to be let in. */
export const Waiting = z.object({
  id: KnockId,
  /** As they gave it. */
  name: z.string(),
  /** Server clock, Unix milliseconds. */
  sinceMs: z.number(),
});
export type Waiting = z.infer<typeof Waiting>;

/** Whom a host gave the stage on everybody's page. */
export const Spotlight = z.object({
  who: ParticipantId,
  /** Name of who did it, as shown then. */
  by: z.string(),
});
export type Spotlight = z.infer<typeof Spotlight>;

/** What a room is beyond any call in it. */
const placeShape = {
  /** How its people call it; null where it has only its code. */
  title: z.nullable(z.string()),
  /** When they meet; null where nobody said. */
  schedule: z.nullable(Schedule),
};

/**
 * The whole room, sent after every change. `revision` grows within one `epoch` (one life of the room in one server
 * process); a receiver drops what is older than what it has.
 */
export const RoomState = z.object({
  code: RoomCode,
  ...placeShape,
  epoch: z.string(),
  revision: z.int(),
  /** Most people that may be in the room at once. */
  capacity: z.int(),
  /** With more people than this, pictures get smaller and computers busier: who comes is told. */
  comfortable: z.int(),
  /** Nobody new enters. */
  locked: z.boolean(),
  /** Who is new waits until a host lets them in. */
  lobby: z.boolean(),
  /** A call begins only with somebody who has the host key; whoever comes before waits for that. */
  hostFirst: z.boolean(),
  guestsMay: GuestPermissions,
  /** Who is new, and shows no host key, starts muted. */
  startsMuted: z.boolean(),
  /** Whether everyone new is asked for a password. */
  password: z.boolean(),
  /** How long what is written to all is kept: whoever writes can know who may read it. */
  keepChat: ChatKeeping,
  waiting: z.readonly(z.array(Waiting)),
  /** What a host wrote to those who wait; null where that is nothing. */
  lobbyMessage: z.nullable(z.string()),
  /** Null while nobody is in it. */
  spotlight: z.nullable(Spotlight),
  participants: z.readonly(z.array(ParticipantState)),
});
export type RoomState = z.infer<typeof RoomState>;

/** What someone outside may see of a room they could enter. */
export const RoomPreview = z.object({
  code: RoomCode,
  ...placeShape,
  requireEmail: z.boolean(),
  /** An administrator ended it; only the host's key opens it. */
  closed: z.boolean(),
  /** A host locked it: only who was in comes back. */
  locked: z.boolean(),
  /** Who is new waits until a host lets them in; then nobody's name is told here. */
  lobby: z.boolean(),
  /** The host must be there first, and is not yet: whoever comes waits for that. */
  awaitsHost: z.boolean(),
  guestsMay: GuestPermissions,
  startsMuted: z.boolean(),
  /** Who is new is asked for a password; then nobody's name is told here. */
  password: z.boolean(),
  capacity: z.int(),
  comfortable: z.int(),
  /** Every seat is taken: whoever waits in the lobby goes on waiting. */
  full: z.boolean(),
  names: z.readonly(z.array(z.string())),
  /** Whether the server has a relay: only then somebody can hide their address. */
  relay: z.boolean(),
});
export type RoomPreview = z.infer<typeof RoomPreview>;

/** One entry of `RTCConfiguration.iceServers`. */
export const IceServer = z.object({
  urls: z.array(z.string()),
  username: z.optional(z.string()),
  credential: z.optional(z.string()),
});
export type IceServer = z.infer<typeof IceServer>;

export const IceConfiguration = z.object({
  servers: z.readonly(z.array(IceServer)),
  /** Milliseconds from receipt until the credentials end; null when nothing expires. */
  validForMs: z.nullable(z.number()),
});
export type IceConfiguration = z.infer<typeof IceConfiguration>;

export const JoinReply = z.object({
  participant: ParticipantId,
  resumeToken: ResumeToken,
  /** True when a seat was taken again rather than a new one given. */
  resumed: z.boolean(),
  /** True when the microphone is off since everyone new starts muted; one that is still starting is to be off too. */
  startsMuted: z.boolean(),
  room: RoomState,
  ice: IceConfiguration,
});
export type JoinReply = z.infer<typeof JoinReply>;

/** Why a participant's part in a call ended without its own doing. */
export const EndReason = z.enum([
  /** The same browser joined the room in another tab. */
  "taken-over",
  /** An administrator ended the room. */
  "room-ended",
  /** An administrator removed this person. */
  "removed",
  /** A host ended the call for all. */
  "ended-by-host",
  /** A host removed this person. */
  "removed-by-host",
  /** Whoever has the host key deleted the room: its link leads nowhere any more. */
  "deleted-by-host",
]);
export type EndReason = z.infer<typeof EndReason>;
