import { success } from "#protocol/failure.ts";
import { type Handler, notJoined } from "./handler.ts";

/** Who was removed from the caller's own room and may not come again yet; whether the caller may see it is judged there. */
export const readRemovals: Handler<"removals:read"> = async (context) => {
  const held = context.holding();
  if (held === null) return notJoined;
  const keptOut = await context.rooms.keptOut(held.code, held.participant);
  return keptOut.ok ? success({ keptOut: [...keptOut.value] }) : keptOut;
};
