"use client";

import { EllipsisVertical, Pin } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { useText } from "#components/text/use-text.ts";
import { useStageStore } from "./call-view.tsx";
import type { TileKey } from "./stage-arrangement.ts";

const loadMenu = () => import("./tile-menu.tsx");
const TileMenu = lazy(() => loadMenu().then((module) => ({ default: module.TileMenu })));

const button =
  "grid size-9 place-items-center rounded-control bg-scrim text-on-scrim transition-opacity";

/** What can be done with a tile: always there for keyboards and fingers, and for a pointer when it is over the tile. */
export function TileOptions({
  tile,
  name,
  isPinned,
}: {
  tile: TileKey;
  name: string;
  isPinned: boolean;
}) {
  const text = useText("stage");
  const stage = useStageStore();
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <div className="absolute top-1.5 end-1.5 flex gap-1">
      {isPinned && (
        <button
          type="button"
          aria-label={text("unpin", { name })}
          title={text("unpin", { name })}
          onClick={() => stage.togglePin(tile)}
          className={button}
        >
          <Pin aria-hidden size={16} fill="currentColor" />
        </button>
      )}
      <button
        ref={anchor}
        type="button"
        aria-label={text("options", { name })}
        aria-haspopup="menu"
        aria-expanded={open}
        onPointerEnter={() => void loadMenu().catch(() => null)}
        onClick={() => setOpen((now) => !now)}
        className={`${button} focus-visible:opacity-100 group-hover/tile:opacity-100 aria-expanded:opacity-100 [@media(hover:hover)]:opacity-0`}
      >
        <EllipsisVertical aria-hidden size={18} />
      </button>
      {open && (
        <Suspense>
          <TileMenu
            tile={tile}
            isPinned={isPinned}
            anchor={anchor}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </div>
  );
}
