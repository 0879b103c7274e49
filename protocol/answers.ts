/**
 * What the server says, by message: replies to requests, and notices. Apart from what browsers say (messages.ts), because
 * a browser reads only these by their schemas, and pages are light.
 */

import { z } from "zod/mini";
import { ChatEntry, ChatPage } from "./chat.ts";
import { KeptOut, ModerationNotice } from "./moderation.ts";
import { EndReason, IceConfiguration, JoinReply, RoomPreview, RoomState } from "./room.ts";
import { Signal } from "./signal.ts";

/** Raised with every change that an older browser could not follow; a mismatch answers `reload-required`. */
export const PROTOCOL_VERSION = 5;

/** Path of the socket on the server; the only path on which an upgrade is accepted. */
export const SOCKET_PATH = "/signal";

export const Nothing = z.strictObject({});

export const replies = {
  "room:look": RoomPreview,
  "room:join": JoinReply,
  "room:leave": Nothing,
  "self:set": Nothing,
  "name:set": Nothing,
  "signal:send": Nothing,
  "ice:refresh": IceConfiguration,
  "link:report": Nothing,
  "call:measure": Nothing,
  "chat:post": ChatEntry,
  "chat:read": ChatPage,
  "room:moderate": Nothing,
  "removals:read": z.object({ keptOut: z.array(KeptOut) }),
} as const satisfies Record<string, z.ZodMiniType>;

export const notices = {
  "room:preview": RoomPreview,
  "room:state": RoomState,
  "signal:receive": Signal,
  "chat:entry": ChatEntry,
  "host:acted": ModerationNotice,
  "lobby:answered": z.object({ admitted: z.boolean() }),
  /** What a host wrote to those who wait; null once it is taken away. */
  "lobby:message": z.object({ text: z.nullable(z.string()) }),
  "session:end": z.object({
    reason: EndReason,
    /** Whether somebody whom a host removed may come straight back. */
    mayReturn: z.optional(z.boolean()),
  }),
} as const satisfies Record<string, z.ZodMiniType>;
