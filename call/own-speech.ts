/**
 * What follows from one's own speaking: a raised hand is taken down once its owner has the floor, and who talks into a
 * muted microphone is told.
 */

import type { GuestPermissions } from "#protocol/moderation.ts";
import type { SelfState } from "#protocol/room.ts";
import type { LinkState } from "./link-words.ts";
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

interface Linked {
  readonly link: LinkState;
}

/** What decides about what is said. */
export interface Speaking {
  readonly hand: boolean;
  /** Somebody hears it: the microphone is on, others are reached, and nothing keeps it from them. */
  readonly isHeard: boolean;
  /** The person muted themselves, and could unmute. */
  readonly isMuted: boolean;
}

/** What follows from what one decides about oneself, from what one may, and from who is reached. Pure. */
export function speakingOf(
  { hand, microphone }: SelfState,
  { may, peers }: { readonly may: GuestPermissions; readonly peers: readonly Linked[] },
): Speaking {
  // Where guests may not use the microphone nothing of it is heard, and nothing can be unmuted.
  return {
    hand,
    isHeard: microphone && may.microphone && peers.some(isReached),
    isMuted: !microphone && may.microphone,
  };
}

/** Whether media and messages get through to somebody now. */
export function isReached({ link }: Linked): boolean {
  return link === "connected" || link === "unstable";
}

/** Adds up speech; `lowerHand` is called when others have heard enough of it. */
export function createOwnSpeech(parts: {
  readonly look: () => Speaking;
  readonly lowerHand: () => void;
}): OwnSpeech {
  const store = createStore<SpeechState>({ handsLowered: 0, mutedTimes: 0 });
  let lastMs = Number.NEGATIVE_INFINITY;
  let spokeMs = Number.NEGATIVE_INFINITY;
  let toldMs = Number.NEGATIVE_INFINITY;
  /** Heard speech since the hand was raised, or speech since the microphone was muted. */
  let withHandMs = 0;
  let mutedMs = 0;

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    heard(loudness, nowMs) {
      const { hand, isHeard, isMuted } = parts.look();
      // The first measurement, or the first after a sleep, says nothing of the time before.
      const tookMs = nowMs - lastMs > GAP_MS ? 0 : nowMs - lastMs;
      lastMs = nowMs;
      if (!hand || !isHeard) withHandMs = 0;
      if (!isMuted || nowMs - spokeMs > PAUSE_MS) mutedMs = 0;
      if (loudness < SPEECH_FROM) return;
      spokeMs = nowMs;
      if (isMuted) mutedMs += tookMs;
      else if (hand && isHeard) withHandMs += tookMs;
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
