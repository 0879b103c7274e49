/** Tells the server what this participant sends: the latest state, once, however often it changes meanwhile. */

import type { Result } from "#protocol/failure.ts";
import { isSameSelf, type SelfState } from "#protocol/room.ts";

export interface SelfAnnouncer {
  /** What the server knows from the answer to joining. */
  known(state: SelfState): void;
  /** What holds now; sent if the server knows otherwise. */
  announce(state: SelfState): void;
  /** The seat is gone: nothing is sent before `known()`. */
  reset(): void;
}

export function createSelfAnnouncer(
  send: (state: SelfState) => Promise<Result<unknown>>,
): SelfAnnouncer {
  let known: SelfState | null = null;
  let wanted: SelfState | null = null;
  let sending = false;

  const isKnown = (state: SelfState) => known !== null && isSameSelf(known, state);

  const pump = async () => {
    if (sending) return;
    sending = true;
    while (known !== null && wanted !== null && !isKnown(wanted)) {
      const state = wanted;
      const result = await send(state);
      // Refused was what held then; what holds by now may be in order.
      if (!result.ok && result.code === "not-permitted" && wanted !== state) continue;
      // Without the server there is no use in more: the next joining tells it everything.
      if (!result.ok) break;
      if (known !== null) known = state;
    }
    sending = false;
  };

  return {
    known(state) {
      known = state;
      void pump();
    },
    announce(state) {
      wanted = state;
      void pump();
    },
    reset() {
      known = null;
    },
  };
}
