/**
 * Passwords of rooms: their slow hashes, and how often somebody may guess. One is hashed at a time, so that a burst of
 * guesses cannot take all threads of the process and the memory with them.
 */

import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import type { RoomCode } from "#protocol/room-code.ts";
import type { PasswordGuess, RoomPassword } from "#protocol/room-password.ts";
import { oneAtATime } from "../db/one-at-a-time.ts";
import { addressBlock } from "../http/address-block.ts";
import { createTokenBucket, type TokenBucket } from "../socket/token-bucket.ts";

/** What one address may do within `windowMs`, in which all of it is refilled evenly. */
export interface PasswordLimits {
  /** Wrong guesses at one room: a class or an office shares an address, and people mistype. */
  readonly guessesPerRoom: number;
  /** Wrong guesses at all rooms together. */
  readonly guessesPerAddress: number;
  /** All guesses, right ones too: each takes its turn among those of everybody else. */
  readonly checksPerAddress: number;
  readonly windowMs: number;
}

/** Whoever guessed longest ago is forgotten beyond. */
const REMEMBERED = 20_000;

/** Each hash takes a good part of a tenth of a second and thirty-two megabytes. */
const COST = { N: 2 ** 15, r: 8, p: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

export type PasswordVerdict =
  | { readonly kind: "right" }
  | { readonly kind: "wrong" }
  /** Not looked at. */
  | { readonly kind: "too-often"; readonly retryAfterMs: number };

export interface RoomPasswords {
  /** The text to store: salt, cost and hash. */
  hash(password: RoomPassword): Promise<string>;
  /** Judges a guess; a wrong one counts against the address, a right one only as work that it makes. */
  judge(guess: {
    readonly password: PasswordGuess;
    readonly stored: string;
    readonly address: string;
    readonly code: RoomCode;
  }): Promise<PasswordVerdict>;
}

export function createRoomPasswords({
  limits,
  nowMs,
}: {
  limits: PasswordLimits;
  nowMs: () => number;
}): RoomPasswords {
  const inTurn = oneAtATime();
  const buckets = new Map<string, TokenBucket>();

  function bucket(key: string, guesses: number): TokenBucket {
    const known = buckets.get(key);
    if (known !== undefined) return known;
    const [oldest] = buckets.keys();
    if (buckets.size >= REMEMBERED && oldest !== undefined) buckets.delete(oldest);
    const made = createTokenBucket({
      burst: guesses,
      perSecond: (guesses * 1000) / limits.windowMs,
    });
    buckets.set(key, made);
    return made;
  }

  return {
    hash: (password) => inTurn(() => hashed(password)),
    judge: ({ password, stored, address, code }) =>
      // Counted in the same turn, so that guesses sent together count like guesses one after the other.
      inTurn(async () => {
        const from = addressBlock(address);
        const checks = bucket(`${from} checks`, limits.checksPerAddress);
        const counts = [
          bucket(`${from} ${code}`, limits.guessesPerRoom),
          bucket(from, limits.guessesPerAddress),
        ];
        const retryAfterMs = Math.max(...[checks, ...counts].map((each) => each.waitMs(nowMs())));
        if (retryAfterMs > 0) return { kind: "too-often", retryAfterMs };
        checks.take(nowMs());
        if (await isHashOf(stored, password)) return { kind: "right" };
        for (const count of counts) count.take(nowMs());
        return { kind: "wrong" };
      }),
  };
}

async function hashed(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, COST);
  const { N, r, p } = COST;
  return ["scrypt", N, r, p, salt.toString("base64url"), hash.toString("base64url")].join("$");
}

/** What cannot be read is nobody's password. */
async function isHashOf(stored: string, password: string): Promise<boolean> {
  const [name, ...rest] = stored.split("$");
  const [N, r, p] = rest.slice(0, 3).map(Number);
  const [salt, hash] = rest.slice(3).map((part) => Buffer.from(part, "base64url"));
  if (name !== "scrypt" || N === undefined || r === undefined || p === undefined) return false;
  if (salt === undefined || hash?.length !== HASH_BYTES) return false;
  return timingSafeEqual(await derive(password, salt, { N, r, p }), hash);
}

function derive(
  password: string,
  salt: Buffer,
  cost: { readonly N: number; readonly r: number; readonly p: number },
): Promise<Buffer> {
  // What it takes by its definition (RFC 7914 §2), and as much again for the rest.
  const maxmem = 2 * 128 * cost.N * cost.r;
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, { ...cost, maxmem }, (error, derived) =>
      error === null ? resolve(derived) : reject(error),
    );
  });
}
