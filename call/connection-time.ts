/** How long the links of this end were how good, and how often they came back: pure steps over their health. */

import type { ParticipantId } from "#protocol/ids.ts";
import type { Quality } from "./stats/qualities.ts";
import type { HealthState } from "./stats/room-health.ts";

/** Immutable. */
export interface ConnectionTime {
  readonly atMs: number;
  /** How each peer is received now. */
  readonly now: ReadonlyMap<ParticipantId, Quality>;
  /** Of all links together: with two peers a minute counts twice. */
  readonly spentMs: Readonly<Record<Quality, number>>;
  /** How often a link that was lost came back. */
  readonly reconnections: number;
}

export const NO_CONNECTION: ConnectionTime = {
  atMs: Number.NEGATIVE_INFINITY,
  now: new Map(),
  spentMs: { good: 0, fair: 0, poor: 0, lost: 0 },
  reconnections: 0,
};

/** Figures come about once a second; what lies further apart says nothing of the time between. */
const GAP_MS = 5_000;

/** Takes the links of a moment; until then they were as in the moment before. */
export function followConnection(
  before: ConnectionTime,
  links: HealthState["links"],
  nowMs: number,
): ConnectionTime {
  const tookMs = nowMs - before.atMs > GAP_MS ? 0 : nowMs - before.atMs;
  const spentMs = { ...before.spentMs };
  for (const quality of before.now.values()) spentMs[quality] += tookMs;
  const now = new Map<ParticipantId, Quality>();
  let { reconnections } = before;
  for (const [peer, { receives }] of links) {
    if (receives === null) continue;
    now.set(peer, receives);
    if (before.now.get(peer) === "lost" && receives !== "lost") reconnections += 1;
  }
  return { atMs: nowMs, now, spentMs, reconnections };
}
