"use client";

import { Menu } from "@base-ui/react/menu";
import type { LucideIcon } from "lucide-react";
import type { RefObject } from "react";
import { closing, overTheBar } from "./over-the-bar.ts";

export interface MoreItem {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly onPress: () => void;
}

/** What the bar has no room for on a small screen, over the button that opened it. */
export function MoreMenu({
  items,
  anchor,
  onClose,
}: {
  items: readonly MoreItem[];
  anchor: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
}) {
  return (
    <Menu.Root open onOpenChange={closing(anchor, onClose)}>
      <Menu.Portal>
        <Menu.Positioner {...overTheBar(anchor)}>
          <Menu.Popup
            finalFocus={anchor}
            className="stage flex min-w-56 animate-appear flex-col rounded-card bg-raised p-1.5 text-text shadow-raised outline-none"
          >
            {items.map(({ label, icon: Icon, onPress }) => (
              <Menu.Item
                key={label}
                onClick={onPress}
                className="flex min-h-12 items-center gap-3 rounded-control px-3 outline-none select-none data-highlighted:bg-sunken"
              >
                <Icon aria-hidden size={20} className="text-muted" />
                {label}
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
