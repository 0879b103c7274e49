"use client";

import { Dialog as Headless } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { SettingsButton } from "#components/call/saving/settings-button.tsx";
import { useCall, useHealth } from "#components/call/use-call.ts";
import { useText } from "#components/text/use-text.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import { CallFigures } from "./call-figures.tsx";

/**
 * The figures of the call beside it: not modal, since one looks at people and figures together. Closes by Escape and its
 * button.
 */
export function CallQualityPanel({
  at,
  onClose,
}: {
  /** The person to begin at; null for all. */
  at: ParticipantId | null;
  onClose: () => void;
}) {
  const text = useText("health");
  const health = useHealth((state) => state);
  const peers = useCall((state) => state.peers);
  return (
    <Headless.Root
      open
      modal={false}
      disablePointerDismissal
      onOpenChange={(open) => !open && onClose()}
    >
      <Headless.Portal>
        <Headless.Popup className="fixed inset-x-2 bottom-[max(0.5rem,env(safe-area-inset-bottom))] z-30 flex max-h-[75dvh] animate-appear flex-col overflow-y-auto rounded-card bg-raised text-text shadow-raised outline-none sm:top-2 sm:end-2 sm:bottom-24 sm:start-auto sm:max-h-none sm:w-96">
          <div className="sticky top-0 flex items-center justify-between gap-4 bg-raised px-4 pt-2">
            <Headless.Title className="text-large font-semibold">{text("title")}</Headless.Title>
            <Headless.Close
              aria-label={text("close")}
              className="-me-2 grid size-11 place-items-center rounded-control text-muted hover:bg-sunken hover:text-text"
            >
              <X aria-hidden size={20} />
            </Headless.Close>
          </div>
          <div className="flex flex-col gap-5 px-4 pt-1 pb-4">
            <CallFigures health={health} peers={peers} at={at} />
            <SettingsButton look="plain" />
          </div>
        </Headless.Popup>
      </Headless.Portal>
    </Headless.Root>
  );
}
