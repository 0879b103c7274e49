/**
 * THE table of messages. Everything else is derived from it: the socket.io event maps of both sides, the validation in
 * `server/socket/bind.ts`, the typed `request()` of `call/signaling.ts`, and the check that docs/protocol.md names each.
 *
 * Requests go from browser to server and are acknowledged with a `Result`; notices go from server to browser and are
 * not. Names are `noun:verb`.
 */

import { z } from "zod/mini";
import { Nothing, type notices, replies } from "./answers.ts";
import { ChatPost, ChatRead } from "./chat.ts";
import type { Result } from "./failure.ts";
import { LinkReport } from "./link.ts";
import { Measurement } from "./measurement.ts";
import { Moderation } from "./moderation-request.ts";
import { JoinRequest, LookRequest, NameRequest, SelfPatch } from "./room-request.ts";
import { SendSignal } from "./signal.ts";

export const requests = {
  /** See a room from outside and be told of changes (`room:preview`) until joining or looking elsewhere. */
  "room:look": { payload: LookRequest, reply: replies["room:look"] },
  /** Take a seat, or take it again. */
  "room:join": { payload: JoinRequest, reply: replies["room:join"] },
  /** Give the seat up. */
  "room:leave": { payload: Nothing, reply: replies["room:leave"] },
  /** Change what a participant decides about itself. */
  "self:set": { payload: SelfPatch, reply: replies["self:set"] },
  /** Be called something else from now on. */
  "name:set": { payload: NameRequest, reply: replies["name:set"] },
  /** Relay a description or candidate to one participant of the same room. */
  "signal:send": { payload: SendSignal, reply: replies["signal:send"] },
  /** Fresh TURN credentials before the old ones end. */
  "ice:refresh": { payload: Nothing, reply: replies["ice:refresh"] },
  /** Say which links are up and how they are routed. */
  "link:report": { payload: LinkReport, reply: replies["link:report"] },
  /** Say how the call went, without saying whose: for the operator's sums. */
  "call:measure": { payload: Measurement, reply: replies["call:measure"] },
  /** Write, react or delete in the room's chat, once however often it is sent. */
  "chat:post": { payload: ChatPost, reply: replies["chat:post"] },
  /** Read what was written: on entering, and after an absence. */
  "chat:read": { payload: ChatRead, reply: replies["chat:read"] },
  /** Act on others, as a host or co-host. */
  "room:moderate": { payload: Moderation, reply: replies["room:moderate"] },
  /** Read who was removed and may not come again yet. */
  "removals:read": { payload: Nothing, reply: replies["removals:read"] },
} as const satisfies Record<string, { payload: z.ZodMiniType; reply: z.ZodMiniType }>;

export type RequestName = keyof typeof requests;
/** What a caller may pass: before defaults, transforms and brands are applied. */
export type RequestInput<N extends RequestName> = z.input<(typeof requests)[N]["payload"]>;
/** What a handler receives: validated. */
export type RequestPayload<N extends RequestName> = z.output<(typeof requests)[N]["payload"]>;
export type RequestReply<N extends RequestName> = z.output<(typeof requests)[N]["reply"]>;

export type NoticeName = keyof typeof notices;
export type Notice<N extends NoticeName> = z.output<(typeof notices)[N]>;

/** For socket.io's generics, on both sides. */
export type ClientToServerEvents = {
  [N in RequestName]: (
    payload: RequestInput<N>,
    acknowledge: (result: Result<RequestReply<N>>) => void,
  ) => void;
};
export type ServerToClientEvents = { [N in NoticeName]: (notice: Notice<N>) => void };

/** Sent by the browser with the connection itself (socket.io's `auth`). */
export const Handshake = z.object({ protocol: z.int() });
