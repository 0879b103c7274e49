"use client";

import { useSession } from "#components/call/call-context.tsx";
import { useCall } from "#components/call/use-call.ts";
import { hostKeyOf } from "#components/rooms/remembered-rooms.ts";
import { useText } from "#components/text/use-text.ts";

/** What whoever opened the meeting has set for guests, as far as it concerns what is shown before joining. */
export function RoomRules() {
  const text = useText("join");
  const moderation = useText("moderation");
  const may = useCall((state) => state.may);
  const { getSnapshot } = useSession();
  const startsMuted = useCall((state) => state.preview?.startsMuted ?? false);
  const isMuted = startsMuted && may.microphone && hostKeyOf(getSnapshot().code) === null;
  return (
    <>
      {!may.microphone && <p>{moderation("notPermitted", { what: "microphone" })}</p>}
      {!may.camera && <p>{moderation("notPermitted", { what: "camera" })}</p>}
      {isMuted && <p>{text("startsMuted")}</p>}
    </>
  );
}
