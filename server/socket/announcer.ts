/**
 * Says the latest of something, at once, but not too often: of many changes in a row only the first and the last are
 * said. For what is said whole each time, so that what was left out is not missed.
 */

export interface Announcer<K, V> {
  /** Says `value` now, or with what comes after it as soon as `everyMs` have passed since the last one of this key. */
  announce(key: K, value: V): void;
  /** Says nothing more. Final. */
  close(): void;
}

export function createAnnouncer<K, V>(
  say: (key: K, value: V) => void,
  everyMs: number,
): Announcer<K, V> {
  /** Keys that were said a moment ago, and what has come since. */
  const resting = new Map<K, { latest: V | null; readonly timer: ReturnType<typeof setTimeout> }>();

  const rest = (key: K) => {
    const timer = setTimeout(() => {
      const latest = resting.get(key)?.latest ?? null;
      resting.delete(key);
      if (latest === null) return;
      rest(key);
      say(key, latest);
    }, everyMs);
    resting.set(key, { latest: null, timer });
  };

  return {
    announce(key, value) {
      const waiting = resting.get(key);
      if (waiting !== undefined) {
        waiting.latest = value;
        return;
      }
      rest(key);
      say(key, value);
    },
    close() {
      for (const { timer } of resting.values()) clearTimeout(timer);
      resting.clear();
    },
  };
}
