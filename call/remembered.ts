/** What this browser keeps under one key from page to page, and goes without where storage is full or forbidden. */
export interface Remembered<T> {
  /** What was kept; `initial` where nothing usable is. */
  recall(): T;
  /** Keeps it, if it can be kept. */
  remember(value: T): void;
}

/**
 * Has no side effect before it is used. What is kept may have been written by another version, or by anybody: `read` makes a
 * value of that text, and throws at what is none. `storage` is asked for on use, since reaching it may throw too.
 */
export function createRemembered<T>({
  key,
  initial,
  read,
  write = JSON.stringify,
  storage = () => localStorage,
}: {
  readonly key: string;
  readonly initial: T;
  readonly read: (kept: string) => T;
  readonly write?: (value: T) => string;
  readonly storage?: (() => Storage) | undefined;
}): Remembered<T> {
  return {
    recall() {
      try {
        const kept = storage().getItem(key);
        return kept === null ? initial : read(kept);
      } catch {
        return initial;
      }
    },
    remember(value) {
      try {
        storage().setItem(key, write(value));
      } catch {
        // It holds for this page.
      }
    },
  };
}
