/**
 * Room codes: what stands in a link and what people read out. Crockford base32 (no i, l, o, u), shown in groups.
 * Each of the symbols carries 5 bits; the sum against guessing is in docs/adr/0006-room-codes.md.
 */

import { z } from "zod/mini";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH = 12;
const GROUP = 4;

const canonicalPattern = /^[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}$/;

/** A code in its canonical form: lower case, dashed. */
export const RoomCode = z.string().check(z.regex(canonicalPattern)).brand<"RoomCode">();
export type RoomCode = z.infer<typeof RoomCode>;

/**
 * Reads a code the way a person types or reads it out: any case, with or without dashes and spaces, with the
 * look-alikes of Crockford's alphabet (`o`→`0`, `i`/`l`→`1`). Returns null when it is not a code.
 */
export function parseRoomCode(input: string): RoomCode | null {
  // Longer input cannot be a code; stop before any work that grows with it.
  if (input.length > 64) return null;
  const symbols = input
    .toLowerCase()
    .replace(/[\s\-‐-―_.]/g, "")
    .replace(/o/g, "0")
    .replace(/[il]/g, "1");
  if (symbols.length !== LENGTH) return null;
  const groups: string[] = [];
  for (let at = 0; at < LENGTH; at += GROUP) groups.push(symbols.slice(at, at + GROUP));
  const parsed = RoomCode.safeParse(groups.join("-"));
  return parsed.success ? parsed.data : null;
}

/** Reads a code from a full meeting link (`https://host/r/<code>`, with or without the scheme) or from a bare code. */
export function parseRoomLink(input: string): RoomCode | null {
  const text = input.trim();
  if (text.length > 2048) return null;
  const inLink = /\/r\/([^/?#]+)/.exec(text);
  return parseRoomCode(inLink?.[1] ?? text);
}

/** Makes a code from random bytes, one symbol a byte; `bytes` must come from a CSPRNG. */
export function roomCodeFromBytes(bytes: Uint8Array): RoomCode {
  if (bytes.length < LENGTH) throw new RangeError(`a room code needs ${LENGTH} random bytes`);
  let symbols = "";
  // The alphabet has 32 symbols, so the low five bits of a byte choose one without bias.
  for (const byte of bytes.subarray(0, LENGTH)) symbols += ALPHABET.charAt(byte & 31);
  return RoomCode.parse(symbols.replace(/(.{4})(?=.)/g, "$1-"));
}
