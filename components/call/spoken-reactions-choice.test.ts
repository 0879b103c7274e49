import { describe, expect, it } from "vitest";
import { aStorage } from "#call/storage-for-tests.ts";
import { createSpokenReactionsChoice } from "./spoken-reactions-choice.ts";

describe("saying reactions", () => {
  it("is off until it is turned on, and is remembered then", () => {
    const { storage } = aStorage();
    const choice = createSpokenReactionsChoice(storage);
    expect(choice.getSnapshot()).toBe(false);

    choice.update(() => true);

    expect(createSpokenReactionsChoice(storage).getSnapshot()).toBe(true);
    choice.update(() => false);
    expect(createSpokenReactionsChoice(storage).getSnapshot()).toBe(false);
  });

  it("is off where nonsense is kept", () => {
    const { storage } = aStorage({ "rondo.spokenReactions": "{}" });

    expect(createSpokenReactionsChoice(storage).getSnapshot()).toBe(false);
  });
});
