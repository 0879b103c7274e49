/** `POST /api/check`: what the page `/check` needs to try the way to the relay, before anybody has joined anything. */

import { RateLimiterMemory } from "rate-limiter-flexible";
import { failure } from "#protocol/failure.ts";
import { type CheckReply, CheckRequest } from "#protocol/http.ts";
import type { IceConfiguration } from "#protocol/room.ts";
import { addressBlock } from "./address-block.ts";
import { type Route, refusal } from "./route.ts";
import { takeOne } from "./take-one.ts";

const WINDOW_S = 60 * 60;
const ALL = "all";

/**
 * Limits are counted in memory, over fixed windows: by address, so that one caller does not take the relay from others,
 * and over all of them, since here anybody gets credentials. An address over its own limit does not count for the rest.
 */
export function createCheckApi(parts: {
  /** Makes the short-lived credentials; gets what a limit by address counts. */
  readonly iceFor: (caller: string) => IceConfiguration;
  readonly perHourPerAddress: number;
  readonly perHour: number;
}): readonly Route[] {
  const byAddress = new RateLimiterMemory({ points: parts.perHourPerAddress, duration: WINDOW_S });
  const inAll = new RateLimiterMemory({ points: parts.perHour, duration: WINDOW_S });
  return [
    {
      method: "POST",
      path: "/api/check",
      async handle(request) {
        const body = CheckRequest.safeParse((await request.json()) ?? {});
        if (!body.success) return refusal(400, failure("invalid", "expected {}"));
        const caller = addressBlock(request.address);
        const retryAfterMs = (await takeOne(byAddress, caller)) ?? (await takeOne(inAll, ALL));
        if (retryAfterMs !== null) {
          return refusal(
            429,
            failure("rate-limited", "too many checks of the connection", { retryAfterMs }),
          );
        }
        const reply: CheckReply = { ice: parts.iceFor(caller) };
        return { status: 200, json: reply };
      },
    },
  ];
}
