/** The choices of this end in a session: an audio-only call and the camera's own switch follow each other. */

import type { LocalMedia } from "./media/local-media.ts";
import { createSavingStore, type SavingControl, type SavingStore } from "./saving-store.ts";

export interface OwnSaving extends SavingControl, Pick<SavingStore, "recall"> {
  /** Whether there is a relay, as the server says. */
  relayKnown(relay: boolean): void;
}

/**
 * Has no side effect before `recall()` or `set()`. Audio only turns the camera off and its end brings it back; whoever
 * turns the camera on in between wants pictures, and so ends it. Lives as long as `media`.
 */
export function createOwnSaving(
  media: LocalMedia,
  store: SavingStore = createSavingStore(),
): OwnSaving {
  const isCameraWanted = () => media.getSnapshot().camera.wanted;
  let wasCameraWanted = true;

  const set: SavingControl["set"] = (change) => {
    const before = store.getSnapshot();
    const { audioOnly = before.audioOnly } = change;
    if (audioOnly === before.audioOnly) {
      store.update(change);
    } else if (audioOnly) {
      store.update({ ...change, cameraBefore: isCameraWanted() });
      if (isCameraWanted()) void media.setWanted("camera", false);
    } else {
      store.update({ ...change, cameraBefore: false });
      if (before.cameraBefore && !isCameraWanted()) void media.setWanted("camera", true);
    }
  };

  media.subscribe(() => {
    const isTurnedOn = isCameraWanted() && !wasCameraWanted;
    wasCameraWanted = isCameraWanted();
    if (isTurnedOn && store.getSnapshot().audioOnly) set({ audioOnly: false });
  });

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    set,
    recall() {
      store.recall();
      // Before anything is captured: the light of the camera must not flash.
      if (store.getSnapshot().audioOnly) void media.setWanted("camera", false);
    },
    relayKnown: (relay) => store.update({ relay }),
  };
}
