/** `POST /api/rooms`: a meeting, at once, without an account. */

import { randomBytes } from "node:crypto";
import { failure } from "#protocol/failure.ts";
import { type CreateRoomReply, CreateRoomRequest } from "#protocol/http.ts";
import { HostKey } from "#protocol/ids.ts";
import { roomCodeFromBytes } from "#protocol/room-code.ts";
import { RoomCodeTakenError } from "../db/errors.ts";
import type { Log } from "../log.ts";
import type { RoomRegistry } from "../rooms/room-registry.ts";
import { randomId } from "../secrets.ts";
import { type Route, refusal } from "./route.ts";

const HOST_KEY_BYTES = 24;

export function createRoomsApi(parts: {
  rooms: RoomRegistry;
  /** Milliseconds to wait when the address made too many rooms, else null. */
  takeRoomCreation: (address: string, cookieHeader: string | undefined) => Promise<number | null>;
  log: Log;
}): readonly Route[] {
  return [
    {
      method: "POST",
      path: "/api/rooms",
      async handle(request) {
        const body = CreateRoomRequest.safeParse((await request.json()) ?? {});
        if (!body.success) {
          return refusal(
            400,
            failure(
              "invalid",
              'expected {} or { "requireEmail": boolean, "lobby": boolean, "password": string }',
            ),
          );
        }
        const retryAfterMs = await parts.takeRoomCreation(request.address, request.headers.cookie);
        if (retryAfterMs !== null) {
          return refusal(
            429,
            failure("rate-limited", "too many new meetings from this address", { retryAfterMs }),
          );
        }
        const hostKey = HostKey.parse(randomId(HOST_KEY_BYTES));
        try {
          const room = await createWithFreshCode(parts.rooms, { ...body.data, hostKey });
          const reply: CreateRoomReply = {
            code: room.code,
            url: `${request.baseUrl}/r/${room.code}`,
            hostKey,
          };
          return { status: 201, json: reply, headers: { location: `/r/${room.code}` } };
        } catch (error) {
          parts.log.error({ error }, "a room could not be stored");
          return refusal(
            503,
            failure("unavailable", "the meeting could not be stored", { retryAfterMs: 2_000 }),
          );
        }
      },
    },
  ];
}

async function createWithFreshCode(
  rooms: RoomRegistry,
  options: CreateRoomRequest & { hostKey: HostKey },
): ReturnType<RoomRegistry["create"]> {
  try {
    return await rooms.create({ code: roomCodeFromBytes(randomBytes(12)), ...options });
  } catch (error) {
    if (!(error instanceof RoomCodeTakenError)) throw error;
    // Two equal codes of 60 random bits are a wonder; three are a broken random source, and an error.
    return await rooms.create({ code: roomCodeFromBytes(randomBytes(12)), ...options });
  }
}
