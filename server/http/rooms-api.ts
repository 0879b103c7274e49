/**
 * Rooms, without an account: `POST /api/rooms` makes one at once, and whoever has its host key reads, changes and deletes
 * it. The key is all that counts: there is nobody to sign in.
 */

import { randomBytes } from "node:crypto";
import { RateLimiterMemory } from "rate-limiter-flexible";
import type { z } from "zod/mini";
import { failure, type Result } from "#protocol/failure.ts";
import {
  ChangeRoomRequest,
  type CreateRoomReply,
  CreateRoomRequest,
  type OwnedRoom,
} from "#protocol/http.ts";
import { HostKey } from "#protocol/ids.ts";
import { parseRoomCode, type RoomCode, roomCodeFromBytes } from "#protocol/room-code.ts";
import { RoomCodeTakenError } from "../db/errors.ts";
import type { Log } from "../log.ts";
import type { PeopledRoom } from "../rooms/owned-rooms.ts";
import { unknown } from "../rooms/room-failures.ts";
import type { RoomRegistry } from "../rooms/room-registry.ts";
import { randomId } from "../secrets.ts";
import { addressBlock } from "./address-block.ts";
import type { Gate } from "./gate.ts";
import { takeOne } from "./rate-limit.ts";
import { type HttpRequest, type HttpResponse, type Route, refusal } from "./route.ts";

const HOST_KEY_BYTES = 24;

export function createRoomsApi(parts: {
  rooms: RoomRegistry;
  /** Milliseconds to wait when the address made too many rooms, else null. */
  takeRoomCreation: (address: string, cookieHeader: string | undefined) => Promise<number | null>;
  /** Against guessing: a wrong key counts like an unknown code. */
  gate: Pick<Gate, "mayLookUp" | "countUnknownCode" | "delayGuess" | "deviceHash">;
  /** Everybody in a room hears of each change, so that even with its key there can be too many. */
  changesPerMinutePerAddress: number;
  /** Each is hashed slowly, and whoever opens a room could have the server do nothing else. */
  passwordsPerMinutePerAddress: number;
  log: Log;
}): readonly Route[] {
  const { rooms, gate } = parts;
  const changes = new RateLimiterMemory({
    points: parts.changesPerMinutePerAddress,
    duration: 60,
  });
  const passwords = new RateLimiterMemory({
    points: parts.passwordsPerMinutePerAddress,
    duration: 60,
  });

  /** What all of a room's own endpoints do: find out whose room it is, and answer everybody else as if there was none. */
  async function asOwner<T>(
    request: HttpRequest,
    { code: inPath = "" }: Readonly<Record<string, string>>,
    act: (code: RoomCode, hostKey: HostKey) => Promise<Result<T>>,
    answer: (value: T) => HttpResponse,
  ): Promise<HttpResponse> {
    if (!gate.mayLookUp(request.address))
      return tooMany("too many unknown codes", LOOKUP_WINDOW_MS);
    const code = parseRoomCode(inPath);
    const hostKey = bearer(request);
    const result = code === null || hostKey === null ? unknown : await act(code, hostKey);
    if (result.ok) return answer(result.value);
    if (result.code !== "room-unknown") return refusal(503, result);
    gate.countUnknownCode(request.address);
    await gate.delayGuess(gate.deviceHash(request.headers.cookie));
    return refusal(404, result);
  }

  /** Null, or how an address that changes too much is refused. */
  async function refuseChange(
    request: HttpRequest,
    { password }: ChangeRoomRequest = {},
  ): Promise<HttpResponse | null> {
    const from = addressBlock(request.address);
    const retryAfterMs = await takeOne(changes, from);
    if (retryAfterMs !== null) return tooMany("too many changes", retryAfterMs);
    if (password === undefined) return null;
    const passwordAfterMs = await takeOne(passwords, from);
    return passwordAfterMs === null ? null : tooMany("too many passwords", passwordAfterMs);
  }

  return [
    {
      method: "GET",
      path: "/api/rooms/:code",
      handle: (request, params) =>
        asOwner(request, params, rooms.lookAsOwner, (room) => shown(request, room)),
    },
    {
      method: "PATCH",
      path: "/api/rooms/:code",
      async handle(request, params) {
        const body = ChangeRoomRequest.safeParse(await request.json());
        if (!body.success) return refusal(400, failure("invalid", whatIsWrong(body.error)));
        return (
          (await refuseChange(request, body.data)) ??
          (await asOwner(
            request,
            params,
            (code, hostKey) => rooms.changeRoom(code, hostKey, body.data),
            (room) => shown(request, room),
          ))
        );
      },
    },
    {
      method: "DELETE",
      path: "/api/rooms/:code",
      handle: async (request, params) =>
        (await refuseChange(request)) ??
        (await asOwner(request, params, rooms.deleteRoom, () => ({ status: 204 }))),
    },
    {
      method: "POST",
      path: "/api/rooms",
      async handle(request) {
        const body = CreateRoomRequest.safeParse((await request.json()) ?? {});
        if (!body.success) {
          return refusal(400, failure("invalid", whatIsWrong(body.error)));
        }
        const retryAfterMs = await parts.takeRoomCreation(request.address, request.headers.cookie);
        if (retryAfterMs !== null) {
          return tooMany("too many new meetings from this address", retryAfterMs);
        }
        const hostKey = HostKey.parse(randomId(HOST_KEY_BYTES));
        try {
          const room = await createWithFreshCode(rooms, { ...body.data, hostKey });
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
  options: Omit<Parameters<RoomRegistry["create"]>[0], "code">,
): ReturnType<RoomRegistry["create"]> {
  try {
    return await rooms.create({ code: roomCodeFromBytes(randomBytes(12)), ...options });
  } catch (error) {
    if (!(error instanceof RoomCodeTakenError)) throw error;
    // Two equal codes of 60 random bits are a wonder; three are a broken random source, and an error.
    return await rooms.create({ code: roomCodeFromBytes(randomBytes(12)), ...options });
  }
}

const LOOKUP_WINDOW_MS = 60_000;

/** The host key that a request shows; null for none, and for what cannot be one. */
function bearer({ headers }: HttpRequest): HostKey | null {
  const key = HostKey.safeParse(/^Bearer (\S+)$/i.exec(headers.authorization ?? "")?.[1]);
  return key.success ? key.data : null;
}

function shown({ baseUrl }: HttpRequest, { record, people }: PeopledRoom): HttpResponse {
  const { code, title, schedule, requireEmail, lobby, settings, createdAtMs } = record;
  const url = `${baseUrl}/r/${code}`;
  const place = { code, url, title, schedule, requireEmail, lobby };
  const password = record.passwordHash !== null;
  const room: OwnedRoom = { ...place, ...settings, password, createdAtMs, people };
  return { status: 200, json: room };
}

function tooMany(message: string, retryAfterMs: number): HttpResponse {
  return refusal(429, failure("rate-limited", message, { retryAfterMs }));
}

/** For developers; people choose from what the pages offer. */
function whatIsWrong({ issues: [issue] }: z.core.$ZodError): string {
  return `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`.slice(0, 200);
}
