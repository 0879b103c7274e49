/** Whether somebody holds the right to a room; judged in a time that tells nothing of the key. */

import { timingSafeEqual } from "node:crypto";
import type { HostKey } from "#protocol/ids.ts";
import { sha256 } from "../secrets.ts";

/** `storedHash`: SHA-256 of a room's host key, hex. */
export function opensRoom(hostKey: HostKey, storedHash: string): boolean {
  const given = Buffer.from(sha256(hostKey), "hex");
  const expected = Buffer.from(storedHash, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
