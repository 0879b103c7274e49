/** What a link's facts mean to people. Pure. */

import type { LinkState } from "../link-words.ts";

export interface LinkFacts {
  /** It was connected at least once since the link was opened. */
  readonly everConnected: boolean;
  /** How long no packet came, or came to the peer; milliseconds. */
  readonly silentMs: number;
  /** Silence up to here is none. */
  readonly allowanceMs: number;
  /** Being mended. */
  readonly isLost: boolean;
  /** One whole ladder of attempts brought no media. */
  readonly isExhausted: boolean;
}

/** What the tile says (`data-link`). */
export function linkState(facts: LinkFacts): LinkState {
  const { everConnected, silentMs, allowanceMs, isLost, isExhausted } = facts;
  if (isLost && isExhausted) return "failed";
  if (!everConnected) return "connecting";
  if (isLost) return "reconnecting";
  return silentMs >= allowanceMs ? "unstable" : "connected";
}

export type Transport = "new" | "connected" | "disconnected" | "failed";

/**
 * The transport as both states of the connection tell it. `failed` may show on one of them only, and the older one
 * (ICE) knows of a disconnection first.
 */
export function transportOf(
  connection: RTCPeerConnectionState,
  ice: RTCIceConnectionState,
): Transport {
  if (connection === "failed" || ice === "failed") return "failed";
  if (connection === "disconnected" || ice === "disconnected") return "disconnected";
  if (connection === "connected") return "connected";
  return "new";
}
