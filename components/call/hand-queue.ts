/** Who asked for the floor, in the order of asking. Pure. */

import type { ParticipantId } from "#protocol/ids.ts";
import type { ParticipantState } from "#protocol/room.ts";

/**
 * Those whose hand is up, the first to raise it first. Who raised it while the server was away comes last until the
 * server has said when.
 */
export function handQueue(participants: readonly ParticipantState[]): readonly ParticipantState[] {
  const since = ({ handSinceMs }: ParticipantState) => handSinceMs ?? Number.POSITIVE_INFINITY;
  return participants
    .filter(({ hand }) => hand)
    .sort((a, b) => {
      const [first, second] = [since(a), since(b)];
      return first === second ? (a.id < b.id ? -1 : 1) : first - second;
    });
}

/** Of the others those whose hand went up, in the order of asking; `before` had it up already. */
export function raisedSince(
  before: ReadonlySet<ParticipantId>,
  participants: readonly ParticipantState[],
  self: ParticipantId | undefined,
): readonly ParticipantState[] {
  return handQueue(participants).filter(({ id }) => id !== self && !before.has(id));
}
