"use client";

import { Menu } from "@base-ui/react/menu";
import type { LucideIcon } from "lucide-react";
import type { RefObject } from "react";

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
    <Menu.Root
      open
      onOpenChange={(open, { event }) => {
        // A press on the button that opened it toggles by itself.
        const onAnchor = event.target instanceof Node && anchor.current?.contains(event.target);
        if (!open && !onAnchor) onClose();
      }}
    >
      <Menu.Portal>
        <Menu.Positioner
          anchor={anchor}
          side="top"
          sideOffset={10}
          collisionPadding={8}
          className="z-30"
        >
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
