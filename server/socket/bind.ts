/**
 * Binds the table of messages to sockets: the only place that validates, limits, acknowledges and addresses. Nothing
 * reaches a handler unvalidated, and nothing but a `Result` leaves.
 */

import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { Server as Engine } from "engine.io";
import { Server, type Socket } from "socket.io";
import { z } from "zod/mini";
import { PROTOCOL_VERSION } from "#protocol/answers.ts";
import { failure, type Result } from "#protocol/failure.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import {
  type ClientToServerEvents,
  Handshake,
  type RequestName,
  requests,
  type ServerToClientEvents,
} from "#protocol/messages.ts";
import type { IceConfiguration } from "#protocol/room.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { Gate } from "../http/gate.ts";
import { browserFamily } from "../http/user-agent.ts";
import type { Log } from "../log.ts";
import type { Room } from "../rooms/room.ts";
import type { RoomRegistry } from "../rooms/room-registry.ts";
import { toRoomPreview, toRoomState } from "../rooms/room-views.ts";
import { createAnnouncer } from "./announcer.ts";
import type { Caller, Handler, HandlerContext, Holding } from "./handler.ts";
import { handlers } from "./handlers.ts";
import type { ResumeTokens } from "./resume-token.ts";
import { createTokenBucket, type TokenBucket } from "./token-bucket.ts";

// zod's mini build has no words of its own for what does not fit. Refusals say it to developers; browsers do not read it.
z.config(z.locales.en());

interface SocketState {
  caller: Caller;
  holding: Holding | null;
  /** In whose lobby it is. */
  waiting: RoomCode | null;
  watching: RoomCode | null;
}

type RondoServer = Server<
  ClientToServerEvents,
  ServerToClientEvents,
  Record<string, never>,
  SocketState
>;
type EngineRequest = Parameters<InstanceType<typeof Engine>["handleUpgrade"]>[0];
type RondoSocket = Socket<
  ClientToServerEvents,
  ServerToClientEvents,
  Record<string, never>,
  SocketState
>;

export interface SocketLimits {
  readonly messagesPerSecond: number;
  readonly messageBurst: number;
  /** After so many refused messages a socket is not confused but hostile. */
  readonly maxRefusedMessages: number;
  /** A reader this far behind is closed; it comes back and gets the whole state. */
  readonly maxUnreadBytes: number;
  /** Of one pair. */
  readonly descriptionsPerSecond: number;
  readonly descriptionBurst: number;
  readonly candidatesPerSecond: number;
  readonly candidateBurst: number;
  /** Of one socket, as the following. */
  readonly chatMessagesPerSecond: number;
  readonly chatMessageBurst: number;
  readonly passwordChangesPerMinute: number;
  readonly passwordChangeBurst: number;
  readonly maxMessageBytes: number;
}

/** The other end is gone when it neither answers nor closes for the sum of both. */
const PING_INTERVAL_MS = 5_000;
const PING_TIMEOUT_MS = 5_000;
const BUFFER_CHECK_MS = 1_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** When many come to a room at once, everyone hearing of each costs its square. Nobody sees the difference. */
const ANNOUNCE_EVERY_MS = 20;

const stateOf = (code: RoomCode): string => `room:${code}`;
const previewOf = (code: RoomCode): string => `preview:${code}`;
const holderOf = (participant: ParticipantId): string => `seat:${participant}`;

export interface SocketLayer {
  readonly io: RondoServer;
  /** Takes an upgrade to the socket path that the HTTP layer let through. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes every socket and stops the timers. */
  close(): Promise<void>;
}

