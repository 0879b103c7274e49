import { success } from "#protocol/failure.ts";
import { type Handler, notJoined } from "./handler.ts";

export const setSelf: Handler<"self:set"> = (context, patch) => {
  const held = context.holding();
  if (held === null) return notJoined;
  const set = context.rooms.setSelf(held.code, held.participant, patch);
  return set.ok ? success({}) : set;
};
