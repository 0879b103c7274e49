/** Identifiers, branded so that one is never taken for another. All are opaque and random; none is derived from a person. */

import { z } from "zod/mini";

const opaque = z.string().check(z.regex(/^[A-Za-z0-9_-]{16,32}$/));

/** A seat in a room. Kept over reloads, network changes and server restarts; ends when the seat is given up. */
export const ParticipantId = opaque.brand<"ParticipantId">();
export type ParticipantId = z.infer<typeof ParticipantId>;

/** Somebody who waits before a room, as those inside know them. */
export const KnockId = opaque.brand<"KnockId">();
export type KnockId = z.infer<typeof KnockId>;

/**
 * One life of the call engine in one tab. A reload keeps the participant and changes the session, which tells the
 * others to build a new link; a lost socket keeps both, so links stay.
 */
export const SessionId = opaque.brand<"SessionId">();
export type SessionId = z.infer<typeof SessionId>;

/**
 * The public half of a session's signing key: an ECDSA P-256 point, uncompressed (SEC 1 §2.3.3), in base64url. Who knows
 * it can tell what the session itself said, whoever brought it.
 */
export const SessionKey = z
  .string()
  .check(z.regex(/^B[A-Za-z0-9_-]{86}$/))
  .brand<"SessionKey">();
export type SessionKey = z.infer<typeof SessionKey>;

/** The creator's right to a room. Only its hash is stored by the server. */
export const HostKey = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]{22,64}$/))
  .brand<"HostKey">();
export type HostKey = z.infer<typeof HostKey>;

/** Signed proof of a seat; takes it again after a reload, a lost socket or a server restart. */
export const ResumeToken = z
  .string()
  .check(z.minLength(1), z.maxLength(2048))
  .brand<"ResumeToken">();
export type ResumeToken = z.infer<typeof ResumeToken>;
