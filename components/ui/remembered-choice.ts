import { createStore, type Store } from "#call/store.ts";

/**
 * A choice that this browser keeps: recalled on first use, `initial` where nothing usable is kept, and held for the page
 * alone where storage is full or forbidden. `read` makes a choice of foreign text, null of what is none, and may throw;
 * `storage` is asked for on use, since reaching it may throw too.
 */
export function createRememberedChoice<T>({
  key,
  initial,
  read,
  storage,
}: {
  readonly key: string;
  readonly initial: T;
  readonly read: (kept: string) => T | null;
  readonly storage: () => Storage;
}): Store<T> {
  const store = createStore(initial);
  let recalled = false;
  const recall = () => {
    if (recalled) return;
    recalled = true;
    try {
      const kept = storage().getItem(key);
      const choice = kept === null ? null : read(kept);
      if (choice !== null) store.update(() => choice);
    } catch {
      // Nothing usable.
    }
  };
  return {
    getSnapshot() {
      recall();
      return store.getSnapshot();
    },
    subscribe: store.subscribe,
    update(step) {
      recall();
      store.update(step);
      try {
        storage().setItem(key, JSON.stringify(store.getSnapshot()));
      } catch {
        // It holds for this page.
      }
    },
  };
}
