import { describe, expect, it } from "vitest";
import { createSingleKeysChoice } from "./single-keys-choice.ts";

function aStorage(kept: Record<string, string> = {}) {
  const items = new Map(Object.entries(kept));
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  } as Storage; // Nothing else of it is used.
}

describe("keys without Ctrl or Alt", () => {
  it("act until they are turned off, which is remembered, and again when they are turned on", () => {
    const storage = aStorage();
    const choice = createSingleKeysChoice(() => storage);
    expect(choice.getSnapshot()).toBe(true);

    choice.update(() => false);

    expect(createSingleKeysChoice(() => storage).getSnapshot()).toBe(false);
    choice.update(() => true);
    expect(createSingleKeysChoice(() => storage).getSnapshot()).toBe(true);
  });

  it("act where nonsense is kept", () => {
    const storage = aStorage({ "rondo.singleKeys": "{}" });

    expect(createSingleKeysChoice(() => storage).getSnapshot()).toBe(true);
  });
});
