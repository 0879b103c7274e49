import { createRemembered } from "#call/remembered.ts";
import { createStore, type Store } from "#call/store.ts";

/** A choice that this browser remembers: recalled on first use, and kept with each change. */
export function createRememberedChoice<T>(
  options: Parameters<typeof createRemembered<T>>[0],
): Store<T> {
  const remembered = createRemembered(options);
  const store = createStore(options.initial);
  let recalled = false;
  const recall = () => {
    if (recalled) return;
    recalled = true;
    store.update(remembered.recall);
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
      remembered.remember(store.getSnapshot());
    },
  };
}
