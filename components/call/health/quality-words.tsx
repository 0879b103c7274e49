"use client";

import type { LinkHealth } from "#call/stats/link-health.ts";
import { type Quality, worst } from "#call/stats/qualities.ts";
import { useHealth } from "#components/call/use-call.ts";
import { useText } from "#components/text/use-text.ts";
import type { ParticipantId } from "#protocol/ids.ts";

/** The quality of a link in one word, of its worse direction (`data-quality`); null while nothing is known of it. */
export function qualityOf(health: LinkHealth | undefined): Quality | null {
  if (health === undefined || health.receives === null) return null;
  return worst([health.receives, health.received ?? health.receives]);
}

/** Both directions in words; empty while nothing is known. */
export function useQualityWords(participant: ParticipantId, name: string): string {
  const text = useText("health");
  const receives = useHealth(({ links }) => links.get(participant)?.receives ?? null);
  const received = useHealth(({ links }) => links.get(participant)?.received ?? null);
  if (receives === null) return "";
  const inward = text("receives", { quality: receives, name });
  if (received === null) return inward;
  if (received === receives) return text("both", { quality: receives });
  return text("twoWays", {
    receives: inward,
    received: text("received", { quality: received, name }),
  });
}

const heights = [5, 9, 13];
const litBars: Record<Quality, number> = { good: 3, fair: 2, poor: 1, lost: 0 };
const colours: Record<Quality, string> = {
  good: "text-good",
  fair: "text-fair",
  poor: "text-poor",
  lost: "text-poor",
};

/** As many bars as the quality has, so that colour is not needed to tell. */
export function Bars({ quality }: { quality: Quality }) {
  return (
    <svg
      aria-hidden="true"
      width={16}
      height={16}
      viewBox="0 0 16 16"
      fill="currentColor"
      stroke="currentColor"
      className={colours[quality]}
    >
      {heights.map((height, place) => (
        <rect
          key={height}
          x={1.5 + place * 5}
          y={14.5 - height}
          width={3}
          height={height}
          rx={1}
          stroke="none"
          opacity={place < litBars[quality] ? 1 : 0.35}
        />
      ))}
      {quality === "lost" && (
        <line x1={2} y1={2} x2={14} y2={14} strokeWidth={2} strokeLinecap="round" />
      )}
    </svg>
  );
}
