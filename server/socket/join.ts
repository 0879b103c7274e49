import { failure, success } from "#protocol/failure.ts";
import { ResumeToken } from "#protocol/ids.ts";
import { toRoomState } from "../rooms/room.ts";
import { type Handler, tooManyLookups } from "./handler.ts";

/** Gives a seat, or gives it back; the token, not the caller's word, says whose it was. */
export const join: Handler<"room:join"> = async (context, payload) => {
  if (!context.mayLookUp()) return tooManyLookups;
  const held = context.holding();
  if (held !== null && held.code !== payload.code) {
    return failure("forbidden", "leave the other room first");
  }
  const entered = await context.rooms.enter(payload.code, {
    session: payload.session,
    connection: context.caller.connection,
    name: payload.name,
    email: payload.email ?? null,
    deviceHash: context.caller.deviceHash,
    browser: context.caller.browser,
    self: payload.self,
    resume:
      payload.resumeToken === undefined
        ? (held?.participant ?? null)
        : context.resume.read(payload.resumeToken, payload.code),
    hostKey: payload.hostKey ?? null,
  });
  if (!entered.ok) {
    if (entered.code === "room-unknown") await context.countUnknownCode();
    return entered;
  }
  const { seat, room, resumed } = entered.value;
  context.hold({ code: payload.code, participant: seat.id, session: seat.session });
  return success({
    participant: seat.id,
    resumeToken: ResumeToken.parse(
      context.resume.issue({ code: payload.code, participant: seat.id }),
    ),
    resumed,
    room: toRoomState(room),
    ice: context.iceFor(seat.id),
  });
};
