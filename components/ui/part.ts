/** Parts of a page that come when they are wanted, and are asked for again as long as they are. Knows no React. */

import { createStore, type ReadableStore } from "#call/store.ts";

export interface PartState<T> {
  /** What was loaded; null until then. */
  readonly loaded: T | null;
  /** How often it could not be loaded, or did not come in time. */
  readonly failures: number;
}

export interface Part<T> extends ReadableStore<PartState<T>> {
  /** Loads it, and after a failure again and again, until the returned function is called. */
  want(): () => void;
  /** Loads it once, now, unless it is there or on its way. Resolves when that is over, however it went. */
  tryNow(): Promise<void>;
}

/** Between two attempts, twice as long each time: a server that is away is not to be asked all the time. */
const AGAIN_AFTER_MS = 1_000;
const AGAIN_AT_MOST_MS = 30_000;
/** Who waits for longer is told; it may come all the same. */
const PATIENCE_MS = 10_000;

/** What waits to be tried again. */
const waiting = new Set<() => void>();

/** Tries at once what could not be loaded and is still wanted: for when the way to the server may be back. */
export function tryPartsAgain(): void {
  for (const attempt of [...waiting]) attempt();
}

/**
 * Makes a part of what `load` resolves with; nothing is loaded before somebody wants it. A failed import can be tried
 * again, since the bundler forgets files that did not come.
 */
export function createPart<T>(load: () => Promise<T>): Part<T> {
  const store = createStore<PartState<T>>({ loaded: null, failures: 0 });
  let wishes = 0;
  let againAfterMs = AGAIN_AFTER_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let loading: Promise<void> | null = null;

  const again = () => void tryNow();
  const rest = () => {
    clearTimeout(timer);
    waiting.delete(again);
  };
  const fail = () => store.update((state) => ({ ...state, failures: state.failures + 1 }));

  const attempt = async () => {
    rest();
    let isLate = false;
    const patience = setTimeout(() => {
      isLate = true;
      fail();
    }, PATIENCE_MS);
    try {
      const loaded = await load();
      store.update((state) => ({ ...state, loaded }));
    } catch {
      if (!isLate) fail();
      if (wishes > 0) waitToTryAgain();
    }
    clearTimeout(patience);
  };

  const waitToTryAgain = () => {
    timer = setTimeout(again, againAfterMs);
    againAfterMs = Math.min(2 * againAfterMs, AGAIN_AT_MOST_MS);
    waiting.add(again);
    // The same listener again is none more.
    globalThis.window?.addEventListener("online", tryPartsAgain);
  };

  const tryNow = async () => {
    if (store.getSnapshot().loaded !== null) return;
    loading ??= attempt().finally(() => {
      loading = null;
    });
    await loading;
  };

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    want() {
      wishes += 1;
      againAfterMs = AGAIN_AFTER_MS;
      void tryNow();
      let isWanted = true;
      return () => {
        if (!isWanted) return;
        isWanted = false;
        wishes -= 1;
        if (wishes === 0) rest();
      };
    },
    tryNow,
  };
}
