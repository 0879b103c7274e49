import { describe, expect, it } from "vitest";
import { loudness, rootMeanSquare } from "./level.ts";

describe("loudness", () => {
  it.each([
    [0, 0],
    [Number.NaN, 0],
    [0.001, 0],
    [1, 1],
    [2, 1],
  ])("of amplitude %d is %d", (amplitude, expected) => {
    expect(loudness(amplitude)).toBe(expected);
  });

  it("grows in even steps for equal changes in decibels", () => {
    expect(loudness(0.1)).toBeCloseTo(0.6, 5);
    expect(loudness(0.01)).toBeCloseTo(0.2, 5);
  });
});

describe("the root mean square", () => {
  it("of silence is zero and of a full-scale square wave is one", () => {
    expect(rootMeanSquare(new Float32Array(8))).toBe(0);
    expect(rootMeanSquare(Float32Array.of(1, -1, 1, -1))).toBe(1);
    expect(rootMeanSquare(new Float32Array(0))).toBe(0);
  });
});
