"use client";

import { Dialog as Headless } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "#components/text/use-text.ts";

/** A modal window over the page: traps the focus, gives it back, closes by Escape, by its button, by a press outside. */
export function Dialog({
  heading,
  onClose,
  children,
}: {
  heading: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const text = useText("common");
  return (
    <Headless.Root open onOpenChange={(open) => !open && onClose()}>
      <Headless.Portal>
        <Headless.Backdrop className="fixed inset-0 z-40 animate-appear bg-scrim" />
        {/* It is said as well: keys of the page ask for it. */}
        <Headless.Popup
          aria-modal="true"
          className="fixed top-1/2 left-1/2 z-50 flex max-h-[90dvh] w-[min(26rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 flex-col gap-4 overflow-y-auto rounded-card bg-raised p-5 text-text shadow-raised outline-none"
        >
          <div className="flex items-center justify-between gap-4">
            <Headless.Title className="text-title font-semibold">{heading}</Headless.Title>
            <Headless.Close
              aria-label={text("close")}
              className="-me-2 grid size-11 place-items-center rounded-control text-muted hover:bg-sunken hover:text-text"
            >
              <X aria-hidden size={20} />
            </Headless.Close>
          </div>
          {children}
        </Headless.Popup>
      </Headless.Portal>
    </Headless.Root>
  );
}
