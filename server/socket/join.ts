import { failure, type Result, success } from "#protocol/failure.ts";
import { ResumeToken } from "#protocol/ids.ts";
import type { RequestPayload } from "#protocol/messages.ts";
import type { JoinReply } from "#protocol/room.ts";
import { toRoomState } from "../rooms/room-views.ts";
import { type Handler, type HandlerContext, tooManyLookups } from "./handler.ts";

/** Gives a seat, or gives it back; the token, not the caller's word, says whose it was. */
export const join: Handler<"room:join"> = (context, payload) =>
  context.enterOnce(() => enter(context, payload));

async function enter(
  context: HandlerContext,
  payload: RequestPayload<"room:join">,
): Promise<Result<JoinReply>> {
  if (!context.mayLookUp()) return tooManyLookups;
  const held = context.holding();
  if (held !== null && held.code !== payload.code) {
    return failure("forbidden", "leave the other room first");
  }
  const shown = readToken(context, payload);
  const entered = await context.rooms.enter(payload.code, {
    session: payload.session,
    sessionKey: payload.sessionKey ?? null,
    connection: context.caller.connection,
    name: payload.name,
    email: payload.email ?? null,
    deviceHash: context.caller.deviceHash,
    browser: context.caller.browser,
    self: payload.self,
    // A socket has one seat: what it holds wins over whatever token it shows.
    resume: held?.participant ?? shown?.participant ?? null,
    password: payload.password ?? null,
    knocks: payload.knock ?? false,
    address: context.caller.address,
    hostKey: payload.hostKey ?? null,
    wasHost: shown?.host ?? false,
  });
  if (!entered.ok) {
    if (entered.code === "room-unknown") await context.countUnknownCode();
    if (entered.code === "lobby-waiting") {
      if (context.isConnected()) context.wait(payload.code);
      // Gone while the room was read: nobody would ever take this knock back.
      else context.rooms.stopWaiting(payload.code, context.caller.connection);
    }
    return entered;
  }
  const { seat, room, resumed, startsMuted } = entered.value;
  if (!context.isConnected()) {
    // Gone while the room was read: nobody would ever report this seat as left.
    context.rooms.disconnected(payload.code, seat.id, context.caller.connection, false);
    return failure("unavailable", "the socket is gone");
  }
  context.hold({ code: payload.code, participant: seat.id, session: seat.session });
  return success({
    participant: seat.id,
    resumeToken: ResumeToken.parse(
      context.resume.issue({ code: payload.code, participant: seat.id, host: seat.host }),
    ),
    resumed,
    startsMuted,
    room: toRoomState(room),
    ice: context.iceFor(seat.id),
  });
}

function readToken(context: HandlerContext, { resumeToken, code }: RequestPayload<"room:join">) {
  return resumeToken === undefined ? null : context.resume.read(resumeToken, code);
}
