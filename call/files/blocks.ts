/**
 * How a file travels over its data channel: in blocks, each in several messages and followed by a text with its SHA-256;
 * a text comes back for each block that is stored. So both ends know at any time from where to go on, and nothing that
 * was damaged is kept.
 */

/** Bytes that are checked and confirmed together; the last block of a file is shorter. */
export const BLOCK_BYTES = 1_048_576;
/** Bytes of a message. Beats share the association, and wait for one such message at most (RFC 8831 §6.6). */
export const CHUNK_BYTES = 16_384;
/** Bytes that may be on their way unconfirmed, which is what a receiver with a slow disk has to hold. */
export const WINDOW_BYTES = 8 * BLOCK_BYTES;

/** SHA-256, hex. */
export async function digestOf(block: ArrayBuffer): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", block);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