export function bindSockets(parts: {
  rooms: RoomRegistry;
  resumeTokens: ResumeTokens;
  iceFor: (participant: ParticipantId) => IceConfiguration;
  /** Whether `iceFor` names a relay. */
  hasRelay: boolean;
  measurements: HandlerContext["measurements"];
  gate: Gate;
  limits: SocketLimits;
  nowMs: () => number;
  log: Log;
}): SocketLayer {
  const { rooms, resumeTokens, gate, limits, nowMs, log } = parts;

  // The engine is not attached to the HTTP server: upgrades come from the HTTP layer, after its checks, and requests
  // (long polling) never do.
  const engine = new Engine({
    // Long polling would need sticky sessions and doubles the surface; every browser with WebRTC has WebSocket.
    transports: ["websocket"],
    perMessageDeflate: false,
    maxHttpBufferSize: limits.maxMessageBytes,
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
  });
  const io: RondoServer = new Server({ connectTimeout: CONNECT_TIMEOUT_MS });
  io.bind(engine);

  engine.on("connection", (connection: { request: IncomingMessage }) => {
    gate.socketOpened(connection.request);
  });

  io.use((socket, next) => {
    const handshake = Handshake.safeParse(socket.handshake.auth);
    if (handshake.success && handshake.data.protocol === PROTOCOL_VERSION) next();
    else next(new Error("reload-required"));
  });

  io.on("connection", (socket: RondoSocket) => {
    const { request } = socket;
    socket.data.caller = {
      connection: socket.id,
      deviceHash: gate.deviceHash(request.headers.cookie),
      browser: browserFamily(request.headers["user-agent"]),
      address: gate.address(request),
    };
    socket.data.holding = null;
    socket.data.waiting = null;
    socket.data.watching = null;
    serve(socket);
  });

  const rates = {
    descriptions: { perSecond: limits.descriptionsPerSecond, burst: limits.descriptionBurst },
    candidates: { perSecond: limits.candidatesPerSecond, burst: limits.candidateBurst },
    chat: { perSecond: limits.chatMessagesPerSecond, burst: limits.chatMessageBurst },
    passwords: {
      perSecond: limits.passwordChangesPerMinute / 60,
      burst: limits.passwordChangeBurst,
    },
  };

  const announcer = createAnnouncer<RoomCode, Room>((code, room) => {
    // socket.io encodes before it looks whether anybody listens.
    const { rooms: heard } = io.of("/").adapter;
    if (heard.has(stateOf(code))) io.to(stateOf(code)).emit("room:state", toRoomState(room));
    if (heard.has(previewOf(code)))
      io.to(previewOf(code)).emit("room:preview", {
        ...toRoomPreview(room),
        relay: parts.hasRelay,
      });
  }, ANNOUNCE_EVERY_MS);

  rooms.listen({
    changed: (room) => announcer.announce(room.record.code, room),
    displaced(participant) {
      io.to(holderOf(participant)).emit("session:end", { reason: "taken-over" });
      letGo(participant);
    },
    dismissed(connection, reason) {
      io.to(connection).emit("session:end", { reason });
    },
    answered(connection, admitted) {
      io.to(connection).emit("lobby:answered", { admitted });
    },
    acted(participant, notice) {
      io.to(holderOf(participant)).emit("host:acted", notice);
    },
    wroteToWaiting(connection, text) {
      io.to(connection).emit("lobby:message", { text });
    },
    posted(code, entry) {
      io.to(stateOf(code)).emit("chat:entry", entry);
    },
    sentOut(participant) {
      const end = { reason: "removed-by-host", mayReturn: true } as const;
      io.to(holderOf(participant)).emit("session:end", end);
      letGo(participant);
    },
    ended(_code, participants, reason) {
      for (const participant of participants) {
        io.to(holderOf(participant)).emit("session:end", { reason });
        letGo(participant);
      }
    },
  });

  /** Every socket that holds this seat holds nothing from now on. */
  function letGo(participant: ParticipantId): void {
    for (const id of [...(io.of("/").adapter.rooms.get(holderOf(participant)) ?? [])]) {
      const socket = io.of("/").sockets.get(id);
      if (socket !== undefined) release(socket);
    }
  }

  function release(socket: RondoSocket): void {
    const { holding } = socket.data;
    if (holding === null) return;
    socket.data.holding = null;
    void socket.leave(stateOf(holding.code));
    void socket.leave(holderOf(holding.participant));
  }

  function watch(socket: RondoSocket, code: RoomCode | null): void {
    if (socket.data.watching !== null) void socket.leave(previewOf(socket.data.watching));
    socket.data.watching = code;
    if (code !== null) void socket.join(previewOf(code));
  }

  function contextOf(socket: RondoSocket): HandlerContext {
    const buckets = new Map<string, TokenBucket>();
    const { caller } = socket.data;
    let entering = false;
    return {
      caller,
      rooms,
      measurements: parts.measurements,
      rates,
      nowMs,
      holding: () => socket.data.holding,
      hold(holding) {
        // Whoever held the seat before (a half-open socket of the same session, say) lets go of it.
        letGo(holding.participant);
        watch(socket, null);
        // What it waited for elsewhere is over.
        if (socket.data.waiting !== null) rooms.stopWaiting(socket.data.waiting, socket.id);
        socket.data.waiting = null;
        socket.data.holding = holding;
        void socket.join([stateOf(holding.code), holderOf(holding.participant)]);
      },
      release: () => release(socket),
      wait(code) {
        const { waiting } = socket.data;
        if (waiting !== null && waiting !== code) rooms.stopWaiting(waiting, socket.id);
        socket.data.waiting = code;
      },
      async enterOnce(enter) {
        if (entering) return failure("forbidden", "this socket is joining already");
        entering = true;
        try {
          return await enter();
        } finally {
          entering = false;
        }
      },
      isConnected: () => socket.connected,
      watch: (code) => watch(socket, code),
      notify: (to, name, notice) => {
        // The mapped type makes the pair right; TypeScript cannot see it through the generic name.
        const send = io.to(holderOf(to)) as { emit(name: string, notice: unknown): void };
        send.emit(name, notice);
      },
      bucket(name, limit) {
        const known = buckets.get(name);
        if (known !== undefined) return known;
        // Peers come and go in a long call; start over rather than grow.
        if (buckets.size >= 64) buckets.clear();
        const bucket = createTokenBucket(limit);
        buckets.set(name, bucket);
        return bucket;
      },
      mayLookUp: () => gate.mayLookUp(caller.address),
      async countUnknownCode() {
        gate.countUnknownCode(caller.address);
        await gate.delayGuess(caller.deviceHash);
      },
      iceFor: parts.iceFor,
      hasRelay: parts.hasRelay,
      resume: {
        issue: (seat) => resumeTokens.issue({ ...seat, deviceHash: caller.deviceHash }),
        read: (token, code) => resumeTokens.read(token, { code, deviceHash: caller.deviceHash }),
      },
    };
  }

  function serve(socket: RondoSocket): void {
    const context = contextOf(socket);
    const general = createTokenBucket({
      perSecond: limits.messagesPerSecond,
      burst: limits.messageBurst,
    });
    let refusals = 0;

    // Without a listener a packet named "error" would end the process (EventEmitter's rule).
    socket.on("error", (error) => log.warn({ error }, "a socket failed"));

    socket.use((packet, next) => {
      const [name, , acknowledge] = packet;
      if (!general.take(nowMs())) {
        refusals += 1;
        if (refusals > limits.maxRefusedMessages) {
          log.warn({ event: "flood" }, "a socket that floods is closed");
          socket.disconnect(true);
          return;
        }
        if (typeof acknowledge === "function") {
          const retryAfterMs = general.waitMs(nowMs());
          acknowledge(failure("rate-limited", "too many messages", { retryAfterMs }));
        }
        return;
      }
      if (!Object.hasOwn(requests, name)) {
        if (typeof acknowledge === "function") acknowledge(failure("invalid", "unknown message"));
        return;
      }
      next();
    });

    for (const name of Object.keys(requests)) bindRequest(socket, context, name as RequestName); // Keys of the table itself.

    socket.on("disconnect", (reason) => {
      // One connection is one socket: whoever says goodbye and connects again over the same one would start with full
      // buckets.
      socket.conn.close();
      const { holding, waiting } = socket.data;
      if (waiting !== null) rooms.stopWaiting(waiting, socket.id);
      if (holding === null) return;
      const closed = reason === "client namespace disconnect";
      rooms.disconnected(holding.code, holding.participant, socket.id, closed);
    });
  }

  function bindRequest<N extends RequestName>(
    socket: RondoSocket,
    context: HandlerContext,
    name: N,
  ): void {
    const { payload: schema } = requests[name];
    // The table and `satisfies Handlers` pair each name with its own handler; the index loses that pairing.
    const handle = handlers[name] as unknown as Handler<N>;
    const listen = socket as unknown as {
      on(name: string, listener: (payload: unknown, acknowledge: unknown) => void): void;
    };
    listen.on(name, (payload, acknowledge) => {
      // Every request is acknowledged; what cannot be answered is not worth doing.
      if (typeof acknowledge !== "function") return;
      const parsed = schema.safeParse(payload);
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        acknowledge(
          failure(
            "invalid",
            `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`.slice(0, 200),
          ),
        );
        return;
      }
      const fail = (error: unknown): Result<never> => {
        log.error({ error, event: name }, "a handler failed");
        return failure("unavailable", "the server could not do this");
      };
      try {
        // `parsed.data` is the output of this very schema.
        const result = handle(context, parsed.data as Parameters<Handler<N>>[1]);
        if (result instanceof Promise) result.catch(fail).then((late) => acknowledge(late), fail);
        else acknowledge(result);
      } catch (error) {
        acknowledge(fail(error));
      }
    });
  }

  const bufferCheck = setInterval(() => {
    for (const socket of io.of("/").sockets.values()) {
      if (bufferedBytes(socket) > limits.maxUnreadBytes) {
        log.warn({ event: "slow-reader" }, "a socket that does not read is closed");
        socket.conn.close(true);
      }
    }
  }, BUFFER_CHECK_MS);
  bufferCheck.unref();

  return {
    io,
    upgrade(request, socket, head) {
      // engine.io attaches what it parses to the request it is given; its type asks for that in advance.
      engine.handleUpgrade(request as EngineRequest, socket, head);
    },
    async close() {
      clearInterval(bufferCheck);
      announcer.close();
      await io.close();
    },
  };
}

/** Bytes that wait for a socket in our memory: in the WebSocket, and packets that engine.io has not written yet. */
function bufferedBytes(socket: RondoSocket): number {
  // engine.io keeps both to itself; they are only measured, never changed.
  const connection = socket.conn as unknown as {
    readonly transport: { readonly socket?: { readonly bufferedAmount?: number } };
    readonly writeBuffer: readonly { readonly data?: unknown }[];
  };
  let bytes = connection.transport.socket?.bufferedAmount ?? 0;
  for (const { data } of connection.writeBuffer) {
    if (typeof data === "string") bytes += data.length;
  }
  return bytes;
}
