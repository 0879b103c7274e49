import { success } from "#protocol/failure.ts";
import { type Handler, notJoined, takeTurn } from "./handler.ts";

/** Acts on others in the caller's own room; whether the caller may is judged in the room, at the moment of acting. */
export const moderate: Handler<"room:moderate"> = async (context, moderation) => {
  const held = context.holding();
  if (held === null) return notJoined;
  // Passwords are hashed slowly, and whoever opens a room could have the server do nothing else.
  const limited =
    moderation.kind === "password"
      ? takeTurn(context, "password", context.rates.passwords)
      : moderation.kind === "lobby-message"
        ? takeTurn(context, "lobby-message", context.rates.chat)
        : null;
  if (limited !== null) return limited;
  const outcome = await context.rooms.moderate(held.code, held.participant, moderation);
  if (!outcome.ok) return outcome;
  for (const { to, notice } of outcome.value.told) context.notify(to, "host:acted", notice);
  return success({});
};
