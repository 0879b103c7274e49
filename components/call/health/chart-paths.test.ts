import { describe, expect, it } from "vitest";
import { chartPaths, extremes } from "./chart-paths.ts";

const size = { width: 118, height: 24 };

describe("a small chart", () => {
  it("ends at the right with the newest value, scaled from zero to the largest", () => {
    expect(chartPaths([0, 5, 10], size)).toEqual(["M114 22h0L116 12L118 2"]);
  });

  it("fills its width after a minute", () => {
    const [path] = chartPaths(Array(60).fill(1), size);

    expect(path?.startsWith("M0 2")).toBe(true);
    expect(path?.endsWith("L118 2")).toBe(true);
  });

  it("breaks where nothing was known, and shows a lone value as a dot", () => {
    expect(chartPaths([4, null, 4, 4, null], size)).toEqual(["M110 2h0", "M114 2h0L116 2"]);
  });

  it("lies at the bottom where all is zero, and is empty where nothing is known", () => {
    expect(chartPaths([0, 0], size)).toEqual(["M116 22h0L118 22"]);
    expect(chartPaths([null, null], size)).toEqual([]);
    expect(chartPaths([], size)).toEqual([]);
  });

  it("knows its least and its most", () => {
    expect(extremes([null, 3, 1, 2])).toEqual({ least: 1, most: 3 });
    expect(extremes([null])).toBeNull();
  });
});
