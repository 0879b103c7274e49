import { describe, expect, it } from "vitest";
import { aStorage, noStorage } from "#call/storage-for-tests.ts";
import { createAutomaticChoice } from "./automatic.ts";

describe("opening by itself", () => {
  it("is on until it is turned off, and is remembered then", () => {
    const { storage } = aStorage();
    const choice = createAutomaticChoice(storage);
    expect(choice.getSnapshot()).toBe(true);

    choice.set(false);

    expect(choice.getSnapshot()).toBe(false);
    expect(createAutomaticChoice(storage).getSnapshot()).toBe(false);
    choice.set(true);
    expect(createAutomaticChoice(storage).getSnapshot()).toBe(true);
  });

  it("is on, and can be turned off for this page, where nothing can be kept", () => {
    const choice = createAutomaticChoice(noStorage);
    expect(choice.getSnapshot()).toBe(true);

    choice.set(false);

    expect(choice.getSnapshot()).toBe(false);
  });
});
