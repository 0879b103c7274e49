/** What a link's facts mean to people, and when to try again. Pure. */

import type { LinkState } from "../call-state.ts";

export interface LinkFacts {
  /** The peer connection is connected at this moment, by both of its states. */
  readonly transport: "new" | "connected" | "disconnected" | "failed";
  /** It was connected at least once since the link was opened. */
  readonly everConnected: boolean;
  /** Attempts to connect again that brought nothing, since media last flowed. */
  readonly failedAttempts: number;
  /** An attempt to connect again is under way or due. */
  readonly mending: boolean;
  /** Whether the server waits for the peer's socket to come back. */
  readonly peerAway: boolean;
}

/** After so many attempts without media people are told that it failed; trying goes on. */
const ATTEMPTS_UNTIL_FAILED = 3;

/** What the tile says (`data-link`). */
export function linkState(facts: LinkFacts): LinkState {
  if (facts.transport === "connected") return "connected";
  if (facts.failedAttempts >= ATTEMPTS_UNTIL_FAILED) return "failed";
  if (facts.peerAway || facts.mending || facts.transport === "failed") return "reconnecting";
  if (!facts.everConnected) return "connecting";
  return facts.transport === "disconnected" ? "unstable" : "reconnecting";
}

/**
 * The transport as both states of the connection tell it. `failed` may show on one of them only, and the older one
 * (ICE) knows of a disconnection first.
 */
export function transportOf(
  connection: RTCPeerConnectionState,
  ice: RTCIceConnectionState,
): LinkFacts["transport"] {
  if (connection === "failed" || ice === "failed") return "failed";
  if (connection === "disconnected" || ice === "disconnected") return "disconnected";
  if (connection === "connected") return "connected";
  return "new";
}

/** How long a first connection, or an attempt to mend it, may take before the next one, milliseconds. */
export const ATTEMPT_PATIENCE_MS = 15_000;
/** What the end that does not lead waits in addition, so that one restart happens and not two. */
const FOLLOWER_PATIENCE_MS = 2_500;
const RETRY_CEILING_MS = 8_000;

/** Milliseconds until the next attempt, once a link has failed; `failedAttempts` counts those since media last flowed. */
export function restartDelayMs(failedAttempts: number, leads: boolean): number {
  const backOffMs =
    failedAttempts === 0 ? 0 : Math.min(1_000 * 2 ** (failedAttempts - 1), RETRY_CEILING_MS);
  return backOffMs + (leads ? 0 : FOLLOWER_PATIENCE_MS);
}
