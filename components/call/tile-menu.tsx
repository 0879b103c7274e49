"use client";

import { Maximize, Pin, PinOff } from "lucide-react";
import type { RefObject } from "react";
import { useText } from "#components/text/use-text.ts";
import { useTogglePin } from "./call-view.tsx";
import { canFullScreen, toggleFullScreen } from "./full-screen.ts";
import { useModerationItems } from "./moderation-items.ts";
import { type MenuItem, PopupMenu } from "./popup-menu.tsx";
import { personKey, type TileKey } from "./stage-arrangement.ts";
import { useCall } from "./use-call.ts";

const tileOf = (anchor: RefObject<HTMLButtonElement | null>) =>
  anchor.current?.closest("[role=group]");

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
  const togglePin = useTogglePin();
  const participant = useCall(({ room }) =>
    room?.participants.find(({ id }) => personKey(id) === tile),
  );
  const moderation = useModerationItems(participant);
  const items: MenuItem[] = [
    {
      label: text(isPinned ? "unpinShort" : "pin"),
      icon: isPinned ? PinOff : Pin,
      onPress: () => togglePin(tile),
    },
    ...(canFullScreen()
      ? [
          {
            label: text("fullScreen"),
            icon: Maximize,
            onPress: () => toggleFullScreen(tileOf(anchor)),
          },
        ]
      : []),
    ...moderation,
  ];
  return <PopupMenu items={items} anchor={anchor} side="bottom" onClose={onClose} />;
}
