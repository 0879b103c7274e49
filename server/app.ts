/** The application without its environment: what `main.ts` runs and what tests start, on any port, with any parts. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { SOCKET_PATH } from "#protocol/answers.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import type { IceConfiguration } from "#protocol/room.ts";
import type { Database } from "./db/database.ts";
import { createApi } from "./http/api.ts";
import { createGate, type GateOptions } from "./http/gate.ts";
import { createPages, type PageRenderer } from "./http/pages.ts";
import { createRoomsApi } from "./http/rooms-api.ts";
import type { Route } from "./http/route.ts";
import { commonHeaders } from "./http/security-headers.ts";
import type { Log } from "./log.ts";
import type { MeasurementSums } from "./measurements/measurements.ts";
import type { RoomLimits } from "./rooms/room-limits.ts";
import { createRoomRegistry, type RoomRegistry } from "./rooms/room-registry.ts";
import { createMemoryRoomStore } from "./rooms/room-store.ts";
import type { loadSecrets } from "./secrets.ts";
import { bindSockets, type SocketLimits } from "./socket/bind.ts";
import { createResumeTokens } from "./socket/resume-token.ts";

const SWEEP_INTERVAL_MS = 250;
const READY_TIMEOUT_MS = 2_000;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_URL_LENGTH = 2_048;

export interface AppParts {
  readonly database: Database;
  readonly secrets: ReturnType<typeof loadSecrets>;
  readonly render: PageRenderer;
  /** Endpoints besides those of rooms; gets the registry, which the administrator's need. */
  readonly routes: (rooms: RoomRegistry) => readonly Route[];
  readonly iceFor: (participant: ParticipantId) => IceConfiguration;
  /** Whether `iceFor` names a relay: visitors are told so before they join. */
  readonly hasRelay: boolean;
  /** Where what browsers tell of calls is added up. */
  readonly measurements: Pick<MeasurementSums, "add">;
  readonly gate: Omit<GateOptions, "port" | "seal" | "https">;
  /** Changes of rooms by their owners. */
  readonly roomChangesPerMinutePerAddress: number;
  readonly rooms: RoomLimits;
  readonly sockets: SocketLimits;
  /** Key and certificate to serve https; null for http. */
  readonly tls: { readonly key: string; readonly cert: string } | null;
  /** Takes upgrades that are not ours (the development server's refresh); absent in production. */
  readonly otherUpgrades?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly dev: boolean;
  readonly nowMs: () => number;
  readonly log: Log;
}

export interface App {
  readonly rooms: RoomRegistry;
  /** Restores the calls that a crash left, then listens; resolves with the port. Rejects when the port is taken. */
  listen(port: number, host: string): Promise<number>;
  /** Refuses what is new, tells sockets, waits for the journal. The database stays open. */
  close(): Promise<void>;
}

