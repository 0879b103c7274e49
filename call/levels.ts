/** Loudness of everyone, several times a second, beside the state of the call. */

import type { ParticipantId } from "#protocol/ids.ts";
import type { LevelState } from "./call-state.ts";
import { createAmplitudeMeter, loudness } from "./media/level.ts";
import { createStore, type ReadableStore } from "./store.ts";

/** Often enough for a ring that follows speech, and rare enough to cost little: every receiver is asked by two threads. */
const READING_MS = 200;

export interface LevelSources {
  readonly ownMicrophone: () => MediaStreamTrack | null;
  readonly peerAmplitudes: () => Iterable<readonly [ParticipantId, number]>;
  /** Told how loud the own microphone is, also while it is muted. */
  readonly onOwn: (loudness: number) => void;
}

export interface Levels extends ReadableStore<LevelState> {
  start(): void;
  /** Everyone is silent from then on. */
  stop(): void;
}

export function createLevels(sources: LevelSources): Levels {
  const store = createStore<LevelState>(new Map());
  const meter = createAmplitudeMeter();
  let timer: ReturnType<typeof setInterval> | null = null;

  /** A muted track is silent everywhere; a clone of it hears on, and goes with the mute. */
  let muted: { readonly track: MediaStreamTrack; readonly clone: MediaStreamTrack } | null = null;

  const heardTrack = (track: MediaStreamTrack | null): MediaStreamTrack | null => {
    if (muted !== null && (muted.track !== track || track.enabled)) {
      muted.clone.stop();
      muted = null;
    }
    if (track === null || track.enabled !== false) return track;
    if (muted === null) {
      muted = { track, clone: track.clone() };
      muted.clone.enabled = true;
    }
    return muted.clone;
  };

  const read = () => {
    meter.listen(heardTrack(sources.ownMicrophone()));
    const own = loudness(meter.amplitude());
    sources.onOwn(own);
    const next = new Map<ParticipantId | "self", number>([["self", muted === null ? own : 0]]);
    for (const [id, amplitude] of sources.peerAmplitudes()) next.set(id, loudness(amplitude));
    store.update((before) => (isSame(before, next) ? before : next));
  };

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    start() {
      timer ??= setInterval(read, READING_MS);
    },
    stop() {
      if (timer !== null) clearInterval(timer);
      timer = null;
      heardTrack(null);
      meter.close();
      store.update((before) => (before.size === 0 ? before : new Map()));
    },
  };
}

function isSame(a: LevelState, b: LevelState): boolean {
  return a.size === b.size && [...a].every(([key, level]) => b.get(key) === level);
}
