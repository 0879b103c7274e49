/** A TURN endpoint for tests: asks a relay for anything, allowed or not, and says how it answered (RFC 8656, RFC 6062). */

import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { turnCredential } from "./ice-servers.ts";
import {
  attributeOf,
  decodeStun,
  decodeXorAddress,
  encodeStun,
  encodeXorAddress,
  errorCodeOf,
  longTermKey,
  StunAttribute,
  type StunMessage,
  StunMethod,
  stunLength,
  type TransportAddress,
} from "./stun-message.ts";

const ANSWER_TIMEOUT_MS = 3000;
/** coturn drops a released allocation within about a second. */
const RELEASE_MS = 3000;
/** IANA protocol numbers for REQUESTED-TRANSPORT. */
export const RelayTransport = { udp: 17, tcp: 6 } as const;
const NO_LIFETIME = Buffer.alloc(4);
const RelayFamily = { ipv4: 1, ipv6: 2 } as const;

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Credentials as Rondo makes them, ending `lifeMs` from now; a negative life has ended already. */
export function credentialsFor(secret: string, lifeMs: number, name = "probe"): Credentials {
  const username = `${Math.floor((Date.now() + lifeMs) / 1000)}:${name}`;
  return { username, password: turnCredential(secret, username) };
}

/** "ok", or the number of the error answered. */
export type Outcome = "ok" | number;

export interface TurnProbe {
  /** Allocates a relay address; with credentials it answers the server's 401 challenge first. */
  allocate(options?: {
    readonly credentials?: Credentials;
    readonly transport?: keyof typeof RelayTransport;
    readonly family?: keyof typeof RelayFamily;
  }): Promise<Outcome>;
  /** Address of the last allocation, undefined before and for IPv6. */
  relayed(): TransportAddress | undefined;
  createPermission(peer: TransportAddress): Promise<Outcome>;
  channelBind(peer: TransportAddress, channel: number): Promise<Outcome>;
  /** Asks the relay to open a TCP connection to the peer. */
  connect(peer: TransportAddress): Promise<Outcome>;
  /** Ends the allocation. */
  release(): Promise<Outcome>;
  /** Sends to the peer through the relay by an indication, which is never answered. */
  send(peer: TransportAddress, text: string): void;
  /** Sends to the peer of a channel, bound or not; never answered either. */
  sendOnChannel(channel: number, text: string): void;
  /** What peers have sent to the relay address so far. */
  received(): readonly string[];
  /** Ends the allocation without waiting for the answer. */
  close(): void;
}

