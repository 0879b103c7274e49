/** Shapes of the administrator's HTTP API (`/api/admin/…`). Every one of them needs a signed-in session. */

import { z } from "zod/mini";
import { RatingProblem } from "./http.ts";
import { ParticipantId } from "./ids.ts";
import { Route } from "./link.ts";
import { Role } from "./moderation.ts";
import { RoomCode } from "./room-code.ts";

/** `POST /api/admin/session`: sign in, with the password or with the code of a one-time link. */
export const SignInRequest = z.union([
  z.strictObject({ password: z.string().check(z.minLength(1), z.maxLength(1024)) }),
  z.strictObject({ oneTimeCode: z.string().check(z.minLength(1), z.maxLength(256)) }),
]);

/** `GET /api/admin/session`. */
export const AdminSession = z.object({
  signedIn: z.boolean(),
  /** How a person signs in to this server. */
  method: z.enum(["password", "one-time-link"]),
  /** Sign-in is refused here because the page is not a secure context. */
  insecure: z.boolean(),
});
export type AdminSession = z.infer<typeof AdminSession>;

export const ActivePerson = z.object({
  id: ParticipantId,
  name: z.string(),
  role: Role,
  joinedAtMs: z.number(),
  browser: z.string(),
  away: z.boolean(),
  /** `relay` when any of this person's links is relayed; null while none is connected. */
  route: z.nullable(Route),
});

export const ActiveRoom = z.object({
  code: RoomCode,
  sinceMs: z.number(),
  peakPeople: z.int(),
  /** Pairs of participants whose media goes through a relay. */
  relayedPairs: z.int(),
  people: z.readonly(z.array(ActivePerson)),
});
export type ActiveRoom = z.infer<typeof ActiveRoom>;

export const PastCall = z.object({
  id: z.string(),
  code: RoomCode,
  startedAtMs: z.number(),
  endedAtMs: z.number(),
  peakPeople: z.int(),
  people: z.readonly(
    z.array(
      z.object({
        name: z.string(),
        browser: z.string(),
        joinedAtMs: z.number(),
        leftAtMs: z.nullable(z.number()),
      }),
    ),
  ),
});

export const AuditRow = z.object({
  atMs: z.number(),
  action: z.enum(["sign-in", "sign-out", "end-room", "remove-person"]),
  code: z.nullable(z.string()),
  subject: z.nullable(z.string()),
});

/** How people found their calls since the server began, added up. */
export const Ratings = z.object({
  sinceMs: z.number(),
  count: z.int(),
  /** The stars of all of them. */
  stars: z.int(),
  /** How often each was said to be wrong. */
  problems: z.record(RatingProblem, z.int()),
});
export type Ratings = z.infer<typeof Ratings>;

/** `GET /api/admin/overview`: polled while the page is open. */
export const AdminOverview = z.object({
  nowMs: z.number(),
  rooms: z.readonly(z.array(ActiveRoom)),
  /** What the operator should know about reaching people behind strict networks. */
  relay: z.enum(["none", "configured"]),
  /** A public STUN server is used because none of one's own is configured. */
  publicStun: z.boolean(),
  ratings: Ratings,
  audit: z.readonly(z.array(AuditRow)),
});
export type AdminOverview = z.infer<typeof AdminOverview>;

/** `GET /api/admin/calls?search=`. */
export const PastCalls = z.object({ calls: z.readonly(z.array(PastCall)) });
export type PastCalls = z.infer<typeof PastCalls>;

/** Times by size; what is above the last bound is in the bucket without one. */
export const Histogram = z.object({
  count: z.int(),
  sumMs: z.number(),
  buckets: z.readonly(z.array(z.object({ upToMs: z.nullable(z.int()), count: z.int() }))),
});
export type Histogram = z.infer<typeof Histogram>;

/** `GET /api/admin/measurements`: what browsers told of calls since the server began, added up. */
export const Measurements = z.object({
  sinceMs: z.number(),
  /** Messages that were added up, and numbers in them that cannot be true and were left out. */
  messages: z.int(),
  dropped: z.int(),
  joinMs: Histogram,
  firstFrameMs: Histogram,
  detectMs: Histogram,
  /** By what ended the silence; the counts are how often each did. */
  healMs: z.object({ none: Histogram, hurry: Histogram, fast: Histogram, full: Histogram }),
  /** Faults that ended, by the paths that the last step was allowed; and those in which somebody left. */
  levels: z.object({ all: z.int(), relay: z.int(), relayTcp: z.int() }),
  unhealed: z.int(),
  /** Looks at links, one every few seconds. */
  routes: z.object({ direct: z.int(), relay: z.int() }),
  qualities: z.object({ good: z.int(), fair: z.int(), poor: z.int(), lost: z.int() }),
});
export type Measurements = z.infer<typeof Measurements>;

/** `POST /api/admin/rooms/<code>/end` and `POST /api/admin/rooms/<code>/people/<id>/remove` answer 204. */
