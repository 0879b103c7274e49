"use client";

import { Popover } from "@base-ui/react/popover";
import type { RefObject } from "react";
import type { CapturedSource } from "#call/media/local-media.ts";
import { CaptureHelp } from "#components/join/capture-help.tsx";
import { DeviceSelect } from "#components/join/device-select.tsx";
import { SpeakerTest } from "#components/join/speaker-test.tsx";
import { useText } from "#components/text/use-text.ts";
import { closing, overTheBar } from "./over-the-bar.ts";

/** Devices of one kind, over the button that opened it. Others see no gap when one is chosen. */
export function DevicePopover({
  source,
  anchor,
  onClose,
}: {
  source: CapturedSource;
  anchor: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
}) {
  const text = useText("devices");
  return (
    <Popover.Root open onOpenChange={closing(anchor, onClose)}>
      <Popover.Portal>
        <Popover.Positioner {...overTheBar(anchor)}>
          <Popover.Popup
            finalFocus={anchor}
            className="stage flex max-h-[min(70dvh,var(--available-height))] w-[min(20rem,calc(100vw-1rem))] animate-appear flex-col gap-2 overflow-y-auto rounded-card bg-raised p-3 text-text shadow-raised outline-none"
          >
            <Popover.Title className="px-1 text-small font-medium text-muted">
              {text(source === "microphone" ? "microphoneOptions" : "cameraOptions")}
            </Popover.Title>
            <DeviceSelect kind={source} />
            {source === "microphone" && <DeviceSelect kind="speaker" />}
            {source === "microphone" && <SpeakerTest />}
            <CaptureHelp source={source} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
