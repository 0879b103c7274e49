/** Whether the relay gives out an address over one transport. */

import type { IceServer } from "#protocol/room.ts";
import type { Finding } from "./findings.ts";
import { gather } from "./gather.ts";
import type { IceParts } from "./stun-probe.ts";

const ANSWER_WITHIN_MS = 5_000;
/** More of one transport than this are not tried: a check is to end while its credentials are good. */
const SERVERS_TRIED = 3;

/** STUN and TURN error codes (RFC 8489 §14.8, RFC 8656 §18) with which a relay turns somebody away. */
const REFUSED = new Set([401, 403, 431, 438, 441]);
const FULL = new Set([486, 508]);

export interface RelayFinding {
  readonly finding: Finding;
  /** The server that gave an address, alone with its URL; null when none did. */
  readonly server: IceServer | null;
}

/** Tries `servers`, of one URL each, one after the other until one gives an address. Never rejects. */
export async function probeRelay(
  parts: IceParts,
  options: { readonly servers: readonly IceServer[]; readonly signal: AbortSignal },
): Promise<RelayFinding> {
  const errorCodes: number[] = [];
  for (const server of options.servers.slice(0, SERVERS_TRIED)) {
    const gathered = await gather({
      ...parts,
      configuration: relayOnly(server),
      type: "relay",
      withinMs: ANSWER_WITHIN_MS,
      signal: options.signal,
    });
    if (gathered.result === "found") {
      const values = { ms: Math.round(gathered.tookMs) };
      return { finding: { code: "relay.good", values }, server };
    }
    errorCodes.push(...gathered.errorCodes);
  }
  return { finding: { code: reasonOf(errorCodes) }, server: null };
}

/** A configuration with which nothing but this relay is used. */
export function relayOnly(server: IceServer): RTCConfiguration {
  const { urls, username, credential } = server;
  return {
    iceTransportPolicy: "relay",
    iceServers: [
      {
        urls,
        ...(username !== undefined && { username }),
        ...(credential !== undefined && { credential }),
      },
    ],
  };
}

function reasonOf(errorCodes: readonly number[]): "relay.refused" | "relay.full" | "relay.silent" {
  if (errorCodes.some((code) => REFUSED.has(code))) return "relay.refused";
  if (errorCodes.some((code) => FULL.has(code))) return "relay.full";
  return "relay.silent";
}
