import { describe, expect, it } from "vitest";
import { createAutomaticChoice } from "./automatic.ts";

function aStorage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  } as Storage; // Nothing else of it is used.
}

describe("opening by itself", () => {
  it("is on until it is turned off, and is remembered then", () => {
    const storage = aStorage();
    const choice = createAutomaticChoice(() => storage);
    expect(choice.getSnapshot()).toBe(true);

    choice.set(false);

    expect(choice.getSnapshot()).toBe(false);
    expect(createAutomaticChoice(() => storage).getSnapshot()).toBe(false);
    choice.set(true);
    expect(createAutomaticChoice(() => storage).getSnapshot()).toBe(true);
  });

  it("is on, and can be turned off for this page, where nothing can be kept", () => {
    const choice = createAutomaticChoice(() => {
      throw new Error("forbidden");
    });
    expect(choice.getSnapshot()).toBe(true);

    choice.set(false);

    expect(choice.getSnapshot()).toBe(false);
  });
});
