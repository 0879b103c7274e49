import { describe, expect, it } from "vitest";
import { percentages } from "./percentages.ts";

describe("shares in per cent", () => {
  it.each([
    [
      [1, 1],
      [50, 50],
    ],
    [
      [1, 1, 1],
      [34, 33, 33],
    ],
    [
      [2, 1],
      [67, 33],
    ],
    [
      [995, 4, 1],
      [100, 0, 0],
    ],
    [[60_000], [100]],
    [
      [0, 0],
      [0, 0],
    ],
    [[], []],
  ])("of %j are %j", (parts, shares) => {
    expect(percentages(parts)).toEqual(shares);
  });
});
