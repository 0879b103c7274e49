import { describe, expect, it } from "vitest";
import { type Figure, figureLine, meets } from "./figure.ts";

const startTime: Figure = { name: "start", value: 1_234.5, unit: "ms", limit: { atMost: 2_000 } };

describe("a figure", () => {
  it("meets a limit that it just touches, from either side", () => {
    expect(meets({ ...startTime, value: 2_000 })).toBe(true);
    expect(meets({ ...startTime, value: 2_000.1 })).toBe(false);
    expect(meets({ ...startTime, limit: { atLeast: 0.5 }, value: 0.5 })).toBe(true);
    expect(meets({ ...startTime, limit: { atLeast: 0.5 }, value: 0.49 })).toBe(false);
  });

  it("misses its target when it could not be measured", () => {
    expect(meets({ ...startTime, value: Number.NaN })).toBe(false);
    expect(meets({ ...startTime, value: Number.NaN, limit: { atLeast: 0 } })).toBe(false);
  });

  it("without a limit is neither good nor bad", () => {
    const { limit: _, ...reported } = startTime;

    expect(meets(reported)).toBeNull();
    expect(figureLine(reported)).not.toMatch(/ok|FAIL/);
  });

  it("prints FAIL with the value and the target when it misses", () => {
    const line = figureLine({ ...startTime, value: 2_345.6 });

    expect(line).toMatch(/^FAIL {2}start +2346 ms {2}\(at most 2000 ms\)$/);
  });
});
