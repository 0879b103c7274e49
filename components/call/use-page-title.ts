"use client";

import { useEffect } from "react";
import { useText } from "#components/text/use-text.ts";
import { useCall } from "./use-call.ts";

/** Keeps the title of the page on what is going on, so that a tab among many says whether it is in a call. */
export function usePageTitle(): void {
  const join = useText("join");
  const call = useText("call");
  const end = useText("end");
  const code = useCall((state) => state.code);
  const phase = useCall((state) => state.phase);
  let title = join("title", { code });
  if (phase.kind === "joined") title = call("title", { code });
  if (phase.kind === "ended") title = end("title", { heading: end(phase.reason) });
  useEffect(() => {
    document.title = title;
  }, [title]);
}
