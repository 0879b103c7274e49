/** A browser's storage that a test can look into. */
export function aStorage(kept: Readonly<Record<string, string>> = {}) {
  const items = new Map(Object.entries(kept));
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
  // As much of Storage as is used.
  return { items, storage: () => storage as unknown as Storage };
}

/** One that the browser forbids. */
export const noStorage = (): Storage => {
  throw new Error("forbidden");
};
