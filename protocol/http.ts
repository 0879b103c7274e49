/** Shapes of the HTTP API for people and embedders. The administrator's are in admin.ts. */

import { z } from "zod/mini";
import { ChatKeeping } from "./chat-keeping.ts";
import { HostKey } from "./ids.ts";
import { GuestPermissions, type GuestUse } from "./moderation.ts";
import { IceConfiguration } from "./room.ts";
import { RoomCode } from "./room-code.ts";
import { RoomPassword } from "./room-password.ts";
import { RoomTitle } from "./room-title.ts";
import { SCHEDULE_MAX_MINUTES, Schedule } from "./schedule.ts";

/** The end of the century; calendars write years with four digits. */
const SCHEDULE_MAX_START_MS = Date.UTC(2100, 0, 1);

/** A schedule as somebody plans it: of this age, in a zone that this side knows. */
export const PlannedSchedule = z.strictObject({
  ...Schedule.shape,
  startsAtMs: z.int().check(z.gte(0), z.lt(SCHEDULE_MAX_START_MS)),
  minutes: z.int().check(z.gte(1), z.lte(SCHEDULE_MAX_MINUTES)),
  timeZone: z.string().check(z.maxLength(64), z.refine(isTimeZone, "not a time zone")),
});

/** Whether a text names a zone of the IANA database; offsets such as `+01:00` know no summer, and are none. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Of what guests may use any part. */
const GuestsMayBe = z.strictObject({
  microphone: z.optional(z.boolean()),
  camera: z.optional(z.boolean()),
  screen: z.optional(z.boolean()),
  chat: z.optional(z.boolean()),
  rename: z.optional(z.boolean()),
} satisfies Record<GuestUse, z.ZodMiniType>);
export type GuestsMayBe = z.infer<typeof GuestsMayBe>;

/** `POST /api/rooms`; an empty body means all defaults. */
export const CreateRoomRequest = z.strictObject({
  /** Everyone who joins must give an e-mail address. */
  requireEmail: z._default(z.boolean(), false),
  /** Everyone but the host waits until they are let in. */
  lobby: z._default(z.boolean(), false),
  /** A call begins only with somebody who has the host key; whoever comes before waits for that. */
  hostFirst: z._default(z.boolean(), false),
  /** Null, like one that is left out, is none. */
  title: z._default(RoomTitle, null),
  schedule: z._default(z.nullable(PlannedSchedule), null),
  /** What everyone but the host has to know. */
  password: z._default(z.nullable(RoomPassword), null),
  keepChat: z._default(ChatKeeping, "call"),
  /** Who is new, and shows no host key, starts muted. */
  startsMuted: z._default(z.boolean(), false),
  /** What guests may use; what is missing they may. */
  guestsMay: z._default(GuestsMayBe, {}),
});
export type CreateRoomRequest = z.infer<typeof CreateRoomRequest>;

/** Answered with status 201. Errors of the whole API are a `Failure` as JSON. */
export const CreateRoomReply = z.object({
  code: RoomCode,
  /** The link to share. */
  url: z.url(),
  hostKey: HostKey,
});
export type CreateRoomReply = z.infer<typeof CreateRoomReply>;

/** A room as whoever has its host key sees it. */
export const OwnedRoom = z.object({
  code: RoomCode,
  /** The link to share. */
  url: z.url(),
  title: z.nullable(z.string()),
  schedule: z.nullable(Schedule),
  requireEmail: z.boolean(),
  lobby: z.boolean(),
  hostFirst: z.boolean(),
  keepChat: ChatKeeping,
  startsMuted: z.boolean(),
  guestsMay: GuestPermissions,
  /** Whether there is one; which, nobody can read. */
  password: z.boolean(),
  createdAtMs: z.number(),
  /** Inside now. */
  people: z.int(),
});
export type OwnedRoom = z.infer<typeof OwnedRoom>;

/** `PATCH /api/rooms/:code`: what is absent stays. Answered with the `OwnedRoom` that it is then. */
export const ChangeRoomRequest = z.strictObject({
  title: z.optional(RoomTitle),
  schedule: z.optional(z.nullable(PlannedSchedule)),
  requireEmail: z.optional(z.boolean()),
  lobby: z.optional(z.boolean()),
  hostFirst: z.optional(z.boolean()),
  keepChat: z.optional(ChatKeeping),
  startsMuted: z.optional(z.boolean()),
  guestsMay: z.optional(GuestsMayBe),
  /** Null takes it away. */
  password: z.optional(z.nullable(RoomPassword)),
});
export type ChangeRoomRequest = z.infer<typeof ChangeRoomRequest>;

/** The most stars a call can be given. */
export const RATING_STARS_MAX = 5;

/** What can have been wrong with a call, as people see it. */
export const RatingProblem = z.enum(["not-hearing", "not-heard", "no-video", "dropped", "other"]);
export type RatingProblem = z.infer<typeof RatingProblem>;

/** `POST /api/ratings`: how somebody found a call. Neither a name nor a code; answered with status 204. */
export const Rating = z.strictObject({
  stars: z.int().check(z.minimum(1), z.maximum(RATING_STARS_MAX)),
  problems: z.array(RatingProblem).check(z.maxLength(RatingProblem.options.length)),
});
export type Rating = z.infer<typeof Rating>;

/** `POST /api/check`; the body may also be empty. */
export const CheckRequest = z.strictObject({});

/** Answered with status 200: what a check of the connection tries. Its credentials end within minutes. */
export const CheckReply = z.object({ ice: IceConfiguration });
export type CheckReply = z.infer<typeof CheckReply>;
