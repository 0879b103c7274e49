import { afterEach, describe, expect, it, vi } from "vitest";
import { createRemembered } from "./remembered.ts";
import { aStorage, noStorage } from "./storage-for-tests.ts";

const aNumber = (storage?: () => Storage) =>
  createRemembered<number>({
    key: "rondo.number",
    initial: 7,
    read(kept) {
      const read: unknown = JSON.parse(kept);
      if (typeof read !== "number") throw new Error("no number");
      return read;
    },
    storage,
  });

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("what this browser remembers", () => {
  it("is what it began with until something is kept, and then that, on later pages too", () => {
    const { storage, items } = aStorage();
    expect(aNumber(storage).recall()).toBe(7);

    aNumber(storage).remember(8);

    expect(aNumber(storage).recall()).toBe(8);
    expect(items.get("rondo.number")).toBe("8");
  });

  it.each(["", "{", "null", '"8"'])("is what it began with where %j is kept", (kept) => {
    expect(aNumber(aStorage({ "rondo.number": kept }).storage).recall()).toBe(7);
  });

  it("is kept as the text that it is given", () => {
    const { storage, items } = aStorage();
    const name = createRemembered({
      key: "rondo.word",
      initial: "",
      read: (kept) => kept,
      write: (word) => word,
      storage,
    });

    name.remember("Ann");

    expect(items.get("rondo.word")).toBe("Ann");
    expect(name.recall()).toBe("Ann");
  });

  it("is nothing where nothing can be kept, and nobody is the worse for it", () => {
    const number = aNumber(noStorage);

    number.remember(8);

    expect(number.recall()).toBe(7);
  });

  it("is in localStorage, and nothing where there is none, as on a server", () => {
    expect(aNumber().recall()).toBe(7);

    const { storage, items } = aStorage();
    vi.stubGlobal("localStorage", storage());
    aNumber().remember(9);

    expect(items.get("rondo.number")).toBe("9");
  });
});
