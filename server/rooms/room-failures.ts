/** What everybody is answered whose room is not there, or cannot be asked for now. */

import { type Failure, failure } from "#protocol/failure.ts";

export const unknown: Failure = failure("room-unknown", "no meeting has this code");

/** The database does not answer; it may in a moment. */
export function unavailable(): Failure {
  return failure("unavailable", "the server cannot answer now", { retryAfterMs: 2_000 });
}
