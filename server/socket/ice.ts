import { success } from "#protocol/failure.ts";
import { type Handler, notJoined } from "./handler.ts";

export const refreshIce: Handler<"ice:refresh"> = (context) => {
  const held = context.holding();
  return held === null ? notJoined : success(context.iceFor(held.participant));
};
