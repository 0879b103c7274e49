/**
 * What a person gives up to save bandwidth, or to keep an address to themselves: the choices, and what follows from them
 * for what is sent and what is asked of others. Pure.
 */

import type { ParticipantId } from "#protocol/ids.ts";
import { ratesOf } from "./mesh/upload-director.ts";
import { BITRATES, FULL_FRAME_RATE, UPLOAD } from "./mesh/upload-table.ts";
import type { Saving } from "./saving-store.ts";
import type { ShownHeights } from "./topology.ts";

/** Cameras are sent and asked for at this height at most: a face in a small tile, for a sixth of the bits. */
export const SAVER_HEIGHT = 180;
/** Lips still move with the words, for about two thirds of the bits. */
export const SAVER_FRAME_RATE = 15;
/** The largest picture that can be asked for: protocol/link.ts. */
const WHOLE_SCREEN = 4_320;

/** What one peer shows, as the sender is to take it under its own choices. Null where the peer said nothing. */
export function heightsToSend(shown: ShownHeights | null, saving: Saving): ShownHeights | null {
  if (!saving.dataSaver) return shown;
  const { cameraHeight, screenHeight } = shown ?? {
    cameraHeight: SAVER_HEIGHT,
    screenHeight: WHOLE_SCREEN,
  };
  return { cameraHeight: Math.min(cameraHeight, SAVER_HEIGHT), screenHeight };
}

/** Frames a second of what `captured` gives. */
export function frameRateToSend(captured: number, { dataSaver }: Saving): number {
  return dataSaver ? Math.min(captured, SAVER_FRAME_RATE) : captured;
}

/** The uplink that may be used: what was measured, or the cap if that is less; null while neither says anything. */
export function uplinkToUse(measuredBps: number | null, { sendCapBps }: Saving): number | null {
  if (measuredBps === null || sendCapBps === null) return measuredBps ?? sendCapBps;
  return Math.min(measuredBps, sendCapBps);
}

/**
 * The heights to ask each peer for, from those at which this end shows them. Under a receive cap cameras share what the
 * sound of so many peers and a shared screen leave of it: everyone small before anyone large, then evenly (max-min
 * fairness); a camera that gets nothing is not asked for. A screen is asked for whole, for it must be legible.
 */
export function heightsToAsk(
  showing: ReadonlyMap<ParticipantId, ShownHeights>,
  peers: number,
  saving: Saving,
): ReadonlyMap<ParticipantId, ShownHeights> {
  const wanted = new Map(
    [...showing].map(([id, { cameraHeight, screenHeight }]) => [
      id,
      { cameraHeight: cameraHeightWanted(cameraHeight, saving), screenHeight },
    ]),
  );
  if (saving.receiveCapBps === null) return wanted;

  const screens = [...wanted.values()].filter(({ screenHeight }) => screenHeight > 0).length;
  let leftBps = Math.max(
    0,
    saving.receiveCapBps * UPLOAD.safetyShare -
      peers * UPLOAD.audioBps -
      screens * UPLOAD.screenBps,
  );
  const grants = new Map<ParticipantId, number>();
  const cameras = [...wanted]
    .filter(([, { cameraHeight }]) => cameraHeight > 0)
    .map(([id, { cameraHeight }]) => ({ id, height: cameraHeight, ...ratesAt(cameraHeight) }))
    .sort((a, b) => b.height - a.height || (a.id < b.id ? -1 : 1));
  for (const { id } of cameras) {
    if (leftBps < LEAST_BPS) break;
    grants.set(id, LEAST_BPS);
    leftBps -= LEAST_BPS;
  }
  const open = cameras
    .filter(({ id }) => grants.has(id))
    .map(({ id, bitrateBps }) => ({ id, moreBps: Math.max(0, bitrateBps - LEAST_BPS) }))
    .sort((a, b) => a.moreBps - b.moreBps);
  open.forEach(({ id, moreBps }, place) => {
    const bps = Math.min(moreBps, leftBps / (open.length - place));
    grants.set(id, LEAST_BPS + bps);
    leftBps -= bps;
  });

  return new Map(
    [...wanted].map(([id, { cameraHeight, screenHeight }]) => [
      id,
      { cameraHeight: Math.min(cameraHeight, heightFor(grants.get(id) ?? 0)), screenHeight },
    ]),
  );
}

function cameraHeightWanted(height: number, { audioOnly, dataSaver }: Saving): number {
  if (audioOnly) return 0;
  return dataSaver ? Math.min(height, SAVER_HEIGHT) : height;
}

/** The least with which a camera is sent at all. */
const LEAST_BPS = BITRATES[0]?.floorBps ?? 0;

function ratesAt(height: number) {
  return ratesOf(height, FULL_FRAME_RATE);
}

/** The largest picture that is sent with no more than this; zero where there is none. */
function heightFor(bps: number): number {
  if (bps < LEAST_BPS) return 0;
  const row = BITRATES.findLast(({ bitrateBps }) => bitrateBps <= bps) ?? BITRATES[0];
  return Math.min(WHOLE_SCREEN, row?.upToHeight ?? 0);
}
