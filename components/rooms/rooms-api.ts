/**
 * Asks the server about the rooms that this browser opened, with the host key of each. Comes with the list of them, and
 * not with a page: the schemas would weigh as much as the rest of the home page.
 */

import { z } from "zod/mini";
import type { ChatKeeping } from "#protocol/chat-keeping.ts";
import { Failure } from "#protocol/failure.ts";
import { type ChangeRoomRequest, CreateRoomReply, OwnedRoom } from "#protocol/http.ts";
import type { GuestPermissions } from "#protocol/moderation.ts";
import type { RoomPassword } from "#protocol/room-password.ts";
import type { Schedule } from "#protocol/schedule.ts";

export type RoomAnswer<T> = { readonly ok: true; readonly value: T } | RoomRefusal;

/** `gone`: there is no such room any more, or it has another key. */
export type RoomRefusal =
  | { readonly ok: false; readonly why: "gone" | "unreachable" | "failed" }
  | { readonly ok: false; readonly why: "rate-limited"; readonly seconds: number };

/** A room and the right to it. */
export interface RoomKey {
  readonly code: string;
  readonly hostKey: string;
}

/** What its owner decides about a room. */
export interface RoomPlan {
  readonly title: string | null;
  readonly schedule: Schedule | null;
  readonly requireEmail: boolean;
  readonly lobby: boolean;
  readonly hostFirst: boolean;
  readonly keepChat: ChatKeeping;
  readonly startsMuted: boolean;
  readonly guestsMay: GuestPermissions;
  /** One to be set, null to take it away; missing, it stays. */
  readonly password?: RoomPassword | null;
}

/** A server that says nothing for this long is taken for unreachable. */
const TIMEOUT_MS = 8_000;

export function createRoom(plan: RoomPlan): Promise<RoomAnswer<CreateRoomReply>> {
  return ask("POST", "/api/rooms", CreateRoomReply, { body: plan });
}

export function readRoom(key: RoomKey): Promise<RoomAnswer<OwnedRoom>> {
  return ask("GET", `/api/rooms/${key.code}`, OwnedRoom, { key });
}

export function changeRoom(
  key: RoomKey,
  change: ChangeRoomRequest,
): Promise<RoomAnswer<OwnedRoom>> {
  return ask("PATCH", `/api/rooms/${key.code}`, OwnedRoom, { key, body: change });
}

export function deleteRoom(key: RoomKey): Promise<RoomAnswer<null>> {
  return ask("DELETE", `/api/rooms/${key.code}`, Nothing, { key });
}

/** An answer without a body. */
const Nothing = z.null();

async function ask<T>(
  method: "GET" | "POST" | "PATCH" | "DELETE",
  path: string,
  schema: z.ZodMiniType<T>,
  { key, body }: { readonly key?: RoomKey; readonly body?: object },
): Promise<RoomAnswer<T>> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        ...(key !== undefined && { authorization: `Bearer ${key.hostKey}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  } catch {
    // For the network and the time limit alike.
    return { ok: false, why: "unreachable" };
  }
  if (response.status === 404) {
    // Of the server, that is: a proxy says it too while nothing is behind it.
    const said = Failure.safeParse(await response.json().catch(() => null));
    const isGone = said.success && said.data.code === "room-unknown";
    return { ok: false, why: isGone ? "gone" : "failed" };
  }
  if (response.status === 429) {
    const seconds = Number(response.headers.get("retry-after"));
    return { ok: false, why: "rate-limited", seconds: Math.max(1, Math.ceil(seconds) || 60) };
  }
  const answer: unknown =
    response.status === 204 ? null : await response.json().catch(() => undefined);
  const parsed = schema.safeParse(answer);
  if (!response.ok || !parsed.success) return { ok: false, why: "failed" };
  return { ok: true, value: parsed.data };
}
