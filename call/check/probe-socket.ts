/**
 * A connection to the server's socket.io, by WebSocket alone, as a call opens it: the few packets of Engine.IO 4 and
 * Socket.IO 5 that opening and asking take. The library itself would have to be split from the room's page for this one,
 * and make that page heavier; what it adds, a probe must not have (retries, and silence about early ends).
 */

import type { ProbeSocket } from "./websocket-probe.ts";

/** An Engine.IO packet is its type and what it carries. */
const ENGINE = { open: "0", ping: "2", pong: "3", message: "4" } as const;
/** So is a Socket.IO packet inside of a message. */
const SOCKET = { connect: "0", event: "2", acknowledgement: "3", refusal: "4" } as const;

/** Where the server's socket is, and what it is told of this page. */
export interface SocketFacts {
  readonly page: URL;
  /** `SOCKET_PATH` of the protocol. */
  readonly path: string;
  /** `PROTOCOL_VERSION` of the protocol. */
  readonly protocol: number;
}

export type CreateWebSocket = (
  url: string,
) => Pick<WebSocket, "addEventListener" | "send" | "close">;

type Opened = Awaited<ReturnType<ProbeSocket["open"]>>;

/** Makes the socket to the server of a page; nothing is opened before `open()`. */
export function createProbeSocket(
  { page, path, protocol }: SocketFacts,
  createWebSocket: CreateWebSocket,
): ProbeSocket {
  const address = new URL(`${path}/?EIO=4&transport=websocket`, page);
  address.protocol = page.protocol === "https:" ? "wss:" : "ws:";
  let socket: ReturnType<CreateWebSocket> | null = null;
  let tellOpened: (how: Opened) => void = () => undefined;
  /** The questions that wait, by their number. */
  const waiting = new Map<number, { resolve: () => void; reject: (reason: unknown) => void }>();
  let asked = 0;

  const send = (...parts: readonly string[]) => socket?.send(parts.join(""));

  const onMessage = ({ data }: MessageEvent<unknown>) => {
    const text = String(data);
    switch (text[0]) {
      case ENGINE.open:
        send(ENGINE.message, SOCKET.connect, JSON.stringify({ protocol }));
        break;
      case ENGINE.ping:
        send(ENGINE.pong);
        break;
      case ENGINE.message:
        onPacket(text.slice(1));
        break;
    }
  };
  const onPacket = (packet: string) => {
    switch (packet[0]) {
      case SOCKET.connect:
        tellOpened("open");
        break;
      case SOCKET.refusal:
        tellOpened(packet.includes('"reload-required"') ? "outdated" : "failed");
        break;
      case SOCKET.acknowledgement:
        waiting.get(Number.parseInt(packet.slice(1), 10))?.resolve();
        break;
    }
  };
  const onEnd = () => {
    tellOpened("failed");
    for (const { reject } of waiting.values()) reject(new Error("the socket has closed"));
  };

  return {
    open: () =>
      new Promise((resolve) => {
        tellOpened = resolve;
        try {
          socket = createWebSocket(address.href);
          socket.addEventListener("message", onMessage);
          socket.addEventListener("close", onEnd);
          socket.addEventListener("error", onEnd);
        } catch {
          // A policy of the browser or an extension can forbid it there and then.
          resolve("failed");
        }
      }),
    async ask(withinMs) {
      asked += 1;
      const number = asked;
      let timer: ReturnType<typeof setTimeout> | undefined;
      try {
        await new Promise<void>((resolve, reject) => {
          waiting.set(number, { resolve, reject });
          timer = setTimeout(() => reject(new Error("no answer")), withinMs);
          // An empty patch changes nothing; the refusal that comes proves the way as well as a reply would.
          send(ENGINE.message, SOCKET.event, String(number), JSON.stringify(["self:set", {}]));
        });
      } finally {
        clearTimeout(timer);
        waiting.delete(number);
      }
    },
    close: () => socket?.close(),
  };
}
