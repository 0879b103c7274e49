import { success } from "#protocol/failure.ts";
import { type Handler, notJoined, takeTurn } from "./handler.ts";

/** Of one socket. Everybody is told of each, so it is for mending a name and not for talking. */
const NAMES_RATE = { perSecond: 0.1, burst: 5 };

/** Calls the caller something else in their own room. */
export const setName: Handler<"name:set"> = (context, { name }) => {
  const held = context.holding();
  if (held === null) return notJoined;
  const limited = takeTurn(context, "name", NAMES_RATE);
  if (limited !== null) return limited;
  const set = context.rooms.setName(held.code, held.participant, name);
  return set.ok ? success({}) : set;
};