export function createApp(parts: AppParts): App {
  const { database, log, nowMs } = parts;
  const server: Server =
    parts.tls === null
      ? createServer()
      : createTlsServer({ key: parts.tls.key, cert: parts.tls.cert });
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;

  const gate = createGate({
    ...parts.gate,
    https: parts.tls !== null,
    port: () => (server.address() as AddressInfo | null)?.port ?? 0, // A TCP server's address is never a string.
    seal: parts.secrets.seal("device"),
  });
  const rooms = createRoomRegistry({
    store: createMemoryRoomStore(),
    database,
    limits: parts.rooms,
    nowMs,
    log,
  });
  const api = createApi({
    routes: [
      ...createRoomsApi({
        rooms,
        takeRoomCreation: gate.takeRoomCreation,
        gate,
        changesPerMinutePerAddress: parts.roomChangesPerMinutePerAddress,
        passwordsPerMinutePerAddress: parts.sockets.passwordChangesPerMinute,
        log,
      }),
      ...parts.routes(rooms),
    ],
    gate,
    log,
  });
  const pages = createPages({
    gate,
    render: parts.render,
    roomExists: rooms.exists,
    dev: parts.dev,
  });
  let stopping = false;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const https = gate.isHttps(request);
    for (const [name, value] of Object.entries(commonHeaders({ https })))
      response.setHeader(name, value);
    const target = readTarget(request.url ?? "");
    if (typeof target === "number") return end(response, target);
    const { path, query } = target;
    if (path === "/healthz") return end(response, 200, "ok");
    if (path === "/readyz")
      return end(response, (await isReady()) ? 200 : 503, stopping ? "stopping" : undefined);
    if (path === SOCKET_PATH) return end(response, 400, "WebSocket only");
    if (path.startsWith("/api/")) return await api(request, response, path, query);
    // Pages are only ever read. This also turns Server Actions away, which Rondo has none of.
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("allow", "GET, HEAD");
      return end(response, 405);
    }
    await pages(request, response, path);
  }

  async function isReady(): Promise<boolean> {
    if (stopping) return false;
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error("the database did not answer in time")),
        READY_TIMEOUT_MS,
      );
    });
    try {
      await Promise.race([database.ping(), tooLate]);
      return true;
    } catch (error) {
      log.warn({ error }, "not ready");
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch((error: unknown) => {
      log.error({ error }, "a request failed");
      if (!response.headersSent) end(response, 500, "Something went wrong. Try again in a moment.");
      else response.destroy();
    });
  });

  const sockets = bindSockets({
    rooms,
    resumeTokens: createResumeTokens(parts.secrets.seal("resume"), nowMs),
    iceFor: parts.iceFor,
    hasRelay: parts.hasRelay,
    measurements: parts.measurements,
    gate,
    limits: parts.sockets,
    nowMs,
    log,
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A peer that goes away in the middle must not end the process.
    socket.on("error", () => socket.destroy());
    if (socket.destroyed) return;
    if (request.url?.startsWith(`${SOCKET_PATH}/?`) === true) {
      const refused = gate.admitSocket(request);
      if (refused === null) sockets.upgrade(request, socket, head);
      else refuseUpgrade(socket, "403 Forbidden", refused);
    } else if (parts.otherUpgrades !== undefined) {
      parts.otherUpgrades(request, socket, head);
    } else {
      refuseUpgrade(socket, "404 Not Found", "nothing to upgrade here");
    }
  });

  let sweeper: NodeJS.Timeout | undefined;

  return {
    rooms,
    async listen(port, host) {
      await rooms.restore();
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => {
          server.off("error", reject);
          resolve();
        });
      });
      sweeper = setInterval(rooms.sweep, SWEEP_INTERVAL_MS);
      return (server.address() as AddressInfo).port; // As above.
    },
    async close() {
      stopping = true;
      clearInterval(sweeper);
      await sockets.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Splits and decodes a request target in origin form (RFC 9112 §3.2.1), or says with which status to refuse it. */
function readTarget(url: string): { path: string; query: URLSearchParams } | number {
  if (url.length > MAX_URL_LENGTH) return 414;
  // Neither absolute-form (a proxy's way) nor `//host` may choose where anything goes.
  if (!url.startsWith("/") || url.startsWith("//")) return 400;
  const [rawPath = "", ...rest] = url.split("?");
  try {
    const decoded = decodeURIComponent(rawPath);
    if (decoded.includes("\0")) return 400;
    const path = decoded.length > 1 ? decoded.replace(/\/+$/, "") : decoded;
    return { path: path === "" ? "/" : path, query: new URLSearchParams(rest.join("?")) };
  } catch {
    return 400;
  }
}

function refuseUpgrade(socket: Duplex, status: string, reason: string): void {
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(reason)}\r\nConnection: close\r\n\r\n${reason}`,
  );
}

function end(response: ServerResponse, status: number, text = ""): void {
  response.statusCode = status;
  response.setHeader("cache-control", "no-store");
  response.setHeader("content-type", "text/plain; charset=utf-8");
  response.end(text);
}
