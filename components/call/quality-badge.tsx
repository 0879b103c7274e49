"use client";

import type { Quality } from "#call/stats/qualities.ts";
import { useText } from "#components/text/use-text.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import { useOpenCallQuality } from "./health/call-quality.tsx";
import { Bars, useQualityWords } from "./health/quality-words.tsx";

/** How we and this person receive each other, as bars, in words on hover and focus; opens the figures. */
export function QualityBadge({
  participant,
  name,
  quality,
  isSkipped = false,
}: {
  participant: ParticipantId;
  name: string;
  quality: Quality;
  /** Whether the keyboard passes it over. */
  isSkipped?: boolean;
}) {
  const text = useText("health");
  const open = useOpenCallQuality();
  const words = useQualityWords(participant, name);
  return (
    <button
      type="button"
      tabIndex={isSkipped ? -1 : 0}
      aria-label={text("badge", { words })}
      aria-haspopup="dialog"
      onClick={() => open(participant)}
      // The words are placed by the chip around: the button itself must not be positioned.
      className="group/badge -mx-1 grid size-6 shrink-0 place-items-center rounded-control"
    >
      <Bars quality={quality} />
      <span
        aria-hidden="true"
        className="pointer-events-none absolute bottom-full start-0 mb-1.5 w-max max-w-full rounded-control bg-sunken px-2 py-1 text-start text-small font-normal text-text opacity-0 shadow-raised transition-opacity group-hover/badge:opacity-100 group-focus-visible/badge:opacity-100"
      >
        {words}
      </span>
    </button>
  );
}
