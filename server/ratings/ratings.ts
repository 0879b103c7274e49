/** How people found their calls, added up: counts alone, kept while the process lives. */

import type { Ratings } from "#protocol/admin.ts";
import type { Rating } from "#protocol/http.ts";

export interface RatingSums {
  add(rating: Rating): void;
  /** Of now; immutable. */
  read(): Ratings;
}

/** Begins to add up at `sinceMs`, Unix milliseconds. */
export function createRatings(sinceMs: number): RatingSums {
  let sums = noRatings(sinceMs);
  return {
    add(rating) {
      sums = addRating(sums, rating);
    },
    read: () => sums,
  };
}

export function noRatings(sinceMs: number): Ratings {
  return {
    sinceMs,
    count: 0,
    stars: 0,
    problems: { "not-hearing": 0, "not-heard": 0, "no-video": 0, dropped: 0, other: 0 },
  };
}

/** The sums with one rating more. What is named twice counts once. */
export function addRating(before: Ratings, { stars, problems }: Rating): Ratings {
  const counts = { ...before.problems };
  for (const problem of new Set(problems)) counts[problem] += 1;
  return {
    ...before,
    count: before.count + 1,
    stars: before.stars + stars,
    problems: counts,
  };
}
