"use client";

import { useText } from "#components/text/use-text.ts";
import type { ChatKeeping } from "#protocol/chat-keeping.ts";

/** Says for how long the chat is kept, and so who can read it. */
export function useKeptWords(): (keeping: ChatKeeping) => string {
  const text = useText("chat");
  return (keeping) => {
    if (keeping === "never") return text("keptNever");
    return keeping === "call" ? text("keptCall") : text("kept", { days: keeping });
  };
}
