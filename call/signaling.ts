/** The socket to the server: typed requests and notices, and the will to stay connected. */

import { io, type Socket } from "socket.io-client";
import { notices, PROTOCOL_VERSION, replies, SOCKET_PATH } from "#protocol/answers.ts";
import { Failure, failure, type Result, success } from "#protocol/failure.ts";
import type {
  ClientToServerEvents,
  Notice,
  NoticeName,
  RequestInput,
  RequestName,
  RequestReply,
  ServerToClientEvents,
} from "#protocol/messages.ts";

export type SignalingEvent =
  /** Connected, for the first time or again: what was said before may be lost. */
  | { readonly kind: "online" }
  | { readonly kind: "offline" }
  /** The server speaks a newer protocol; there will be no further attempt. */
  | { readonly kind: "reload-required" }
  | NoticeEvent;

/** A notice that passed its schema. */
export type NoticeEvent = {
  [N in NoticeName]: { readonly kind: "notice"; readonly name: N; readonly notice: Notice<N> };
}[NoticeName];

export interface Signaling {
  /** Connects, and from now on reconnects, until `close()`. Does nothing when it does so already. */
  open(): void;
  /** Disconnects in a way the server takes for a closed tab. `open()` may follow. */
  close(): void;
  isOnline(): boolean;
  /** Online, and not in doubt: a doubt lasts until the server answers or the socket is given up. */
  isSure(): boolean;
  /** The path is known to be back: connects at once, by a fresh attempt. */
  hurry(): void;
  /** Somebody doubts the network: makes sure that the socket lives, and looks for the server at once if it does not. */
  verify(): void;
  /** Never rejects: no connection and no answer in time are the failure `unavailable`. */
  request<N extends RequestName>(
    name: N,
    payload: RequestInput<N>,
  ): Promise<Result<RequestReply<N>>>;
}

interface UntypedSocket {
  emitWithAck(name: string, payload: unknown): Promise<unknown>;
}

const ANSWER_WITHIN_MS = 8_000;
/** An answer to "are you there" takes a round trip; without one by then the socket is dead. */
const PROBE_WITHIN_MS = 1_000;
const CONNECT_WITHIN_MS = 5_000;
/** No attempt is given up earlier: a server that is busy with everybody's return needs a moment. */
const CONNECT_WITHIN_FLOOR_MS = 700;
const RETRY_FLOOR_MS = 100;
const HASTY_CEILING_MS = 400;
/**
 * Chromium delays the next WebSocket of a page by twice as much with every failure (services/network,
 * WebSocketThrottler), so what a server that is starting refuses must not add up: with attempts as hasty as over a dead
 * network seats were resumed 1.7 s after it listened, with these 0.5 s.
 */
const REFUSED_CEILING_MS = 700;
const RETRY_CEILING_MS = 2_000;
/** Later ones are slower, for the same reason. */
const HASTY_ATTEMPTS = 8;
const PATIENT_WITHIN_MS = 2_000;

/**
 * Milliseconds to wait before attempt number `attempt` (0 is the first) to connect again. The first is immediate, as
 * most losses are blinks; later ones are spread by `random` (0..1), so that a restarted server is not stormed. Where
 * attempts are refused, and not just unanswered, the network is there and the server is not yet.
 */
export function reconnectDelayMs(
  attempt: number,
  { random, isRefused }: { random: number; isRefused: boolean },
): number {
  if (attempt === 0) return 0;
  const hastyMs = isRefused ? REFUSED_CEILING_MS : HASTY_CEILING_MS;
  const ceilingMs = attempt < 2 * HASTY_ATTEMPTS ? hastyMs : RETRY_CEILING_MS;
  return Math.min(RETRY_FLOOR_MS * 2 ** attempt, ceilingMs) * (0.5 + random / 2);
}

/**
 * How long attempt number `attempt` may take. One that began in a dead network tries again only after one, three, seven
 * seconds (TCP, RFC 6298 §5), while a fresh one gets through as soon as the path is back: so attempts are short, by what
 * a connection took before. Now and then one has all the time, for a network that has become slow.
 */
export function connectPatienceMs(attempt: number, fastestMs: number): number {
  if (attempt % HASTY_ATTEMPTS === HASTY_ATTEMPTS - 1) return CONNECT_WITHIN_MS;
  const floorMs = attempt < HASTY_ATTEMPTS ? CONNECT_WITHIN_FLOOR_MS : PATIENT_WITHIN_MS;
  return Math.min(Math.max(4 * fastestMs, floorMs), CONNECT_WITHIN_MS);
}

