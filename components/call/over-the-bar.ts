import type { RefObject } from "react";

type Anchor = RefObject<HTMLButtonElement | null>;

/** Where what a button of the control bar opens stands: over that button. For a positioner of Base UI. */
export function overTheBar(anchor: Anchor) {
  return {
    anchor,
    side: "top",
    sideOffset: 10,
    collisionPadding: 8,
    className: "z-30",
  } as const;
}

/** Closes what is open when it says so itself. A press on the button that opened it toggles by itself. */
export function closing(anchor: Anchor, onClose: () => void) {
  return (open: boolean, { event }: { readonly event: Event }) => {
    const onAnchor = event.target instanceof Node && anchor.current?.contains(event.target);
    if (!open && !onAnchor) onClose();
  };
}
