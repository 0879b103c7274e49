/** Shapes of the HTTP API for people and embedders. The administrator's are in admin.ts. */

import { z } from "zod/mini";
import { HostKey } from "./ids.ts";
import { IceConfiguration } from "./room.ts";
import { RoomCode } from "./room-code.ts";
import { RoomPassword } from "./room-password.ts";

/** `POST /api/rooms`; an empty body means all defaults. */
export const CreateRoomRequest = z.strictObject({
  /** Everyone who joins must give an e-mail address. */
  requireEmail: z._default(z.boolean(), false),
  /** Everyone but the host waits until they are let in. */
  lobby: z._default(z.boolean(), false),
  /** What everyone but the host has to know. */
  password: z._default(z.nullable(RoomPassword), null),
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

/** `POST /api/check`; the body may also be empty. */
export const CheckRequest = z.strictObject({});

/** Answered with status 200: what a check of the connection tries. Its credentials end within minutes. */
export const CheckReply = z.object({ ice: IceConfiguration });
export type CheckReply = z.infer<typeof CheckReply>;
