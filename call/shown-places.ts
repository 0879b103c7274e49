/** At which heights the pictures of peers are shown, in several places at once: of each the largest counts. */

import type { ParticipantId } from "#protocol/ids.ts";
import type { ShownHeights } from "./topology.ts";

/** Where pictures are shown. Each place speaks for itself: a hidden page takes nothing from the small window. */
export type ShownPlace = "stage" | "small-window";

export interface ShownPlaces {
  /** In this place a peer is shown so; what is not named stays as it was. Returns what counts now. */
  set(id: ParticipantId, place: ShownPlace, heights: Partial<ShownHeights>): ShownHeights;
  /** What counts, of everyone who was ever shown. */
  all(): Iterable<readonly [ParticipantId, ShownHeights]>;
  /** Nobody is shown anywhere. */
  clear(): void;
}

const NOWHERE: ShownHeights = { cameraHeight: 0, screenHeight: 0 };

export function createShownPlaces(): ShownPlaces {
  const peers = new Map<ParticipantId, Partial<Record<ShownPlace, ShownHeights>>>();
  const largest = (places: Partial<Record<ShownPlace, ShownHeights>>): ShownHeights => ({
    cameraHeight: Math.max(0, ...Object.values(places).map(({ cameraHeight }) => cameraHeight)),
    screenHeight: Math.max(0, ...Object.values(places).map(({ screenHeight }) => screenHeight)),
  });
  return {
    set(id, place, heights) {
      const before = peers.get(id);
      const now = { ...before, [place]: { ...NOWHERE, ...before?.[place], ...heights } };
      peers.set(id, now);
      return largest(now);
    },
    all: () => [...peers].map(([id, places]) => [id, largest(places)] as const),
    clear: () => peers.clear(),
  };
}
