import { describe, expect, it } from "vitest";
import { median, percentile } from "./statistics.ts";

describe("a percentile", () => {
  it("is a value that was measured, by the nearest rank", () => {
    const values = Array.from({ length: 200 }, (_, place) => place + 1);

    expect(percentile(values, 0.5)).toBe(100);
    expect(percentile(values, 0.99)).toBe(198);
    expect(percentile(values, 1)).toBe(200);
    expect(percentile(values, 0)).toBe(1);
  });

  it("sorts by size and leaves the values as they are", () => {
    const values = [10, 9, 100];

    expect(median(values)).toBe(10);
    expect(values).toEqual([10, 9, 100]);
  });

  it("of nothing is no number", () => {
    expect(median([])).toBeNaN();
  });
});
