/** A true server on a free port, with a real database in a folder of its own, and raw callers to attack it with. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { Writable } from "node:stream";
import { io, type Socket } from "socket.io-client";
import { PROTOCOL_VERSION, SOCKET_PATH } from "#protocol/answers.ts";
import type { Result } from "#protocol/failure.ts";
import type { CreateRoomReply } from "#protocol/http.ts";
import { SessionId } from "#protocol/ids.ts";
import type {
  ClientToServerEvents,
  Notice,
  NoticeName,
  RequestInput,
  RequestName,
  RequestReply,
  ServerToClientEvents,
} from "#protocol/messages.ts";
import { type AppParts, createApp } from "./app.ts";
import { parseConfig } from "./config.ts";
import { openDatabaseHere } from "./db/database-for-tests.ts";
import { createLog } from "./log.ts";
import { createMeasurements } from "./measurements/measurements.ts";
import { loadSecrets, randomId } from "./secrets.ts";

/** Wrong passwords of one address at one room, in tests. */
export const GUESSES_PER_ROOM = 10;

export type Caller = Socket<ServerToClientEvents, ClientToServerEvents>;
type Overrides = Partial<
  Pick<
    AppParts,
    | "render"
    | "routes"
    | "nowMs"
    | "iceFor"
    | "hasRelay"
    | "measurements"
    | "roomChangesPerMinutePerAddress"
  >
> & {
  rooms?: Partial<AppParts["rooms"]>;
  sockets?: Partial<AppParts["sockets"]>;
  gate?: Partial<AppParts["gate"]>;
  /** An existing folder: its database and keys are used, and it is left in place. */
  dataDir?: string;
};

export async function startApp(overrides: Overrides = {}) {
  const dataDir = overrides.dataDir ?? mkdtempSync(joinPath(tmpdir(), "rondo-app-"));
  const logLines: string[] = [];
  const log = createLog(
    "debug",
    new Writable({
      write(chunk, _encoding, done) {
        logLines.push(String(chunk));
        done();
      },
    }),
  );
  const database = await openDatabaseHere({ databaseUrl: null, dataDir, log });
  const app = createApp({
    database,
    secrets: loadSecrets(dataDir),
    render:
      overrides.render ??
      (async (request, response) => {
        response.end(`page ${request.url}`);
      }),
    routes: overrides.routes ?? (() => []),
    measurements: overrides.measurements ?? createMeasurements(Date.now()),
    iceFor: overrides.iceFor ?? (() => ({ servers: [], validForMs: null })),
    hasRelay: overrides.hasRelay ?? false,
    gate: {
      publicUrl: null,
      ownHosts: [],
      trustedProxies: [],
      maxSocketsPerAddress: 1_000,
      maxSockets: 5_000,
      roomsPerHourPerAddress: 1_000,
      lookupsPerMinutePerAddress: 1_000,
      ...overrides.gate,
    },
    rooms: {
      capacity: 8,
      comfortable: 6,
      seatGraceMs: 90_000,
      seatCloseGraceMs: 2_500,
      seatClaimMs: 10_000,
      chatMaxEntries: 5_000,
      removalBanMs: 600_000,
      lobbyMaxPeople: 50,
      lobbyDenialMs: 60_000,
      passwords: {
        guessesPerRoom: GUESSES_PER_ROOM,
        guessesPerAddress: 100,
        checksPerAddress: 150,
        windowMs: 300_000,
      },
      ...overrides.rooms,
    },
    roomChangesPerMinutePerAddress: overrides.roomChangesPerMinutePerAddress ?? 120,
    sockets: { ...parseConfig({}, []), ...overrides.sockets },
    tls: null,
    dev: false,
    nowMs: overrides.nowMs ?? Date.now,
    log,
  });
  const port = await app.listen(0, "127.0.0.1");
  const origin = `http://127.0.0.1:${port}`;
  const callers = new Set<Caller>();

  return {
    app,
    database,
    dataDir,
    port,
    origin,
    logLines,

    async createRoom(body: object = {}): Promise<CreateRoomReply> {
      const response = await fetch(`${origin}/api/rooms`, {
        method: "POST",
        body: JSON.stringify(body),
      });
      if (response.status !== 201) throw new Error(`room refused: ${response.status}`);
      // The tests of the endpoint itself check the shape.
      return (await response.json()) as CreateRoomReply;
    },

    /** A browser's cookie, as the first page sets it. */
    async newDevice(): Promise<string> {
      const response = await fetch(origin);
      return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    },

    async connect(options: { cookie?: string; protocol?: number } = {}): Promise<Caller> {
      const caller: Caller = io(origin, {
        path: SOCKET_PATH,
        transports: ["websocket"],
        forceNew: true,
        reconnection: false,
        auth: { protocol: options.protocol ?? PROTOCOL_VERSION },
        extraHeaders: options.cookie === undefined ? {} : { cookie: options.cookie, origin },
      });
      callers.add(caller);
      await new Promise<void>((resolve, reject) => {
        caller.once("connect", resolve);
        caller.once("connect_error", reject);
      });
      return caller;
    },

    /** Stops the server; `crash` leaves what it had in mind unsaid, as `kill -9` does. */
    async stop(how: { keepDataDir?: boolean } = {}): Promise<void> {
      for (const caller of callers) caller.disconnect();
      await app.close();
      await database.close();
      if (how.keepDataDir !== true) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type RunningApp = Awaited<ReturnType<typeof startApp>>;

export function newSession(): SessionId {
  return SessionId.parse(randomId());
}

/** Sends a request as the table knows it. */
export function ask<N extends RequestName>(
  caller: Caller,
  name: N,
  payload: RequestInput<N>,
): Promise<Result<RequestReply<N>>> {
  return askRaw(caller, name, payload) as Promise<Result<RequestReply<N>>>; // The reply schema's own test is in bind.
}

/** Sends anything at all. */
export function askRaw(caller: Caller, name: string, payload: unknown): Promise<Result<unknown>> {
  const raw = caller as unknown as {
    timeout(ms: number): { emitWithAck(name: string, payload: unknown): Promise<Result<unknown>> };
  };
  return raw.timeout(5_000).emitWithAck(name, payload);
}

/** Joins and insists on it. */
export async function join(
  caller: Caller,
  code: string,
  more: Partial<RequestInput<"room:join">> = {},
): Promise<RequestReply<"room:join">> {
  const result = await tryJoin(caller, code, more);
  if (!result.ok) throw new Error(`join refused: ${result.code} ${result.message}`);
  return result.value;
}

export function tryJoin(
  caller: Caller,
  code: string,
  more: Partial<RequestInput<"room:join">> = {},
) {
  return ask(caller, "room:join", {
    code,
    session: newSession(),
    name: "Ann",
    self: { microphone: true, camera: true },
    ...more,
  });
}

/** Resolves with the next notice of a kind that passes `test`. */
export function nextNotice<N extends NoticeName>(
  caller: Caller,
  name: N,
  test: (notice: Notice<N>) => boolean = () => true,
): Promise<Notice<N>> {
  const listen = caller as unknown as {
    on(name: string, listener: (notice: Notice<N>) => void): void;
    off(name: string, listener: (notice: Notice<N>) => void): void;
  };
  return new Promise((resolve) => {
    const listener = (notice: Notice<N>): void => {
      if (!test(notice)) return;
      listen.off(name, listener);
      resolve(notice);
    };
    listen.on(name, listener);
  });
}
