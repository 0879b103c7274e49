/** What this participant decides about itself, put together: what is captured, what is shared, and the raised hand. */

import { isSameSelf, QUIET_SELF, type SelfState } from "#protocol/room.ts";
import type { LocalMedia } from "./media/local-media.ts";
import { selfStateOf } from "./media/local-media-store.ts";
import type { ScreenShare } from "./media/screen-share.ts";
import { createStore, type ReadableStore } from "./store.ts";

export interface OwnSelf extends ReadableStore<SelfState> {
  setHand(raised: boolean): void;
}

/** Follows both for as long as they live. */
export function createOwnSelf(parts: {
  media: Pick<LocalMedia, "getSnapshot" | "subscribe">;
  screen: Pick<ScreenShare, "getSnapshot" | "subscribe">;
}): OwnSelf {
  const { media, screen } = parts;
  const store = createStore<SelfState>(QUIET_SELF);
  const set = (change: Partial<SelfState>) =>
    store.update((before) => {
      const now = { ...before, ...change };
      return isSameSelf(before, now) ? before : now;
    });
  media.subscribe(() => set(selfStateOf(media.getSnapshot())));
  screen.subscribe(() => set({ screen: screen.getSnapshot().track !== null }));
  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    setHand: (hand) => set({ hand }),
  };
}
