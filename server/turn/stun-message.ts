/**
 * STUN messages as bytes (RFC 8489 §5, §14), as far as asking a server whether it answers and, in tests, speaking TURN
 * to it (RFC 8656 §18) needs them. Nothing here opens a socket.
 */

import { createHash, createHmac } from "node:crypto";
import { isIPv4 } from "node:net";
import { crc32 } from "node:zlib";

export const StunMethod = {
  Binding: 0x001,
  Allocate: 0x003,
  Refresh: 0x004,
  Send: 0x006,
  Data: 0x007,
  CreatePermission: 0x008,
  ChannelBind: 0x009,
  /** RFC 6062: relay by TCP. */
  Connect: 0x00a,
} as const;

export const StunAttribute = {
  Username: 0x0006,
  MessageIntegrity: 0x0008,
  ErrorCode: 0x0009,
  ChannelNumber: 0x000c,
  Lifetime: 0x000d,
  XorPeerAddress: 0x0012,
  Data: 0x0013,
  Realm: 0x0014,
  Nonce: 0x0015,
  XorRelayedAddress: 0x0016,
  RequestedAddressFamily: 0x0017,
  RequestedTransport: 0x0019,
  XorMappedAddress: 0x0020,
  Software: 0x8022,
  Fingerprint: 0x8028,
} as const;

export type StunClass = "request" | "indication" | "success" | "error";

export interface StunMessage {
  readonly class: StunClass;
  readonly method: number;
  /** Twelve bytes; an answer carries those of its request. */
  readonly transaction: Buffer;
  readonly attributes: readonly (readonly [type: number, value: Buffer])[];
}

export interface TransportAddress {
  readonly host: string;
  readonly port: number;
}

const HEADER_BYTES = 20;
const MAGIC_COOKIE = 0x2112a442;
const FINGERPRINT_XOR = 0x5354554e;
/** The two class bits lie between the bits of the method (RFC 8489 §5). */
const CLASS_BITS: Readonly<Record<StunClass, number>> = {
  request: 0x0000,
  indication: 0x0010,
  success: 0x0100,
  error: 0x0110,
};

/** The bytes of a message; with a key it is signed (MESSAGE-INTEGRITY), and it always ends with a FINGERPRINT. */
export function encodeStun(message: StunMessage, key?: Buffer): Buffer {
  const { method } = message;
  const type =
    (method & 0x000f) |
    ((method & 0x0070) << 1) |
    ((method & 0x0f80) << 2) |
    CLASS_BITS[message.class];
  let body = Buffer.concat(
    message.attributes.map(([attribute, value]) => encodeAttribute(attribute, value)),
  );
  // Both checks cover a header whose length already counts them.
  const headed = (followingBytes: number) => {
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt16BE(type, 0);
    header.writeUInt16BE(body.length + followingBytes, 2);
    header.writeUInt32BE(MAGIC_COOKIE, 4);
    message.transaction.copy(header, 8);
    return Buffer.concat([header, body]);
  };
  if (key !== undefined) {
    const mac = createHmac("sha1", key).update(headed(24)).digest();
    body = Buffer.concat([body, encodeAttribute(StunAttribute.MessageIntegrity, mac)]);
  }
  const check = Buffer.alloc(4);
  check.writeUInt32BE((crc32(headed(8)) ^ FINGERPRINT_XOR) >>> 0);
  body = Buffer.concat([body, encodeAttribute(StunAttribute.Fingerprint, check)]);
  return headed(0);
}

/** The message in these bytes, or undefined if they are not one. Signatures are not checked. */
export function decodeStun(bytes: Buffer): StunMessage | undefined {
  if (bytes.length < HEADER_BYTES || bytes.readUInt32BE(4) !== MAGIC_COOKIE) return undefined;
  const type = bytes.readUInt16BE(0);
  const end = HEADER_BYTES + bytes.readUInt16BE(2);
  if ((type & 0xc000) !== 0 || end > bytes.length) return undefined;
  const attributes: [number, Buffer][] = [];
  for (let at = HEADER_BYTES; at + 4 <= end; ) {
    const length = bytes.readUInt16BE(at + 2);
    if (at + 4 + length > end) return undefined;
    attributes.push([bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + length)]);
    at += 4 + padded(length);
  }
  const classBits = type & 0x0110;
  return {
    class:
      classBits === CLASS_BITS.request
        ? "request"
        : classBits === CLASS_BITS.indication
          ? "indication"
          : classBits === CLASS_BITS.success
            ? "success"
            : "error",
    method: (type & 0x000f) | ((type & 0x00e0) >> 1) | ((type & 0x3e00) >> 2),
    transaction: bytes.subarray(8, HEADER_BYTES),
    attributes,
  };
}

