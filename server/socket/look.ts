import { success } from "#protocol/failure.ts";
import type { Handler } from "./handler.ts";
import { tooManyLookups } from "./handler.ts";

/** Shows a room from outside and keeps showing it. A guess that fails counts against the caller's address. */
export const look: Handler<"room:look"> = async (context, { code }) => {
  if (!context.mayLookUp()) return tooManyLookups;
  const preview = await context.rooms.preview(code, context.caller.deviceHash);
  if (preview.ok) context.watch(code);
  else if (preview.code === "room-unknown") await context.countUnknownCode();
  return preview.ok ? success({ ...preview.value, relay: context.hasRelay }) : preview;
};
