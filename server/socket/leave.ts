import { success } from "#protocol/failure.ts";
import { type Handler, notJoined } from "./handler.ts";

export const leave: Handler<"room:leave"> = (context) => {
  // Who waits in the lobby goes from there.
  context.wait(null);
  const held = context.holding();
  if (held === null) return notJoined;
  context.release();
  context.rooms.leave(held.code, held.participant);
  return success({});
};