/** How many bytes the message at the start of a TCP stream has, or undefined while too few are there to tell. */
export function stunLength(stream: Buffer): number | undefined {
  return stream.length < HEADER_BYTES ? undefined : HEADER_BYTES + stream.readUInt16BE(2);
}

/** The value of an attribute, or undefined where the message has none. */
export function attributeOf(message: StunMessage, type: number): Buffer | undefined {
  return message.attributes.find(([attribute]) => attribute === type)?.[1];
}

/** The value of an XOR-…-ADDRESS attribute (RFC 8489 §14.2); the host is an IPv4 or IPv6 address without brackets. */
export function encodeXorAddress(address: TransportAddress, transaction: Buffer): Buffer {
  const four = isIPv4(address.host);
  const host = four ? ipv4Bytes(address.host) : ipv6Bytes(address.host);
  const value = Buffer.alloc(4 + host.length);
  value.writeUInt8(four ? 1 : 2, 1);
  value.writeUInt16BE(address.port ^ (MAGIC_COOKIE >>> 16), 2);
  xored(host, transaction).copy(value, 4);
  return value;
}

/** The IPv4 address in an XOR-…-ADDRESS attribute; undefined for IPv6, which Rondo's relay does not give out. */
export function decodeXorAddress(value: Buffer, transaction: Buffer): TransportAddress | undefined {
  if (value.length !== 8) return undefined;
  return {
    host: [...xored(value.subarray(4), transaction)].join("."),
    port: value.readUInt16BE(2) ^ (MAGIC_COOKIE >>> 16),
  };
}

/** The number in an ERROR-CODE attribute, for instance 401. */
export function errorCodeOf(message: StunMessage): number | undefined {
  const value = attributeOf(message, StunAttribute.ErrorCode);
  if (value === undefined || value.length < 4) return undefined;
  return value.readUInt8(2) * 100 + value.readUInt8(3);
}

/** The key of the long-term credential mechanism (RFC 8489 §9.2.2). */
export function longTermKey(username: string, realm: string, password: string): Buffer {
  return createHash("md5").update(`${username}:${realm}:${password}`).digest();
}

function encodeAttribute(type: number, value: Buffer): Buffer {
  const bytes = Buffer.alloc(4 + padded(value.length));
  bytes.writeUInt16BE(type, 0);
  bytes.writeUInt16BE(value.length, 2);
  value.copy(bytes, 4);
  return bytes;
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}

function xored(host: Buffer, transaction: Buffer): Buffer {
  const mask = Buffer.alloc(16);
  mask.writeUInt32BE(MAGIC_COOKIE);
  transaction.copy(mask, 4);
  return Buffer.from(host.map((byte, index) => byte ^ (mask[index] ?? 0)));
}

function ipv4Bytes(host: string): Buffer {
  return Buffer.from(host.split(".").map(Number));
}

function ipv6Bytes(host: string): Buffer {
  // The URL parser writes any form, embedded IPv4 included, as groups of hex digits with at most one "::".
  const [before = "", after] = new URL(`http://[${host}]/`).hostname.slice(1, -1).split("::");
  const groups = (text: string | undefined) =>
    (text ?? "").split(":").filter((group) => group !== "");
  const head = groups(before);
  const tail = groups(after);
  const zeros = Array<string>(8 - head.length - tail.length).fill("0");
  const bytes = Buffer.alloc(16);
  [...head, ...zeros, ...tail].forEach((group, index) => {
    bytes.writeUInt16BE(Number.parseInt(group, 16), index * 2);
  });
  return bytes;
}
