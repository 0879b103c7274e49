"use client";

import { Paperclip } from "lucide-react";
import { useRef } from "react";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import type { ParticipantId } from "#protocol/ids.ts";
import { useSession } from "../call-context.tsx";

/** Chooses files and offers them to these people. */
export function AttachFiles({
  to,
  onOffered,
}: {
  to: readonly ParticipantId[];
  onOffered: () => void;
}) {
  const text = useText("files");
  const { files } = useSession();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        look="bare"
        aria-label={text("attach")}
        title={text("attach")}
        disabled={to.length === 0}
        onClick={() => input.current?.click()}
      >
        <Paperclip aria-hidden size={18} />
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        // The button stands for it.
        aria-hidden="true"
        tabIndex={-1}
        onChange={({ target }) => {
          if (target.files !== null && target.files.length > 0) {
            files.offer([...target.files], to);
            onOffered();
          }
          // The same file may be chosen again.
          target.value = "";
        }}
      />
    </>
  );
}
