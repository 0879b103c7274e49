/** The whole state library: a value that always is, and a way to hear that it changed. */

export interface ReadableStore<T> {
  /** The current value; immutable, the same reference until something changed. */
  getSnapshot(): T;
  /** Calls `listener` after each change, until the returned function is called. */
  subscribe(listener: () => void): () => void;
}

export interface Store<T> extends ReadableStore<T> {
  /** Replaces the value by `step(value)`; returning the same reference changes nothing and tells nobody. */
  update(step: (value: T) => T): void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    getSnapshot: () => value,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    update(step) {
      const next = step(value);
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
  };
}
