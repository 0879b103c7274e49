/** Turns a burst of reactions into few sentences. Pure. */

import type { Reaction } from "#call/reactions.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import { fewNames } from "./few-names.ts";

/** One sentence to say; `others` counts the people beyond those named. */
export interface ReactionBatch {
  readonly emoji: Reaction["emoji"];
  readonly names: readonly string[];
  readonly others: number;
}

/**
 * Groups reactions newer than `afterId` by what they are. Whoever repeats theirs counts once; whoever has no name in
 * `names`, as the reader themselves, is left out.
 */
export function batchReactions(
  reactions: readonly Reaction[],
  afterId: number,
  names: ReadonlyMap<ParticipantId, string>,
): readonly ReactionBatch[] {
  const people = new Map<Reaction["emoji"], Set<ParticipantId>>();
  for (const { id, from, emoji } of reactions)
    if (id > afterId && names.has(from))
      people.set(emoji, (people.get(emoji) ?? new Set()).add(from));
  return [...people].map(([emoji, all]) => ({
    emoji,
    ...fewNames([...all].map((id) => names.get(id) ?? "")),
  }));
}
