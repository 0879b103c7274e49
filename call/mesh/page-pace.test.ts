import { describe, expect, it } from "vitest";
import { createPagePace } from "./page-pace.ts";

/** Ticks with these gaps, over and over, for so many ticks. */
function paced(gaps: readonly number[], ticks = 60) {
  const pace = createPagePace(100, 3_000);
  let nowMs = 0;
  for (let tick = 0; tick < ticks; tick += 1) {
    nowMs += gaps[tick % gaps.length] ?? 0;
    pace.ticked(nowMs);
  }
  return pace;
}

describe("the pace of the page", () => {
  // Gaps as they were measured with two and with five people on two cores.
  it("is well while ticks come when they should", () => {
    expect(paced([95, 100, 105, 100, 99, 101, 100, 164, 36, 100]).isShort()).toBe(false);
  });

  it("is short when ticks come late and then together", () => {
    expect(paced([235, 2, 78, 82, 212, 1, 90, 100]).isShort()).toBe(true);
  });

  it("is not short because of one long task", () => {
    expect(paced([100], 30).isShort()).toBe(false);
    // What waited for it comes at once.
    expect(paced([...Array(50).fill(100), 1_450, ...Array(14).fill(1)], 65).isShort()).toBe(false);
  });

  it("says nothing before there is enough to judge by, or after a sleep", () => {
    expect(paced([235, 2], 10).isShort()).toBe(false);
    const pace = paced([235, 2]);
    pace.ticked(60_000);
    expect(pace.isShort()).toBe(false);
  });
});
