/** `POST /api/ratings`: how somebody found a call, after it. It says nothing of whose call it was. */

import { RateLimiterMemory } from "rate-limiter-flexible";
import { failure } from "#protocol/failure.ts";
import { Rating } from "#protocol/http.ts";
import { addressBlock } from "./address-block.ts";
import { takeOne } from "./rate-limit.ts";
import { type Route, refusal } from "./route.ts";

const WINDOW_S = 60 * 60;

/** The limit by address is counted in memory, over a fixed window: nobody alone is to make the average. */
export function createRatingsApi(parts: {
  readonly add: (rating: Rating) => void;
  readonly perHourPerAddress: number;
}): readonly Route[] {
  const byAddress = new RateLimiterMemory({ points: parts.perHourPerAddress, duration: WINDOW_S });
  return [
    {
      method: "POST",
      path: "/api/ratings",
      async handle(request) {
        const rating = Rating.safeParse(await request.json());
        if (!rating.success) {
          return refusal(
            400,
            failure("invalid", 'expected { "stars": 1 to 5, "problems": [kinds of problems] }'),
          );
        }
        const retryAfterMs = await takeOne(byAddress, addressBlock(request.address));
        if (retryAfterMs !== null) {
          return refusal(
            429,
            failure("rate-limited", "too many ratings from this address", { retryAfterMs }),
          );
        }
        parts.add(rating.data);
        return { status: 204 };
      },
    },
  ];
}
