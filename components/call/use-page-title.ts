"use client";

import { useEffect } from "react";
import { useText } from "#components/text/use-text.ts";
import { useCall } from "./use-call.ts";
import { useRoomTitle } from "./use-room-place.ts";

/** Keeps the title of the page on what is going on, so that a tab among many says whether it is in a call. */
export function usePageTitle(): void {
  const join = useText("join");
  const call = useText("call");
  const end = useText("end");
  const code = useCall((state) => state.code);
  const phase = useCall((state) => state.phase);
  const roomTitle = useRoomTitle();
  let title = join("title", { code: roomTitle ?? code });
  if (phase.kind === "joined")
    title = roomTitle === null ? call("title", { code }) : call("titled", { title: roomTitle });
  if (phase.kind === "ended") title = end("title", { heading: end(phase.reason) });
  useEffect(() => {
    document.title = title;
  }, [title]);
}
