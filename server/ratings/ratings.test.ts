import { describe, expect, it } from "vitest";
import { createRatings } from "./ratings.ts";

describe("ratings", () => {
  it("[A4] are added up: how many, their stars, and how often what was wrong", () => {
    const ratings = createRatings(1_000);

    ratings.add({ stars: 5, problems: [] });
    ratings.add({ stars: 2, problems: ["no-video", "dropped"] });
    ratings.add({ stars: 3, problems: ["dropped"] });

    expect(ratings.read()).toEqual({
      sinceMs: 1_000,
      count: 3,
      stars: 10,
      problems: { "not-hearing": 0, "not-heard": 0, "no-video": 1, dropped: 2, other: 0 },
    });
  });

  it("count a problem once, however often a rating names it", () => {
    const ratings = createRatings(0);

    ratings.add({ stars: 1, problems: ["other", "other"] });

    expect(ratings.read().problems.other).toBe(1);
  });
});
