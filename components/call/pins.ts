/** What a person pinned, and when it counts beside shared screens. Pure. */

import type { PeerView } from "#call/call-state.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import type { TileKey } from "./stage-arrangement.ts";

export interface Pin {
  readonly tile: TileKey;
  /** Who shared a screen when it was pinned: these screens it was chosen over. */
  readonly over: readonly ParticipantId[];
}

/** The others who share a screen. */
export const sharingOf = (peers: readonly PeerView[]): readonly ParticipantId[] =>
  peers.flatMap(({ participant }) => (participant.screen ? [participant.id] : []));

/** The tiles whose pin counts now: a screen that somebody shared since has the stage before it, for as long as it lasts. */
export function pinsInForce(
  pins: readonly Pin[],
  sharing: readonly ParticipantId[],
): readonly TileKey[] {
  return pins
    .filter(({ over }) => sharing.every((id) => over.includes(id)))
    .map(({ tile }) => tile);
}

/** Pins a tile, also one whose earlier pin has to wait for a screen; or takes its pin away. */
export function togglePin(
  pins: readonly Pin[],
  tile: TileKey,
  sharing: readonly ParticipantId[],
): readonly Pin[] {
  const others = pins.filter((pin) => pin.tile !== tile);
  return pinsInForce(pins, sharing).includes(tile) ? others : [...others, { tile, over: sharing }];
}

/** Forgets the screens that are shared no more: the next one of the same person is a new one. */
export function pinsAfter(pins: readonly Pin[], sharing: readonly ParticipantId[]): readonly Pin[] {
  const isOver = ({ over }: Pin) => over.some((id) => !sharing.includes(id));
  if (!pins.some(isOver)) return pins;
  return pins.map(({ tile, over }) => ({ tile, over: over.filter((id) => sharing.includes(id)) }));
}
