"use client";

import { useId } from "react";
import { useText } from "#components/text/use-text.ts";
import { CHAT_KEEPINGS, type ChatKeeping } from "#protocol/chat-keeping.ts";
import { Select } from "./select.tsx";

/** For how long a meeting keeps its chat, as whoever opened it chooses, within the call and outside of it. */
export function ChatKeepingField({
  keeping,
  onChange,
}: {
  keeping: ChatKeeping;
  onChange: (keeping: ChatKeeping) => void;
}) {
  const text = useText("chatKeeping");
  const id = useId();
  return (
    <div className="space-y-2">
      <div>
        <label htmlFor={id} className="font-medium">
          {text("label")}
        </label>
        <p id={`${id}-hint`} className="text-small text-muted">
          {text("hint")}
        </p>
      </div>
      <Select
        id={id}
        aria-describedby={`${id}-hint`}
        value={String(keeping)}
        onChange={({ target }) => {
          const chosen = CHAT_KEEPINGS.find((each) => String(each) === target.value);
          if (chosen !== undefined) onChange(chosen);
        }}
      >
        {CHAT_KEEPINGS.map((each) => (
          <option key={each} value={String(each)}>
            {typeof each === "number" ? text("days", { days: each }) : text(each)}
          </option>
        ))}
      </Select>
    </div>
  );
}
