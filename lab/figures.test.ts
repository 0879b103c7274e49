import { describe, expect, it } from "vitest";
import { judge, loosened, misses, type Outcome, shown, shownLimit } from "./figures.ts";

const runs = (...backMs: readonly number[]): readonly Outcome[] =>
  backMs.map((value) => ({ figures: { backMs: value }, broken: [] }));

describe("a row", () => {
  it("passes by its median", () => {
    const verdict = judge(runs(400, 450, 900), { backMs: { atMost: 500 } });

    expect(verdict).toMatchObject({
      passed: true,
      figures: [{ name: "backMs", median: 450, worst: 900, meets: true }],
    });
  });

  it("fails by a median above the target", () => {
    expect(judge(runs(400, 510, 520), { backMs: { atMost: 500 } }).passed).toBe(false);
  });

  it("fails by one run beyond three times the target", () => {
    expect(judge(runs(400, 410, 1_501), { backMs: { atMost: 500 } }).passed).toBe(false);
    expect(judge(runs(400, 410, 1_500), { backMs: { atMost: 500 } }).passed).toBe(true);
  });

  it("takes the smallest as the worst where more is better", () => {
    const outcomes = [18, 16, 4].map((value) => ({
      figures: { framesPerSecond: value },
      broken: [],
    }));
    const verdict = judge(outcomes, { framesPerSecond: { atLeast: 15 } });

    expect(verdict).toMatchObject({ passed: false, figures: [{ median: 16, worst: 4 }] });
  });

  it("fails by what had to hold, said once", () => {
    const outcome = { figures: { backMs: 100 }, broken: ["Ben has another seat"] };
    const verdict = judge([outcome, outcome], { backMs: { atMost: 500 } });

    expect(verdict).toMatchObject({ passed: false, broken: ["Ben has another seat"] });
  });

  it("fails by what never came and by what was not measured", () => {
    expect(judge(runs(Number.POSITIVE_INFINITY), { backMs: { atMost: 500 } }).passed).toBe(false);
    expect(judge(runs(100), { noticedMs: { atMost: 800 } }).passed).toBe(false);
  });

  it("reports what has no target", () => {
    expect(judge(runs(100, 9_000), {})).toMatchObject({
      passed: true,
      figures: [{ name: "backMs", worst: 9_000 }],
    });
  });
});

it("a verdict says in words what was missed", () => {
  const verdict = judge(
    [{ figures: { backMs: 900, noticedMs: 100 }, broken: ["Ben has another seat"] }],
    { backMs: { atMost: 500 }, noticedMs: { atMost: 800 } },
  );

  expect(misses(verdict)).toEqual(["media back 0.9 s / 0.9 s (≤ 0.5 s)", "Ben has another seat"]);
});

it("limits are loosened in the direction that is easier to meet", () => {
  expect(loosened({ backMs: { atMost: 500 }, framesPerSecond: { atLeast: 15 } }, 3)).toEqual({
    backMs: { atMost: 1_500 },
    framesPerSecond: { atLeast: 5 },
  });
});

it("values are shown in the unit of their figure", () => {
  expect(shown("backMs", 436)).toBe("0.44 s");
  expect(shown("concealedRatio", 0.0123)).toBe("1.23 %");
  expect(shown("framesPerSecond", 19.96)).toBe("20/s");
  expect(shown("lostFrames", 212)).toBe("212");
  expect(shown("backMs", Number.POSITIVE_INFINITY)).toBe("never");
  expect(shownLimit({ name: "backMs", limit: { atMost: 500 } })).toBe("≤ 0.5 s");
  expect(shownLimit({ name: "backMs", limit: undefined })).toBe("");
});
