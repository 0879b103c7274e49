import { failure, success } from "#protocol/failure.ts";
import { type Handler, notJoined } from "./handler.ts";

/** Acts on others in the caller's own room; whether the caller may is judged in the room, at the moment of acting. */
export const moderate: Handler<"room:moderate"> = async (context, moderation) => {
  const held = context.holding();
  if (held === null) return notJoined;
  if (moderation.kind === "password") {
    // Each is hashed slowly, and whoever opens a room could have the server do nothing else.
    const bucket = context.bucket("password", context.rates.passwords);
    const now = context.nowMs();
    if (!bucket.take(now))
      return failure("rate-limited", "too many passwords", { retryAfterMs: bucket.waitMs(now) });
  }
  const outcome = await context.rooms.moderate(held.code, held.participant, moderation);
  if (!outcome.ok) return outcome;
  for (const { to, notice } of outcome.value.told) context.notify(to, "host:acted", notice);
  return success({});
};
