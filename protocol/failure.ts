/** Refusals as values. Only these codes leave the server; text for people is chosen by the code, in the browser. */

import { z } from "zod/mini";

export const FailureCode = z.enum([
  /** The payload does not fit its schema. */
  "invalid",
  /** The caller may not do this, or addresses somebody it may not address. */
  "forbidden",
  /** The caller has not joined a room. */
  "not-joined",
  /** No meeting has this code. */
  "room-unknown",
  /** An administrator ended the meeting; its host's key opens it again. */
  "room-closed",
  "room-full",
  /** A host locked the meeting. */
  "room-locked",
  /** The host lets people in one by one, or is not there yet: this caller waits, and is told by `lobby:answered`. */
  "lobby-waiting",
  /** A host sent this caller away from the lobby; see `retryAfterMs`. */
  "lobby-denied",
  /** The host does not let guests use this. */
  "not-permitted",
  /** The host asked for an e-mail address and none was given. */
  "email-required",
  /** The room asks for a password and none was given. */
  "password-required",
  "password-wrong",
  /** An administrator or a host removed this person; see `retryAfterMs`. */
  "removed",
  /** The addressed participant left a moment ago. */
  "peer-gone",
  /** The browser runs an older version of the app: reload. */
  "reload-required",
  /** Too many messages or attempts; see `retryAfterMs`. */
  "rate-limited",
  /** The server cannot answer now (its database, or it is stopping). */
  "unavailable",
]);
export type FailureCode = z.infer<typeof FailureCode>;

export const Failure = z.object({
  ok: z.literal(false),
  code: FailureCode,
  /** A sentence for logs and developers, in English; never a stack, never a secret. */
  message: z.string(),
  /** Milliseconds until another attempt can succeed, where the server knows. */
  retryAfterMs: z.optional(z.int().check(z.nonnegative())),
  /** The limit that was hit, where a number helps the person ("8 people"). */
  limit: z.optional(z.int()),
});
export type Failure = z.infer<typeof Failure>;

export type Result<T> = { readonly ok: true; readonly value: T } | Failure;

export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failure(
  code: FailureCode,
  message: string,
  details: { retryAfterMs?: number; limit?: number } = {},
): Failure {
  return { ok: false, code, message, ...details };
}
