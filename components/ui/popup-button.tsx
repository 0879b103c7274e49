"use client";

import { type ComponentProps, type ReactNode, type RefObject, useRef, useState } from "react";

/** What a popup is told by the button that opens it. */
export interface Popup {
  readonly isOpen: boolean;
  /** The button: where the popup stands, and where the focus returns to. */
  readonly anchor: RefObject<HTMLButtonElement | null>;
  readonly onClose: () => void;
}

/** A button that opens a popup, and closes it when it is pressed again. The popup is drawn from the first opening on. */
export function PopupButton({
  kind,
  popup,
  ...button
}: Omit<ComponentProps<"button">, "ref" | "type" | "onClick"> & {
  kind: "menu" | "dialog";
  popup: (popup: Popup) => ReactNode;
}) {
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  /** What was opened from a popup outlives it. */
  const [wasOpened, setWasOpened] = useState(false);
  return (
    <>
      <button
        ref={anchor}
        type="button"
        aria-haspopup={kind}
        aria-expanded={isOpen}
        onClick={() => {
          setIsOpen((now) => !now);
          setWasOpened(true);
        }}
        {...button}
      />
      {wasOpened && popup({ isOpen, anchor, onClose: () => setIsOpen(false) })}
    </>
  );
}
