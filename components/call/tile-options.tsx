"use client";

import { EllipsisVertical, Pin } from "lucide-react";
import { useText } from "#components/text/use-text.ts";
import { openedWindow } from "#components/ui/opened-part.tsx";
import { PopupButton } from "#components/ui/popup-button.tsx";
import { useTogglePin } from "./call-view.tsx";
import type { TileKey } from "./stage-arrangement.ts";

const TileMenu = openedWindow(async () => (await import("./tile-menu.tsx")).TileMenu);

/** Tiles lower than this have smaller buttons, which would otherwise cover a face. */
const LOW_TILE_PX = 120;

/** What can be done with a tile: always there for keyboards and fingers, and for a pointer when it is over the tile. */
export function TileOptions({
  tile,
  name,
  height,
  isPinned,
  isSkipped = false,
}: {
  tile: TileKey;
  name: string;
  /** Of the tile, pixels. */
  height: number;
  isPinned: boolean;
  /** Whether the keyboard passes it over: what is not connected is in the way of who wants to leave. */
  isSkipped?: boolean;
}) {
  const text = useText("stage");
  const togglePin = useTogglePin();
  const tabIndex = isSkipped ? -1 : 0;
  const isLow = height < LOW_TILE_PX;
  const button = `grid place-items-center rounded-control bg-scrim text-on-scrim transition-opacity ${isLow ? "size-6" : "size-9"}`;
  return (
    <div className={`absolute flex gap-1 ${isLow ? "top-1 end-1" : "top-1.5 end-1.5"}`}>
      {isPinned && (
        <button
          type="button"
          tabIndex={tabIndex}
          aria-label={text("unpin", { name })}
          title={text("unpin", { name })}
          onClick={() => togglePin(tile)}
          className={button}
        >
          <Pin aria-hidden size={isLow ? 14 : 16} fill="currentColor" />
        </button>
      )}
      <PopupButton
        kind="menu"
        tabIndex={tabIndex}
        aria-label={text("options", { name })}
        onPointerEnter={TileMenu.prepare}
        className={`${button} focus-visible:opacity-100 group-hover/tile:opacity-100 aria-expanded:opacity-100 [@media(hover:hover)]:opacity-0`}
        popup={({ isOpen, ...menu }) =>
          isOpen && <TileMenu {...menu} tile={tile} isPinned={isPinned} />
        }
      >
        <EllipsisVertical aria-hidden size={isLow ? 16 : 18} />
      </PopupButton>
    </div>
  );
}
