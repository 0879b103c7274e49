/**
 * Stands between browsers and the server and does to signals what a bad network, a slow server or a detour over others
 * may do: late, twice, in another order. Everything else passes as it is.
 */

import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { type RawData, WebSocket, WebSocketServer } from "ws";

/** A signal on its way. */
export interface PassingSignal {
  /** Number of the socket it passes on, in order of opening. */
  readonly socket: number;
  readonly direction: "to-server" | "to-browser";
  /** The packet of socket.io. */
  readonly text: string;
}

/**
 * When copies of a signal are to go on, milliseconds from now or once a promise resolves: `[0]` lets it pass, `[0, 500]`
 * repeats it.
 */
export type Mangle = (signal: PassingSignal) => readonly (number | Promise<void>)[];

export interface SignalingProxy {
  /** Where browsers find the server through it. */
  readonly origin: string;
  close(): Promise<void>;
}

/** socket.io's packet of an event with a signal in it, with or without a number to acknowledge. */
const SIGNAL = /^42\d*\["signal:(?:send|receive)"/;

/** Listens at `address` for browsers of the server at `upstream`. The caller closes it. */
export async function createSignalingProxy(
  upstream: string,
  address: string,
  mangle: Mangle,
): Promise<SignalingProxy> {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  let opened = 0;

  const server = createServer((incoming, outgoing) => passRequest(upstream, incoming, outgoing));
  server.on("upgrade", (incoming, socket, head) => {
    sockets.handleUpgrade(incoming, socket, head, (browser) => {
      opened += 1;
      join(browser, openUpstream(upstream, incoming), opened);
    });
  });

  function join(browser: WebSocket, server: WebSocket, socket: number): void {
    const pass = (from: WebSocket, to: WebSocket, direction: PassingSignal["direction"]) => {
      const waiting: (() => void)[] = [];
      to.once("open", () => {
        for (const send of waiting.splice(0)) send();
      });
      const forward = (packet: RawData, binary: boolean) => {
        if (to.readyState === WebSocket.CONNECTING) waiting.push(() => to.send(packet, { binary }));
        else if (to.readyState === WebSocket.OPEN) to.send(packet, { binary });
      };
      from.on("message", (packet, binary) => {
        const text = binary ? "" : String(packet);
        if (!SIGNAL.test(text)) return forward(packet, binary);
        const signal: PassingSignal = { socket, direction, text };
        for (const when of mangle(signal)) {
          if (when === 0) forward(packet, binary);
          else if (typeof when === "number") setTimeout(forward, when, packet, binary);
          else void when.then(() => forward(packet, binary));
        }
      });
      from.on("close", () => to.close());
      // A server that is killed ends its sockets without a word.
      from.on("error", () => to.terminate());
    };
    pass(browser, server, "to-server");
    pass(server, browser, "to-browser");
  }

  server.listen(0, address);
  await once(server, "listening");
  // A TCP server that listens has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://${address}:${port}`,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function passRequest(upstream: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method = "GET", url = "/", headers } = incoming;
  const asked = asAskedThere(headers, upstream);
  const passed = request(`${upstream}${url}`, { method, headers: asked }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  passed.on("error", () => outgoing.destroy());
  incoming.pipe(passed);
}

function openUpstream(upstream: string, { url = "/", headers }: IncomingMessage): WebSocket {
  const { host, origin, cookie } = asAskedThere(headers, upstream);
  return new WebSocket(`${upstream.replace(/^http/, "ws")}${url}`, {
    perMessageDeflate: false,
    headers: {
      ...(host === undefined ? {} : { host }),
      ...(origin === undefined ? {} : { origin }),
      ...(cookie === undefined ? {} : { cookie }),
    },
  });
}

/** The headers of a browser that found the server by itself: it accepts no other names. */
function asAskedThere(headers: IncomingHttpHeaders, upstream: string): IncomingHttpHeaders {
  const own = `http://${headers.host}`;
  return {
    ...headers,
    host: new URL(upstream).host,
    ...(headers.origin === own ? { origin: upstream } : {}),
  };
}
