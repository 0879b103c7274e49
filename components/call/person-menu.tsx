"use client";

import { EllipsisVertical } from "lucide-react";
import { useRef, useState } from "react";
import { useText } from "#components/text/use-text.ts";
import { openedWindow } from "#components/ui/opened-part.tsx";
import type { ParticipantState } from "#protocol/room.ts";
import { useModerationItems } from "./moderation-items.ts";

const PopupMenu = openedWindow(async () => (await import("./popup-menu.tsx")).PopupMenu);

/** What a host can do to a person of the list; nothing is drawn where that is nothing. */
export function PersonMenu({ participant }: { participant: ParticipantState }) {
  const text = useText("stage");
  const items = useModerationItems(participant);
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  if (items.length === 0) return null;
  return (
    <>
      <button
        ref={anchor}
        type="button"
        aria-label={text("options", { name: participant.name })}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen((now) => !now)}
        className="-me-2 grid size-11 shrink-0 place-items-center rounded-control text-muted hover:bg-sunken hover:text-text"
      >
        <EllipsisVertical aria-hidden size={18} />
      </button>
      {open && (
        <PopupMenu items={items} anchor={anchor} side="bottom" onClose={() => setOpen(false)} />
      )}
    </>
  );
}
