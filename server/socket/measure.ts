import { failure, success } from "#protocol/failure.ts";
import { type Handler, notJoined } from "./handler.ts";

/** One a minute, and what a short stay tells at its beginning and end. */
const MEASUREMENTS = { perSecond: 1 / 60, burst: 3 };

/** Adds up what a call was like. Only who is in one is heard, and nothing of who that is goes further than here. */
export const measure: Handler<"call:measure"> = (context, measurement) => {
  if (context.holding() === null) return notJoined;
  const bucket = context.bucket("measure", MEASUREMENTS);
  if (!bucket.take(context.nowMs())) {
    return failure("rate-limited", "too many measurements", {
      retryAfterMs: bucket.waitMs(context.nowMs()),
    });
  }
  context.measurements.add(measurement);
  return success({});
};
