/** Who is speaking: steady enough to be shown large. Pure steps over loudness, and a store that takes them. */

import type { ParticipantId } from "#protocol/ids.ts";
import type { LevelState } from "./call-state.ts";
import { createStore, type ReadableStore } from "./store.ts";

/** A participant by id, this one by a word: as levels are kept. */
export type Speaker = ParticipantId | "self";

export interface SpeakerState {
  readonly speaker: Speaker | null;
  readonly sinceMs: number;
  /** How loud each has been lately, 0..1: rises and falls over about a second, so that a cough is no speech. */
  readonly recent: ReadonlyMap<Speaker, number>;
}

export const NOBODY_SPEAKS: SpeakerState = {
  speaker: null,
  sinceMs: Number.NEGATIVE_INFINITY,
  recent: new Map(),
};

/** Whoever has the stage keeps it for so long: a layout that jumps is worse than a late one. */
export const SPEAKER_HOLD_MS = 3_000;
const SMOOTHING = 0.3;
const SPEAKING_FROM = 0.15;
/** How much louder somebody must have been than whoever is shown and still speaks. */
const LOUDER_BY = 1.3;

/** Takes the levels of a moment. Who left is forgotten. */
export function followSpeaker(
  state: SpeakerState,
  levels: LevelState,
  nowMs: number,
): SpeakerState {
  const recent = new Map<Speaker, number>();
  for (const [id, level] of levels) {
    const before = state.recent.get(id) ?? 0;
    recent.set(id, before + (level - before) * SMOOTHING);
  }
  const [loudest, loudness] = [...recent].reduce<readonly [Speaker | null, number]>(
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

export interface ActiveSpeaker extends ReadableStore<ParticipantId | null> {
  /** Whether it is this participant, of all, who speaks or spoke last. */
  isSelf(): boolean;
}

/** Whoever speaks, or spoke last, of the others; follows `levels` for as long as those live. */
export function createActiveSpeaker(
  levels: ReadableStore<LevelState>,
  nowMs: () => number = () => performance.now(),
): ActiveSpeaker {
  const store = createStore<ParticipantId | null>(null);
  let amongOthers = NOBODY_SPEAKS;
  let amongAll = NOBODY_SPEAKS;
  levels.subscribe(() => {
    const now = levels.getSnapshot();
    amongAll = followSpeaker(amongAll, now, nowMs());
    const others = new Map([...now].filter(([id]) => id !== "self"));
    amongOthers = followSpeaker(amongOthers, others, nowMs());
    const { speaker } = amongOthers;
    store.update(() => (speaker === "self" ? null : speaker));
  });
  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    isSelf: () => amongAll.speaker === "self",
  };
}
