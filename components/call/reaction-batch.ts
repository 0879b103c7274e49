/** Turns a burst of reactions into few sentences. Pure. */

import type { Reaction } from "#call/reactions.ts";
import type { ParticipantId } from "#protocol/ids.ts";

/** One sentence to say; `others` counts the people beyond those named. */
export interface ReactionBatch {
  readonly emoji: Reaction["emoji"];
  readonly names: readonly string[];
  readonly others: number;
}

/** Named before the rest is counted, as of those who come and go. */
const NAMED_AT_MOST = 2;

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
  return [...people].map(([emoji, all]) => {
    const named = all.size > NAMED_AT_MOST ? 1 : all.size;
    const said = [...all].slice(0, named).map((id) => names.get(id) ?? "");
    return { emoji, names: said, others: all.size - named };
  });
}
