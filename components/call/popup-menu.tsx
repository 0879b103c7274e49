"use client";

import { Menu } from "@base-ui/react/menu";
import { Check, type LucideIcon } from "lucide-react";
import type { RefObject } from "react";
import { menuContainer } from "./full-screen.ts";
import { closing, overTheBar } from "./over-the-bar.ts";

export interface MenuItem {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly onPress: () => void;
  /** Of what is on or off; one of several in a `group` is on. */
  readonly checked?: boolean;
  /** Items that belong together, under these words. */
  readonly group?: string;
  /** What it does cannot be undone. */
  readonly isHarmful?: boolean;
}

const row =
  "flex min-h-12 items-center gap-3 rounded-control px-3 outline-none select-none data-highlighted:bg-sunken sm:min-h-10";

/** A menu over, or under, the button that opened it. */
export function PopupMenu({
  items,
  anchor,
  side = "top",
  onClose,
}: {
  items: readonly MenuItem[];
  anchor: RefObject<HTMLButtonElement | null>;
  side?: "top" | "bottom";
  onClose: () => void;
}) {
  const groups = [...new Set(items.map(({ group }) => group))];
  return (
    <Menu.Root open onOpenChange={closing(anchor, onClose)}>
      <Menu.Portal container={menuContainer()}>
        <Menu.Positioner {...overTheBar(anchor)} side={side}>
          <Menu.Popup
            finalFocus={anchor}
            className="stage flex max-h-[min(80dvh,var(--available-height))] min-w-56 animate-appear flex-col overflow-y-auto rounded-card bg-raised p-1.5 text-text shadow-raised outline-none"
          >
            {groups.map((group) => (
              <Menu.Group key={group ?? ""}>
                {group !== undefined && (
                  <Menu.GroupLabel className="px-3 pt-2 pb-1 text-small text-muted">
                    {group}
                  </Menu.GroupLabel>
                )}
                {items
                  .filter((item) => item.group === group)
                  .map((item) => (
                    <Row key={item.label} item={item} />
                  ))}
              </Menu.Group>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Row({ item }: { item: MenuItem }) {
  const { label, icon: Icon, onPress, checked, isHarmful = false } = item;
  const inside = (
    <>
      <Icon aria-hidden size={20} className={isHarmful ? "" : "text-muted"} />
      <span className="grow">{label}</span>
    </>
  );
  const className = `${row} ${isHarmful ? "text-danger" : ""}`;
  if (checked === undefined)
    return (
      <Menu.Item onClick={onPress} className={className}>
        {inside}
      </Menu.Item>
    );
  return (
    <Menu.CheckboxItem
      checked={checked}
      onCheckedChange={onPress}
      closeOnClick
      className={className}
    >
      {inside}
      {checked && <Check aria-hidden size={18} className="text-accent" />}
    </Menu.CheckboxItem>
  );
}
