"use client";

import { ScreenShare } from "lucide-react";
import { memo } from "react";
import type { LinkState } from "#call/link-words.ts";
import { useText } from "#components/text/use-text.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import { Video } from "./media-element.tsx";
import { screenKey } from "./stage-arrangement.ts";
import type { Place } from "./stage-layout.ts";
import { TileOptions } from "./tile-options.tsx";
import { useShownSize } from "./use-shown-size.ts";

/** A screen that somebody shares: whole, for nothing of it may be cut off. */
export const ScreenTile = memo(function ScreenTile({
  participant,
  name,
  place,
  track,
  link,
  isPinned,
}: {
  participant: ParticipantId;
  name: string;
  place: Place;
  /** Null while it is on its way, and in the moments in which the stage keeps it after its end. */
  track: MediaStreamTrack | null;
  link: LinkState;
  isPinned: boolean;
}) {
  const text = useText("stage");
  const shownSize = useShownSize(participant, "screen");
  const frozen = link === "reconnecting" || link === "failed";
  const label = text("screenOf", { name });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups form fields; a screen is none.
    <div
      ref={shownSize}
      role="group"
      aria-label={label}
      data-screen-of={participant}
      className="corners group/tile absolute top-0 left-0 overflow-hidden bg-raised transition-[translate]"
      style={{ width: place.width, height: place.height, translate: `${place.x}px ${place.y}px` }}
    >
      <div
        className={`absolute inset-0 rounded-[inherit] ${frozen ? "opacity-45 grayscale-[0.85] transition-[filter,opacity]" : ""}`}
      >
        {track !== null && <Video track={track} fit="contain" />}
      </div>
      <div className="pointer-events-none absolute inset-x-2 bottom-2 compact:inset-x-1.5 compact:bottom-1.5">
        <div className="flex w-fit max-w-full items-center gap-1.5 rounded-control bg-scrim px-2 py-0.5 text-small text-on-scrim sm:text-body compact:text-small">
          <ScreenShare aria-hidden size={16} className="shrink-0" />
          <span aria-hidden="true" dir="auto" className="truncate font-medium">
            {label}
          </span>
        </div>
      </div>
      <TileOptions
        tile={screenKey(participant)}
        name={label}
        height={place.height}
        isPinned={isPinned}
        isSkipped={link === "reconnecting"}
      />
    </div>
  );
});
