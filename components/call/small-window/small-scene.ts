/** Who is shown in the small window beside other work. Pure. */

import type { ParticipantId } from "#protocol/ids.ts";
import { personKey, screenKey, type TileKey } from "../stage-arrangement.ts";

export interface SmallScene {
  /** The others, in order of their arrival. */
  readonly peers: readonly ParticipantId[];
  /** Of the others who share a screen. */
  readonly sharing: readonly ParticipantId[];
  /** Whoever speaks, or spoke last, of the others. */
  readonly speaker: ParticipantId | null;
  readonly self: ParticipantId | null;
}

/**
 * One tile alone: a shared screen before faces, of several the speaker's; then whoever speaks, or came first before
 * anybody spoke; oneself when nobody else is here. Null outside of a call.
 */
export function shownInSmallWindow({ peers, sharing, speaker, self }: SmallScene): TileKey | null {
  const leading = speaker !== null && peers.includes(speaker) ? speaker : null;
  const screen = leading !== null && sharing.includes(leading) ? leading : sharing[0];
  if (screen !== undefined) return screenKey(screen);
  const face = leading ?? peers[0] ?? self;
  return face === null ? null : personKey(face);
}
