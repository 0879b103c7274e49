/**
 * People without browsers, for load. They write engine.io's and socket.io's frames themselves: with the whole library
 * at this end, the source of load would cost as much as the server, and the two share a machine.
 */

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { WebSocket } from "ws";
import { PROTOCOL_VERSION, SOCKET_PATH } from "#protocol/answers.ts";
import type { ServerKind } from "./servers.ts";

export interface Participant {
  /** How others address it. */
  readonly id: string;
  readonly session: string;
  /** Resolves when the server acknowledged it (at once where it does not); rejects when it refused. */
  send(to: Participant, sequence: number, sdp: string): Promise<void>;
  /** Called with the sequence number of each description that arrives. */
  listen(arrived: (sequence: number) => void): void;
  /** Leaves as a closed tab does. */
  close(): Promise<void>;
}

/** Connects to a server and joins `room`. Rejects when it is refused. */
export async function joinAs(kind: ServerKind, url: string, room: string): Promise<Participant> {
  switch (kind) {
    case "rondo":
      return await joinRondo(url, room);
    case "minimal":
      return await joinMinimal(url, room);
    case "ws":
      return await joinBare(url);
  }
}

async function joinRondo(url: string, code: string): Promise<Participant> {
  const wire = await openSocketIo(url, SOCKET_PATH, { protocol: PROTOCOL_VERSION });
  const session = randomBytes(16).toString("base64url");
  const reply = accepted(
    await wire.request("room:join", {
      code,
      session,
      name: "Ann",
      self: { microphone: true, camera: true },
    }),
  );
  const { participant } = reply["value"] as { participant: string }; // JoinReply; the unit tests check it.
  return {
    ...sender(wire, "signal:send"),
    id: participant,
    session,
    listen: (arrived) => wire.listen("signal:receive", arrived),
  };
}

async function joinMinimal(url: string, room: string): Promise<Participant> {
  const wire = await openSocketIo(url, "/socket.io", {});
  const { id } = (await wire.request("join", { room })) as { id: string }; // As minimal-relay.ts answers.
  return {
    ...sender(wire, "signal"),
    id,
    session: id,
    listen: (arrived) => wire.listen("signal", arrived),
  };
}

async function joinBare(url: string): Promise<Participant> {
  const socket = newWebSocket(url);
  // Both listened for from the start: the first message may come together with the opening.
  const [[hello]] = await Promise.all([once(socket, "message"), once(socket, "open")]);
  const { id } = JSON.parse(String(hello));
  return {
    id,
    session: id,
    async send(to, sequence, sdp) {
      socket.send(JSON.stringify(signal(to, sequence, sdp)));
    },
    listen(arrived) {
      socket.on("message", (text) => arrived(JSON.parse(String(text)).generation));
    },
    close: () => close(socket),
  };
}

/** The same payload to every server, so that none has fewer bytes to carry. */
function signal(to: Participant, sequence: number, sdp: string): object {
  return {
    to: to.id,
    toSession: to.session,
    generation: sequence,
    body: { kind: "description", type: "offer", sdp },
  };
}

function sender(wire: SocketIoWire, event: string): Pick<Participant, "send" | "close"> {
  return {
    async send(to, sequence, sdp) {
      accepted(await wire.request(event, signal(to, sequence, sdp)));
    },
    close: wire.close,
  };
}

function accepted(reply: unknown): Record<string, unknown> {
  const result = reply as Record<string, unknown>; // Checked by use.
  if (result["ok"] !== true) throw new Error(`refused: ${JSON.stringify(reply)}`);
  return result;
}

interface SocketIoWire {
  /** Sends an event and resolves with its acknowledgement. */
  request(name: string, payload: unknown): Promise<unknown>;
  /** Calls back with the `generation` of every event of that name. */
  listen(name: string, arrived: (generation: number) => void): void;
  close(): Promise<void>;
}

/** Frames of engine.io 4 and socket.io 5: a digit each for the packet's kind, then an id, then JSON. */
async function openSocketIo(url: string, path: string, auth: object): Promise<SocketIoWire> {
  const socket = newWebSocket(`${url}${path}/?EIO=4&transport=websocket`);
  await once(socket, "open");
  const unanswered = new Map<number, (reply: unknown) => void>();
  const listeners = new Map<string, (generation: number) => void>();
  let requests = 0;

  const connected = new Promise<void>((resolve, reject) => {
    socket.on("message", (frame) => {
      const text = String(frame);
      if (text === "2") socket.send("3");
      else if (text.startsWith("43")) {
        const start = text.indexOf("[");
        const id = Number(text.slice(2, start));
        unanswered.get(id)?.(JSON.parse(text.slice(start))[0]);
        unanswered.delete(id);
      } else if (text.startsWith("42")) {
        const [name, payload] = JSON.parse(text.slice(2));
        listeners.get(name)?.(payload.generation);
      } else if (text.startsWith("40")) resolve();
      else if (text.startsWith("44")) reject(new Error(`the socket was refused: ${text}`));
    });
    socket.on("close", () => reject(new Error("the server closed the socket")));
  });
  socket.send(`40${JSON.stringify(auth)}`);
  await connected;

  return {
    request(name, payload) {
      requests += 1;
      const id = requests;
      return new Promise((resolve, reject) => {
        if (socket.readyState !== WebSocket.OPEN) return reject(new Error("the socket is closed"));
        unanswered.set(id, resolve);
        socket.send(`42${id}${JSON.stringify([name, payload])}`);
      });
    },
    listen(name, arrived) {
      listeners.set(name, arrived);
    },
    async close() {
      socket.send("41");
      await close(socket);
    },
  };
}

function newWebSocket(url: string): WebSocket {
  return new WebSocket(url.replace(/^http/, "ws"), { perMessageDeflate: false });
}

async function close(socket: WebSocket): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return;
  const closed = once(socket, "close");
  socket.close();
  await closed;
}
