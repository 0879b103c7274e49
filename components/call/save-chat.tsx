"use client";

import { Download } from "lucide-react";
import { useFormatter } from "use-intl";
import type { ChatMessage } from "#call/chat/chat-state.ts";
import { download } from "#call/download.ts";
import { ownTimeZone } from "#components/text/own-time-zone.ts";
import { useText } from "#components/text/use-text.ts";
import { Button, type ButtonLook } from "#components/ui/button.tsx";
import { asText } from "./chat-words.ts";
import { useCall } from "./use-call.ts";

/** All messages in one file, made in this browser. Nothing where there are none. */
export function SaveChat({
  messages,
  className,
  ...look
}: { messages: readonly ChatMessage[]; className?: string } & ButtonLook) {
  const text = useText("chat");
  const format = useFormatter();
  const code = useCall((state) => state.code);
  if (messages.length === 0) return null;
  const save = () => {
    const saved = asText(messages, {
      when: (atMs) =>
        format.dateTime(atMs, { dateStyle: "medium", timeStyle: "short", timeZone: ownTimeZone() }),
      privately: ({ isOwn, privateWith }) =>
        isOwn ? text("privateTo", { name: privateWith?.name ?? "" }) : text("private"),
      deleted: text("deleted"),
    });
    download(new Blob([saved], { type: "text/plain;charset=utf-8" }), `${code}.txt`);
  };
  return (
    <Button {...look} onClick={save} className={className}>
      <Download aria-hidden size={16} />
      {text("save")}
    </Button>
  );
}
