import { success } from "#protocol/failure.ts";
import { type Handler, notJoined } from "./handler.ts";

export const reportLinks: Handler<"link:report"> = (context, { links }) => {
  const held = context.holding();
  if (held === null) return notJoined;
  context.rooms.setLinks(held.code, held.participant, links);
  return success({});
};
