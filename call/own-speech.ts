/**
 * What follows from one's own speaking: a raised hand is taken down once its owner has the floor, and who talks into a
 * muted microphone is told.
 */

import { createStore, type ReadableStore } from "./store.ts";

export interface SpeechState {
  /** How often the hand was taken down. */
  readonly handsLowered: number;
  /** How often somebody was found talking while muted. */
  readonly mutedTimes: number;
}

/** Loudness from which it is speech. */
const SPEECH_FROM = 0.3;
/** So much speech is a contribution; less is a "yes" between. */
const FLOOR_MS = 2_500;
/** So much of it while muted is no noise of the room. */
const MUTED_MS = 1_000;
/** A pause this long begins a new count. */
const PAUSE_MS = 4_000;
/** Longer than this between two measurements is none between. */
const GAP_MS = 500;
/** Told once is enough for a while. */
const TOLD_EVERY_MS = 30_000;

export interface OwnSpeech extends ReadableStore<SpeechState> {
  /** The loudness of the own microphone, muted or not, 0..1, as often as it is measured. */
  heard(loudness: number, nowMs: number): void;
}

/** Adds up speech; `lowerHand` is called when it was enough of it. */
export function createOwnSpeech(parts: {
  readonly look: () => { readonly hand: boolean; readonly muted: boolean };
  readonly lowerHand: () => void;
}): OwnSpeech {
  const store = createStore<SpeechState>({ handsLowered: 0, mutedTimes: 0 });
  let lastMs = Number.NEGATIVE_INFINITY;
  let spokeMs = Number.NEGATIVE_INFINITY;
  let toldMs = Number.NEGATIVE_INFINITY;
  /** Speech since the hand was raised, or since the microphone was muted. */
  let withHandMs = 0;
  let mutedMs = 0;

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    heard(loudness, nowMs) {
      const { hand, muted } = parts.look();
      // The first measurement, or the first after a sleep, says nothing of the time before.
      const tookMs = nowMs - lastMs > GAP_MS ? 0 : nowMs - lastMs;
      lastMs = nowMs;
      if (!hand || muted) withHandMs = 0;
      if (!muted || nowMs - spokeMs > PAUSE_MS) mutedMs = 0;
      if (loudness < SPEECH_FROM) return;
      spokeMs = nowMs;
      if (muted) mutedMs += tookMs;
      else if (hand) withHandMs += tookMs;
      if (withHandMs >= FLOOR_MS) {
        withHandMs = 0;
        parts.lowerHand();
        store.update((state) => ({ ...state, handsLowered: state.handsLowered + 1 }));
      }
      if (mutedMs >= MUTED_MS && nowMs - toldMs >= TOLD_EVERY_MS) {
        mutedMs = 0;
        toldMs = nowMs;
        store.update((state) => ({ ...state, mutedTimes: state.mutedTimes + 1 }));
      }
    },
  };
}
