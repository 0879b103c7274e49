import { failure, success } from "#protocol/failure.ts";
import { type Handler, notJoined } from "./handler.ts";

/** Relays to one participant of the caller's own room; who sent it is stamped here, whatever the payload says. */
export const sendSignal: Handler<"signal:send"> = (
  context,
  { to, toSession, generation, body },
) => {
  const held = context.holding();
  if (held === null) return notJoined;
  const target = context.rooms.get(held.code)?.seats.get(to);
  if (target === undefined || to === held.participant) {
    return failure("peer-gone", "no such participant in this room");
  }
  if (target.absence !== null || target.session !== toSession) {
    return failure("peer-gone", "this session of the participant is not here");
  }
  // A negotiation is a few descriptions, and some dozen candidates; a storm would keep the other browser busy. A wish for
  // a restart makes the other end offer.
  const kind = body.kind === "candidate" ? "candidates" : "descriptions";
  const bucket = context.bucket(`${kind}:${to}`, context.rates[kind]);
  if (!bucket.take(context.nowMs())) {
    return failure("rate-limited", `too many ${kind}`, {
      retryAfterMs: bucket.waitMs(context.nowMs()),
    });
  }
  context.notify(to, "signal:receive", {
    from: held.participant,
    fromSession: held.session,
    toSession,
    generation,
    body,
  });
  return success({});
};
