"use client";

import { Maximize, Pin, PinOff } from "lucide-react";
import type { RefObject } from "react";
import { useText } from "#components/text/use-text.ts";
import { useStageStore } from "./call-view.tsx";
import { useModerationItems } from "./moderation-items.ts";
import { type MenuItem, PopupMenu } from "./popup-menu.tsx";
import { personKey, type TileKey } from "./stage-arrangement.ts";
import { useCall } from "./use-call.ts";

/** What can be done with one tile. */
export function TileMenu({
  tile,
  isPinned,
  anchor,
  onClose,
}: {
  tile: TileKey;
  isPinned: boolean;
  anchor: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
}) {
  const text = useText("stage");
  const stage = useStageStore();
  const participant = useCall(({ room }) =>
    room?.participants.find(({ id }) => personKey(id) === tile),
  );
  const moderation = useModerationItems(participant);
  const items: MenuItem[] = [
    {
      label: text(isPinned ? "unpinShort" : "pin"),
      icon: isPinned ? PinOff : Pin,
      onPress: () => stage.togglePin(tile),
    },
    {
      label: text("fullScreen"),
      icon: Maximize,
      onPress: () => {
        // Refused where the browser has none, as on an iPhone: then nothing happens, and nothing is lost.
        void anchor.current
          ?.closest("[role=group]")
          ?.requestFullscreen()
          .catch(() => null);
      },
    },
    ...moderation,
  ];
  return <PopupMenu items={items} anchor={anchor} side="bottom" onClose={onClose} />;
}
