/** Who is speaking, of the others: steady enough to be shown large. Pure steps over loudness, and a store that takes them. */

import type { ParticipantId } from "#protocol/ids.ts";
import type { LevelState } from "./call-state.ts";
import { createStore, type ReadableStore } from "./store.ts";

export interface SpeakerState {
  readonly speaker: ParticipantId | null;
  readonly sinceMs: number;
  /** How loud each has been lately, 0..1: rises and falls over about a second, so that a cough is no speech. */
  readonly recent: ReadonlyMap<ParticipantId, number>;
}

export const NOBODY_SPEAKS: SpeakerState = {
  speaker: null,
  sinceMs: Number.NEGATIVE_INFINITY,
  recent: new Map(),
};

/** Whoever has the stage keeps it for so long: a layout that jumps is worse than a late one. */
export const SPEAKER_HOLD_MS = 3_000;
const SMOOTHING = 0.2;
const SPEAKING_FROM = 0.15;
/** How much louder somebody must have been than whoever is shown and still speaks. */
const LOUDER_BY = 1.3;

/** Takes the levels of a moment. Who left is forgotten. */
export function followSpeaker(
  state: SpeakerState,
  levels: LevelState,
  nowMs: number,
): SpeakerState {
  const recent = new Map<ParticipantId, number>();
  for (const [id, level] of levels) {
    if (id === "self") continue;
    const before = state.recent.get(id) ?? 0;
    recent.set(id, before + (level - before) * SMOOTHING);
  }
  const [loudest, loudness] = [...recent].reduce<readonly [ParticipantId | null, number]>(
    (best, each) => (each[1] > best[1] ? each : best),
    [null, SPEAKING_FROM],
  );
  const shown = state.speaker !== null && recent.has(state.speaker) ? state.speaker : null;
  const isHeld = shown !== null && nowMs - state.sinceMs < SPEAKER_HOLD_MS;
  const shownLoudness = shown === null ? 0 : (recent.get(shown) ?? 0);
  const isLouder = shownLoudness < SPEAKING_FROM || loudness > shownLoudness * LOUDER_BY;
  if (loudest !== null && loudest !== shown && !isHeld && isLouder)
    return { speaker: loudest, sinceMs: nowMs, recent };
  return { speaker: shown, sinceMs: state.sinceMs, recent };
}

/** Whoever speaks, or spoke last; follows `levels` for as long as those live. */
export function createActiveSpeaker(
  levels: ReadableStore<LevelState>,
  nowMs: () => number = () => performance.now(),
): ReadableStore<ParticipantId | null> {
  const store = createStore<ParticipantId | null>(null);
  let state = NOBODY_SPEAKS;
  levels.subscribe(() => {
    state = followSpeaker(state, levels.getSnapshot(), nowMs());
    store.update(() => state.speaker);
  });
  return { getSnapshot: store.getSnapshot, subscribe: store.subscribe };
}
