import { describe, expect, it } from "vitest";
import { createPathProbing } from "./path-probing.ts";

const good = { rttMs: 40, rttJitterMs: 1, lossRatio: 0 };
const far = { ...good, rttMs: 400 };
const lossy = { ...good, lossRatio: 0.1 };

/** Seconds at which it looks. */
function looks(at: (second: number) => typeof good, seconds: number): number[] {
  const probing = createPathProbing();
  const made: number[] = [];
  for (let second = 0; second <= seconds; second += 1)
    if (probing.isDue(at(second), second * 1_000)) made.push(second);
  return made;
}

describe("looking for a better path", () => {
  it("does not happen on a good one", () => {
    expect(looks(() => good, 600)).toEqual([]);
  });

  it.each([
    ["far", far],
    ["lossy", lossy],
  ])("happens on a %s one, not at once and ever more rarely", (_, figures) => {
    const made = looks(() => figures, 600);

    expect(made[0]).toBeGreaterThanOrEqual(3);
    expect(made.length).toBeGreaterThan(2);
    for (const [place, second] of made.entries())
      if (place > 0) expect(second - (made[place - 1] ?? 0)).toBeGreaterThanOrEqual(30);
    expect(made.length).toBeLessThan(6);
  });

  it("does not happen for a moment of delay", () => {
    expect(looks((second) => (second % 10 < 2 ? far : good), 600)).toEqual([]);
  });
});
