/** Shapes of the HTTP API for people and embedders. The administrator's are in admin.ts. */

import { z } from "zod/mini";
import { HostKey } from "./ids.ts";
import { IceConfiguration } from "./room.ts";
import { RoomCode } from "./room-code.ts";

/** `POST /api/rooms`; an empty body means all defaults. */
export const CreateRoomRequest = z.strictObject({
  /** Everyone who joins must give an e-mail address. */
  requireEmail: z._default(z.boolean(), false),
  /** Everyone but the host waits until they are let in. */
  lobby: z._default(z.boolean(), false),
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
