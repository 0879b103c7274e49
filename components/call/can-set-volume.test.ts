import { afterEach, describe, expect, it, vi } from "vitest";
import { tryVolume } from "./can-set-volume.ts";

const inBrowserWith = (element: { volume: number }) =>
  vi.stubGlobal("document", { createElement: () => element });

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the volume of what plays", () => {
  it("is the page's to say in most browsers", () => {
    inBrowserWith({ volume: 1 });

    expect(tryVolume()).toBe(true);
  });

  it("is the device's alone on iPhones and iPads, where it always reads as whole", () => {
    inBrowserWith(
      Object.defineProperty({ volume: 1 }, "volume", { get: () => 1, set: () => undefined }),
    );

    expect(tryVolume()).toBe(false);
  });
});
