import { describe, expect, it } from "vitest";
import { sizeIn } from "./size-words.ts";

describe("a size", () => {
  it.each([
    [0, 0, "byte"],
    [1, 1, "byte"],
    [999, 999, "byte"],
    [1_000, 1, "kilobyte"],
    [999_400, 999.4, "kilobyte"],
    [999_900, 0.9999, "megabyte"],
    [3_400_000, 3.4, "megabyte"],
    [2_000_000_000, 2, "gigabyte"],
    [5_000_000_000_000_000, 5_000, "terabyte"],
  ])("of %d bytes is said as %d %s", (bytes, value, unit) => {
    expect(sizeIn(bytes)).toEqual({ value, unit });
  });
});
