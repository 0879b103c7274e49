import { describe, expect, it } from "vitest";
import { createToneChoices, TONES } from "./tone-choices.ts";

function aStorage(stored: string | null = null) {
  const items = new Map<string, string>(stored === null ? [] : [["rondo.tones", stored]]);
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
  // As much of Storage as is used.
  return () => storage as unknown as Storage;
}

describe("what is heard", () => {
  it("is everything at first, and each can be turned off and is remembered", () => {
    const storage = aStorage();
    const choices = createToneChoices(storage);
    expect(Object.values(choices.getSnapshot())).toEqual(TONES.map(() => true));

    choices.toggle("join");

    expect(choices.getSnapshot().join).toBe(false);
    expect(createToneChoices(storage).getSnapshot()).toMatchObject({ join: false, leave: true });
  });

  it.each(["", "{", "[]", '{"join":"yes"}'])("is everything where %j is stored", (stored) => {
    expect(createToneChoices(aStorage(stored)).getSnapshot().join).toBe(true);
  });

  it("keeps the choices of a time that knew fewer sounds", () => {
    const stored = JSON.stringify({ join: false, leave: true, hand: true, message: true });

    expect(createToneChoices(aStorage(stored)).getSnapshot()).toMatchObject({
      join: false,
      knock: true,
    });
  });

  it("can be chosen where nothing can be stored", () => {
    const choices = createToneChoices(() => {
      throw new Error("no storage");
    });

    choices.toggle("hand");

    expect(choices.getSnapshot().hand).toBe(false);
  });
});
