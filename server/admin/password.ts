/** The administrator's password: whether it is strong enough to start with, and whether a typed one is it. */

import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

const MIN_LENGTH = 12;
const MIN_DISTINCT = 5;
/** What guides, defaults and attackers' lists begin with; compared without case, digits and signs. */
const COMMON = new Set(
  (
    "admin administrator password passwort passphrase changeme changethis changeit secret topsecret " +
    "adminpassword myadminpassword letmein welcome qwerty qwertyuiop qwertzuiop default example rondo " +
    "rondoadmin rondopassword supersecret correcthorsebatterystaple"
  ).split(" "),
);

/**
 * Why a password is too weak to guard the administrator's page, as the end of a sentence that begins with the
 * variable's name; null when it is strong enough.
 */
export function adminPasswordProblem(password: string): string | null {
  // Counted in code points: an emoji is one character to the person who typed it.
  const characters = [...password];
  if (characters.length < MIN_LENGTH) return `must have at least ${MIN_LENGTH} characters`;
  if (new Set(characters).size < MIN_DISTINCT) {
    return `must have at least ${MIN_DISTINCT} different characters`;
  }
  const letters = password.toLowerCase().replace(/[^a-z]/g, "");
  if (COMMON.has(letters)) return "is one of the first that an attacker tries";
  return null;
}

/** Compares two hashes; both always have the same length. */
export type EqualHashes = (left: Buffer, right: Buffer) => boolean;

const HASH_BYTES = 32;
const SALT_BYTES = 16;

function hash(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Node's default cost: the hash is never stored, so it needs to slow down typed guesses, not stolen hashes.
    scrypt(password.normalize("NFC"), salt, HASH_BYTES, (error, derived) =>
      error === null ? resolve(derived) : reject(error),
    );
  });
}

/**
 * Makes the check of typed passwords against `password`. The configured one is hashed once, with a salt of this
 * process; a typed one is hashed in the same way and compared in constant time, so neither its length nor how much
 * of it is right shows in the time of the answer.
 *
 * One guess is hashed at a time: a burst of them cannot take all threads of the process and the memory with them.
 */
export function createPasswordCheck(
  password: string,
  equal: EqualHashes = timingSafeEqual,
): (typed: string) => Promise<boolean> {
  const salt = randomBytes(SALT_BYTES);
  const expected = hash(password, salt);
  // An unhandled rejection would end the process before the first sign-in could report the same error.
  expected.catch(() => undefined);
  let turn: Promise<unknown> = Promise.resolve();

  return (typed) => {
    const answer = turn.then(async () => equal(await hash(typed, salt), await expected));
    turn = answer.catch(() => undefined);
    return answer;
  };
}
