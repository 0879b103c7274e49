"use client";

import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { LOBBY_MESSAGE_MAX_LENGTH, LobbyMessage as Message } from "#protocol/lobby-message.ts";
import { useSession } from "./call-context.tsx";
import { useCall } from "./use-call.ts";

/** What those who wait read of a host, and how it is written, changed and taken away. */
export function LobbyMessage() {
  const text = useText("moderation");
  const session = useSession();
  const message = useCall(({ room }) => room?.lobbyMessage ?? null);
  const [isWriting, setIsWriting] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const wasWriting = useRef(false);
  useEffect(() => {
    // Back to where it was opened from.
    if (wasWriting.current && !isWriting) opener.current?.focus();
    wasWriting.current = isWriting;
  }, [isWriting]);
  const write = (said: string | null) => session.moderate({ kind: "lobby-message", text: said });
  if (isWriting)
    return (
      <Writing
        message={message}
        onWrite={(said) => {
          if (said !== message) write(said);
          setIsWriting(false);
        }}
        onCancel={() => setIsWriting(false)}
      />
    );
  return (
    <div className="space-y-2 pt-1">
      {message !== null && (
        <div className="rounded-control bg-sunken p-3">
          <p className="text-small text-muted">{text("lobbyMessage")}</p>
          <p dir="auto" className="whitespace-pre-line wrap-anywhere">
            {message}
          </p>
        </div>
      )}
      <div className="flex flex-wrap gap-2">
        <Button ref={opener} size="small" onClick={() => setIsWriting(true)}>
          {text(message === null ? "writeToWaiting" : "changeLobbyMessage")}
        </Button>
        {message !== null && (
          <Button
            size="small"
            onClick={() => {
              write(null);
              // This button goes with what it takes away.
              opener.current?.focus();
            }}
          >
            {text("removeLobbyMessage")}
          </Button>
        )}
      </div>
    </div>
  );
}

function Writing({
  message,
  onWrite,
  onCancel,
}: {
  message: string | null;
  /** Null where nothing is to stand there. */
  onWrite: (said: string | null) => void;
  onCancel: () => void;
}) {
  const text = useText("moderation");
  const chat = useText("chat");
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useState(message ?? "");
  useEffect(() => field.current?.focus(), []);
  const send = (event: FormEvent) => {
    event.preventDefault();
    const { success, data } = Message.safeParse(draft);
    // Bounded by the field, so what is no message is none at all.
    onWrite(success ? data : null);
  };
  return (
    <form
      onSubmit={send}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        // The panel stays open.
        event.preventDefault();
        onCancel();
      }}
      className="space-y-2 rounded-control bg-sunken p-3"
    >
      <div>
        <label htmlFor={id} className="block font-medium">
          {text("lobbyMessage")}
        </label>
        <p id={`${id}-hint`} className="text-small text-muted">
          {text("lobbyMessageHint")}
        </p>
      </div>
      <textarea
        ref={field}
        id={id}
        rows={3}
        dir="auto"
        maxLength={LOBBY_MESSAGE_MAX_LENGTH}
        aria-describedby={`${id}-hint`}
        value={draft}
        className="field resize-none py-2"
        onChange={({ target }) => setDraft(target.value)}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" size="small" look="primary">
          {chat("send")}
        </Button>
        <Button size="small" onClick={onCancel}>
          {text("removeNot")}
        </Button>
      </div>
    </form>
  );
}
