"use client";

import { Popover } from "@base-ui/react/popover";
import type { RefObject } from "react";
import { useText } from "#components/text/use-text.ts";
import { CHAT_EMOJIS } from "#protocol/chat.ts";
import { useSession } from "./call-context.tsx";
import { closing, overTheBar } from "./over-the-bar.ts";

/** The few reactions there are; stays open, for one is often followed by another. */
export function ReactionPicker({
  anchor,
  onClose,
}: {
  anchor: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
}) {
  const text = useText("stage");
  const { reactions } = useSession();
  return (
    <Popover.Root open onOpenChange={closing(anchor, onClose)}>
      <Popover.Portal>
        <Popover.Positioner {...overTheBar(anchor)}>
          <Popover.Popup
            finalFocus={anchor}
            aria-label={text("reactions")}
            className="stage flex animate-appear gap-1 rounded-full bg-raised p-1.5 shadow-raised outline-none"
          >
            {CHAT_EMOJIS.map((emoji) => (
              <button
                key={emoji}
                type="button"
                aria-label={text("sendReaction", { emoji })}
                onClick={() => reactions.send(emoji)}
                className="grid size-11 place-items-center rounded-full text-title hover:bg-sunken"
              >
                <span aria-hidden="true">{emoji}</span>
              </button>
            ))}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
