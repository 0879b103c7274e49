"use client";

import { useText } from "#components/text/use-text.ts";
import type { RoomRefusal } from "./rooms-api.ts";

/** Says why the server did not do what was asked, and what to do. */
export function useRefusalWords(): (refusal: RoomRefusal) => string {
  const text = useText("meetings");
  return (refusal) =>
    refusal.why === "rate-limited"
      ? text("wait", { seconds: refusal.seconds })
      : text(`refused.${refusal.why}`);
}
