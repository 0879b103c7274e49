"use client";

import type { ParticipantId } from "#protocol/ids.ts";
import { useReactions } from "./use-call.ts";

/** What somebody feels, rising over their tile. Said in words elsewhere, to those who want it. */
export function FloatingReactions({ participant }: { participant: ParticipantId }) {
  const reactions = useReactions((all) => all);
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0 overflow-hidden">
      {reactions
        .filter(({ from }) => from === participant)
        .map(({ id, emoji }) => (
          <span
            key={id}
            className="floating-reaction text-display"
            // Beside each other and not over each other, the same way each time.
            style={{ insetInlineStart: `${15 + ((id * 37) % 60)}%` }}
          >
            {emoji}
          </span>
        ))}
    </div>
  );
}
