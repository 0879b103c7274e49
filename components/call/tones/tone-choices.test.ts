import { describe, expect, it } from "vitest";
import { aStorage, noStorage } from "#call/storage-for-tests.ts";
import { createToneChoices, TONES } from "./tone-choices.ts";

const kept = (choices: string) => aStorage({ "rondo.tones": choices }).storage;

describe("what is heard", () => {
  it("is everything at first, and each can be turned off and is remembered", () => {
    const { storage } = aStorage();
    const choices = createToneChoices(storage);
    expect(Object.values(choices.getSnapshot())).toEqual(TONES.map(() => true));

    choices.toggle("join");

    expect(choices.getSnapshot().join).toBe(false);
    expect(createToneChoices(storage).getSnapshot()).toMatchObject({ join: false, leave: true });
  });

  it.each(["", "{", "[]", '{"join":"yes"}'])("is everything where %j is stored", (stored) => {
    expect(createToneChoices(kept(stored)).getSnapshot().join).toBe(true);
  });

  it("keeps the choices of a time that knew fewer sounds", () => {
    const stored = JSON.stringify({ join: false, leave: true, hand: true, message: true });

    expect(createToneChoices(kept(stored)).getSnapshot()).toMatchObject({
      join: false,
      knock: true,
    });
  });

  it("can be chosen where nothing can be stored", () => {
    const choices = createToneChoices(noStorage);

    choices.toggle("hand");

    expect(choices.getSnapshot().hand).toBe(false);
  });
});
