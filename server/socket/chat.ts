import { success } from "#protocol/failure.ts";
import { type Handler, notJoined, takeTurn } from "./handler.ts";

/** Says something to everyone in the caller's own room, in their own name. */
export const postChat: Handler<"chat:post"> = (context, post) => {
  const held = context.holding();
  if (held === null) return notJoined;
  const limited = takeTurn(context, "chat", context.rates.chat);
  if (limited !== null) return limited;
  return context.rooms.postChat(held.code, held.participant, post);
};

/** What was said before the caller came, or while they were away. */
export const readChat: Handler<"chat:read"> = (context, { afterSeq }) => {
  const held = context.holding();
  if (held === null) return notJoined;
  return success(context.rooms.readChat(held.code, held.participant, afterSeq));
};
