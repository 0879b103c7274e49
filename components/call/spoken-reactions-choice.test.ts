import { describe, expect, it } from "vitest";
import { createSpokenReactionsChoice } from "./spoken-reactions-choice.ts";

function aStorage(kept: Record<string, string> = {}) {
  const items = new Map(Object.entries(kept));
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  } as Storage; // Nothing else of it is used.
}

describe("saying reactions", () => {
  it("is off until it is turned on, and is remembered then", () => {
    const storage = aStorage();
    const choice = createSpokenReactionsChoice(() => storage);
    expect(choice.getSnapshot()).toBe(false);

    choice.update(() => true);

    expect(createSpokenReactionsChoice(() => storage).getSnapshot()).toBe(true);
    choice.update(() => false);
    expect(createSpokenReactionsChoice(() => storage).getSnapshot()).toBe(false);
  });

  it("is off where nonsense is kept", () => {
    const storage = aStorage({ "rondo.spokenReactions": "{}" });

    expect(createSpokenReactionsChoice(() => storage).getSnapshot()).toBe(false);
  });
});
