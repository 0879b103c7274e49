import { failure, success } from "#protocol/failure.ts";
import { type Handler, notJoined } from "./handler.ts";

/** Offers, answers and wishes for them of one pair: a negotiation is a few; a storm would keep the other browser busy. */
const DESCRIPTIONS = { perSecond: 5, burst: 30 };
/** Candidates of one pair: some dozen a gathering with every interface and relay. */
const CANDIDATES = { perSecond: 40, burst: 200 };

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
  const bucket = context.bucket(
    `${body.kind}:${to}`,
    body.kind === "candidate" ? CANDIDATES : DESCRIPTIONS,
  );
  if (!bucket.take(context.nowMs())) {
    return failure("rate-limited", `too many of ${body.kind}`, {
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
