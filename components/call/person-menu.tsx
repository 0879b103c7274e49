"use client";

import { EllipsisVertical } from "lucide-react";
import { useText } from "#components/text/use-text.ts";
import { openedWindow } from "#components/ui/opened-part.tsx";
import { PopupButton } from "#components/ui/popup-button.tsx";
import type { ParticipantState } from "#protocol/room.ts";
import { useModerationItems } from "./moderation-items.ts";

const PopupMenu = openedWindow(async () => (await import("./popup-menu.tsx")).PopupMenu);

/** What a host can do to a person of the list; nothing is drawn where that is nothing. */
export function PersonMenu({ participant }: { participant: ParticipantState }) {
  const text = useText("stage");
  const items = useModerationItems(participant);
  if (items.length === 0) return null;
  return (
    <PopupButton
      kind="menu"
      aria-label={text("options", { name: participant.name })}
      className="-me-2 grid size-11 shrink-0 place-items-center rounded-control text-muted hover:bg-sunken hover:text-text"
      popup={({ isOpen, ...menu }) => isOpen && <PopupMenu {...menu} items={items} side="bottom" />}
    >
      <EllipsisVertical aria-hidden size={18} />
    </PopupButton>
  );
}
