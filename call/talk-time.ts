/** How long each has talked, from how loud everyone is: pure steps over loudness. */

import type { Speaker } from "./active-speaker.ts";
import type { LevelState } from "./call-state.ts";

/** Immutable. */
export interface TalkTime {
  readonly atMs: number;
  /** Of everyone who was ever heard talking. Two who talk at once both do. */
  readonly spokenMs: ReadonlyMap<Speaker, number>;
  /** When each was last loud. */
  readonly loudAtMs: ReadonlyMap<Speaker, number>;
}

export const NOBODY_TALKED: TalkTime = {
  atMs: Number.NEGATIVE_INFINITY,
  spokenMs: new Map(),
  loudAtMs: new Map(),
};

/** Loudness from which it is speech. */
const SPEECH_FROM = 0.3;
/** A breath between two words is still talk. */
const BREATH_MS = 600;
/** Timers of hidden pages come once a second; what lies further apart says nothing of the time between. */
const GAP_MS = 1_500;

/** Takes the levels of a moment, for the time since the moment before. */
export function followTalk(before: TalkTime, levels: LevelState, nowMs: number): TalkTime {
  const tookMs = nowMs - before.atMs > GAP_MS ? 0 : nowMs - before.atMs;
  const spokenMs = new Map(before.spokenMs);
  const loudAtMs = new Map(before.loudAtMs);
  for (const [who, level] of levels) {
    if (level >= SPEECH_FROM) loudAtMs.set(who, nowMs);
    const isTalking = nowMs - (loudAtMs.get(who) ?? Number.NEGATIVE_INFINITY) <= BREATH_MS;
    if (isTalking && tookMs > 0) spokenMs.set(who, (spokenMs.get(who) ?? 0) + tookMs);
  }
  return { atMs: nowMs, spokenMs, loudAtMs };
}