/** Makes the socket.io signaling of this page's own origin; nothing is opened before `open()`. */
export function createSocketSignaling(onEvent: (event: SignalingEvent) => void): Signaling {
  let socket: Socket<ServerToClientEvents, ClientToServerEvents> | null = null;
  let wanted = false;
  let attempt = 0;
  /** The next step of connecting: an attempt that waits, or the end of patience with the one under way. */
  let timer: ReturnType<typeof setTimeout> | null = null;
  let connecting = false;
  /** Questions whether the server is there that wait for their answer. */
  let doubts = 0;
  let connectingSinceMs = 0;
  let hints: AbortController | null = null;
  /** The quickest that a connection was ever made, milliseconds. */
  let connectedInMs = CONNECT_WITHIN_MS;

  const setTimer = (step: (() => void) | null, delayMs = 0) => {
    if (timer !== null) clearTimeout(timer);
    timer = step === null ? null : setTimeout(step, delayMs);
  };
  const connect = () => {
    if (!wanted || connecting || socket === null || socket.connected) return;
    connecting = true;
    connectingSinceMs = Date.now();
    // socket.io bounds the opening of the transport, but not the server's answer on it.
    setTimer(
      () => {
        socket?.disconnect();
        onLost({ isRefused: false });
      },
      connectPatienceMs(attempt, connectedInMs),
    );
    socket.connect();
  };
  const onLost = ({ isRefused }: { isRefused: boolean }) => {
    if (!wanted) return;
    connecting = false;
    onEvent({ kind: "offline" });
    setTimer(connect, reconnectDelayMs(attempt, { random: Math.random(), isRefused }));
    attempt += 1;
  };

  /** The network may have changed: a waiting attempt is due, and a socket that seems open may be dead. */
  const hurry = () => {
    if (!wanted || socket === null) return;
    if (!socket.connected) {
      attempt = 0;
      connect();
      return;
    }
    const probed = socket;
    // An empty patch changes nothing; any answer, a refusal included, proves that the socket lives.
    doubts += 1;
    probed.timeout(PROBE_WITHIN_MS).emit("self:set", {}, (error: Error | null) => {
      doubts -= 1;
      if (error !== null && wanted && probed.connected) probed.io.engine.close();
    });
  };

  const startOver = () => {
    if (!wanted || socket === null || socket.connected) return;
    // What is under way began before the path was back.
    socket.disconnect();
    connecting = false;
    attempt = 0;
    connect();
  };

  const listenForHints = () => {
    hints = new AbortController();
    const on = { signal: hints.signal };
    window.addEventListener("online", hurry, on);
    window.addEventListener("pageshow", hurry, on);
    document.addEventListener(
      "visibilitychange",
      () => {
        if (document.visibilityState === "visible") hurry();
      },
      on,
    );
    networkInformation()?.addEventListener("change", hurry, on);
  };

  const createSocket = () => {
    const created: Socket<ServerToClientEvents, ClientToServerEvents> = io({
      path: SOCKET_PATH,
      transports: ["websocket"],
      auth: { protocol: PROTOCOL_VERSION },
      autoConnect: false,
      // Its back-off knows neither an immediate first attempt nor the hints.
      reconnection: false,
      forceNew: true,
    });
    created.on("connect", () => {
      attempt = 0;
      connecting = false;
      connectedInMs = Math.min(connectedInMs, Date.now() - connectingSinceMs);
      setTimer(null);
      onEvent({ kind: "online" });
    });
    created.on("disconnect", () => onLost({ isRefused: false }));
    created.on("connect_error", (error) => {
      if (!wanted) return;
      if (error.message !== "reload-required") {
        onLost({ isRefused: true });
        return;
      }
      close();
      onEvent({ kind: "reload-required" });
    });
    created.onAny((name: string, payload: unknown) => {
      const event = readNotice(name, payload);
      if (event !== null) onEvent(event);
    });
    return created;
  };

  const close = () => {
    wanted = false;
    connecting = false;
    setTimer(null);
    hints?.abort();
    socket?.disconnect();
  };

  return {
    open() {
      if (wanted) return;
      wanted = true;
      attempt = 0;
      socket ??= createSocket();
      listenForHints();
      connect();
    },
    close,

    hurry: startOver,
    verify: hurry,
    isSure: () => socket?.connected === true && doubts === 0,
    isOnline: () => socket?.connected ?? false,

    async request<N extends RequestName>(name: N, payload: RequestInput<N>) {
      if (!socket?.connected) return failure("unavailable", "no connection to the server");
      try {
        // socket.io's types do not follow a generic event name; `readResult` checks what comes back.
        const untyped = socket.timeout(ANSWER_WITHIN_MS) as unknown as UntypedSocket;
        return readResult(name, await untyped.emitWithAck(name, payload));
      } catch {
        return failure("unavailable", "no answer from the server");
      }
    },
  };
}

/** Reads an acknowledgement. One that is neither a failure nor the reply of its schema is the failure `invalid`. */
function readResult<N extends RequestName>(name: N, answer: unknown): Result<RequestReply<N>> {
  const refused = Failure.safeParse(answer);
  if (refused.success) return refused.data;
  const value = (answer as { value?: unknown } | null | undefined)?.value;
  const parsed = replies[name].safeParse(value);
  if (!parsed.success) return failure("invalid", `the reply to ${name} is malformed`);
  // The table pairs each name with its schema, which TypeScript cannot follow through an index.
  return success(parsed.data as RequestReply<N>);
}

/** Reads a notice by its schema. Null for what is unknown or malformed: it is dropped, and the next state repairs. */
export function readNotice(name: string, payload: unknown): NoticeEvent | null {
  if (!Object.hasOwn(notices, name)) return null;
  // `hasOwn` has just said that it is a key of the table.
  const noticeName = name as NoticeName;
  const parsed = notices[noticeName].safeParse(payload);
  if (!parsed.success) return null;
  // The table pairs each name with its schema, which TypeScript cannot follow through an index.
  return { kind: "notice", name: noticeName, notice: parsed.data } as NoticeEvent;
}

/** Network Information API, which TypeScript does not know and not every browser has. */
function networkInformation(): EventTarget | null {
  const { connection } = navigator as Navigator & { readonly connection?: EventTarget };
  return connection ?? null;
}