/** Opens a probe towards a server; close it. */
export async function openTurnProbe(
  server: TransportAddress,
  transport: "udp" | "tcp" | "tls" = "udp",
): Promise<TurnProbe> {
  const waiting = new Map<string, (answer: StunMessage) => void>();
  const received: string[] = [];
  const onMessage = (bytes: Buffer) => {
    const message = decodeStun(bytes);
    if (message === undefined) return;
    if (message.class === "indication") {
      const text = attributeOf(message, StunAttribute.Data)?.toString();
      if (text !== undefined) received.push(text);
      return;
    }
    waiting.get(message.transaction.toString("hex"))?.(message);
  };
  const line = await (transport === "udp"
    ? openDatagrams(server, onMessage)
    : openStream(server, transport, onMessage));

  let login: Credentials | undefined;
  let realm = "";
  let nonce = Buffer.alloc(0);
  let relayed: TransportAddress | undefined;

  function encodeRequest(
    method: number,
    transaction: Buffer,
    attributes: readonly (readonly [number, Buffer])[],
  ): Buffer {
    const key = login && longTermKey(login.username, realm, login.password);
    const proof: readonly (readonly [number, Buffer])[] = login
      ? [
          [StunAttribute.Username, Buffer.from(login.username)],
          [StunAttribute.Realm, Buffer.from(realm)],
          [StunAttribute.Nonce, nonce],
        ]
      : [];
    return encodeStun(
      { class: "request", method, transaction, attributes: [...attributes, ...proof] },
      key,
    );
  }

  async function ask(
    method: number,
    attributesFor: (transaction: Buffer) => [number, Buffer][],
  ): Promise<StunMessage> {
    const transaction = randomBytes(12);
    const attributes = attributesFor(transaction);
    const id = transaction.toString("hex");
    try {
      return await new Promise<StunMessage>((resolve, reject) => {
        const timeout = setTimeout(
          () => reject(new Error(`No answer to method ${method}.`)),
          ANSWER_TIMEOUT_MS,
        );
        waiting.set(id, (answer) => {
          clearTimeout(timeout);
          resolve(answer);
        });
        line.send(encodeRequest(method, transaction, attributes));
      });
    } finally {
      waiting.delete(id);
    }
  }

  const peerAttribute =
    (peer: TransportAddress, ...more: [number, Buffer][]) =>
    (transaction: Buffer): [number, Buffer][] => [
      [StunAttribute.XorPeerAddress, encodeXorAddress(peer, transaction)],
      ...more,
    ];
  const outcome = (answer: StunMessage): Outcome =>
    answer.class === "success" ? "ok" : (errorCodeOf(answer) ?? 0);

  return {
    async allocate({ credentials, transport: wanted = "udp", family } = {}) {
      const attributes = (): [number, Buffer][] => [
        [StunAttribute.RequestedTransport, Buffer.from([RelayTransport[wanted], 0, 0, 0])],
        ...(family === undefined
          ? []
          : [
              [
                StunAttribute.RequestedAddressFamily,
                Buffer.from([RelayFamily[family], 0, 0, 0]),
              ] satisfies [number, Buffer],
            ]),
      ];
      login = undefined;
      let answer = await ask(StunMethod.Allocate, attributes);
      if (credentials !== undefined && errorCodeOf(answer) === 401) {
        login = credentials;
        realm = attributeOf(answer, StunAttribute.Realm)?.toString() ?? "";
        nonce = Buffer.from(attributeOf(answer, StunAttribute.Nonce) ?? "");
        answer = await ask(StunMethod.Allocate, attributes);
      }
      const address = attributeOf(answer, StunAttribute.XorRelayedAddress);
      relayed = address && decodeXorAddress(address, answer.transaction);
      return outcome(answer);
    },
    relayed: () => relayed,
    async createPermission(peer) {
      return outcome(await ask(StunMethod.CreatePermission, peerAttribute(peer)));
    },
    async channelBind(peer, channel) {
      const number: [number, Buffer] = [StunAttribute.ChannelNumber, Buffer.alloc(4)];
      number[1].writeUInt16BE(channel);
      return outcome(await ask(StunMethod.ChannelBind, peerAttribute(peer, number)));
    },
    async connect(peer) {
      return outcome(await ask(StunMethod.Connect, peerAttribute(peer)));
    },
    async release() {
      return outcome(await ask(StunMethod.Refresh, () => [[StunAttribute.Lifetime, NO_LIFETIME]]));
    },
    send(peer, text) {
      const transaction = randomBytes(12);
      line.send(
        encodeStun({
          class: "indication",
          method: StunMethod.Send,
          transaction,
          attributes: peerAttribute(peer, [StunAttribute.Data, Buffer.from(text)])(transaction),
        }),
      );
    },
    sendOnChannel(channel, text) {
      const header = Buffer.alloc(4);
      header.writeUInt16BE(channel, 0);
      header.writeUInt16BE(Buffer.byteLength(text), 2);
      line.send(Buffer.concat([header, Buffer.from(text)]));
    },
    received: () => received,
    close() {
      const end = encodeRequest(StunMethod.Refresh, randomBytes(12), [
        [StunAttribute.Lifetime, NO_LIFETIME],
      ]);
      line.send(end);
      // A later probe must not get this local port while coturn still holds the allocation that belongs to it.
      setTimeout(() => line.close(), RELEASE_MS).unref();
    },
  };
}

interface Line {
  send(bytes: Buffer): void;
  close(): void;
}

async function openDatagrams(
  server: TransportAddress,
  onMessage: (bytes: Buffer) => void,
): Promise<Line> {
  const socket = createSocket("udp4");
  socket.on("message", onMessage);
  socket.on("error", () => undefined);
  socket.unref();
  socket.connect(server.port, server.host);
  await once(socket, "connect");
  return { send: (bytes) => socket.send(bytes), close: () => socket.close() };
}

async function openStream(
  server: TransportAddress,
  transport: "tcp" | "tls",
  onMessage: (bytes: Buffer) => void,
): Promise<Line> {
  const { host, port } = server;
  const socket: Socket =
    transport === "tcp"
      ? connectTcp({ host, port })
      : connectTls({ host, port, rejectUnauthorized: false });
  await once(socket, transport === "tcp" ? "connect" : "secureConnect");
  let stream = Buffer.alloc(0);
  socket.on("data", (bytes: Buffer) => {
    stream = Buffer.concat([stream, bytes]);
    for (
      let length = stunLength(stream);
      length !== undefined && length <= stream.length;
      length = stunLength(stream)
    ) {
      onMessage(stream.subarray(0, length));
      stream = stream.subarray(length);
    }
  });
  socket.on("error", () => undefined);
  socket.unref();
  return { send: (bytes) => socket.write(bytes), close: () => socket.destroy() };
}
