/** Which sound a change of the call makes, if any. Knows no React and no loudspeaker. */

import type { KnockId, ParticipantId } from "#protocol/ids.ts";
import type { Tone } from "./tone-choices.ts";

/** What is listened for, as it is now. */
export interface Moment {
  /** The newest coming or going; null before any. */
  readonly announcement: { readonly id: number; readonly kind: "joined" | "left" } | null;
  /** The others whose hand is up, and since when; null while the server has not said. */
  readonly hands: readonly { readonly id: ParticipantId; readonly sinceMs: number | null }[];
  /** Nobody says then when a hand was raised. */
  readonly isServerAway: boolean;
  /** Who waits and can be answered by this person. */
  readonly knocks: readonly KnockId[];
  /** The newest message; null before any. */
  readonly messageId: string | null;
  /** Messages are read as they come. */
  readonly isChatRead: boolean;
}

/** Takes one moment after the other and names the sounds. What was there at the first one makes none. */
export function createToneMoments(first: Moment): (now: Moment) => readonly Tone[] {
  let before = first;
  let newestHandMs = newest(first);
  return (now) => {
    const tones: Tone[] = [];
    const { announcement } = now;
    if (announcement !== null && announcement.id !== before.announcement?.id)
      tones.push(announcement.kind === "joined" ? "join" : "leave");

    // One that is kept raised has its old time back: it was heard before.
    const fresh = now.hands.filter(({ id }) => !before.hands.some((known) => known.id === id));
    const isNew = (sinceMs: number | null) =>
      sinceMs === null ? now.isServerAway : sinceMs > newestHandMs;
    if (fresh.some(({ sinceMs }) => isNew(sinceMs))) tones.push("hand");
    newestHandMs = Math.max(newestHandMs, newest(now));

    if (now.knocks.some((id) => !before.knocks.includes(id))) tones.push("knock");
    if (now.messageId !== null && now.messageId !== before.messageId && !now.isChatRead)
      tones.push("message");

    // A hand of which the server has not said when it was raised is looked at again once it has.
    const isKnown = (hand: Moment["hands"][number]) =>
      hand.sinceMs !== null || now.isServerAway || !fresh.includes(hand);
    before = { ...now, hands: now.hands.filter(isKnown) };
    return tones;
  };
}

function newest({ hands }: Moment): number {
  return Math.max(Number.NEGATIVE_INFINITY, ...hands.map(({ sinceMs }) => sinceMs ?? -Infinity));
}
