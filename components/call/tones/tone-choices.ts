/** Which moments of a call are heard: remembered in this browser, each for itself. */

import { z } from "zod/mini";
import { createStore, type ReadableStore } from "#call/store.ts";

export const TONES = ["join", "leave", "knock", "hand", "message"] as const;
export type Tone = (typeof TONES)[number];
export type ToneChoices = Readonly<Record<Tone, boolean>>;

const KEY = "rondo.tones";
const Remembered = z.object({
  join: z.boolean(),
  leave: z.boolean(),
  // Came later than the others: choices of before say nothing of it.
  knock: z._default(z.boolean(), true),
  hand: z.boolean(),
  message: z.boolean(),
});
const ALL: ToneChoices = { join: true, leave: true, knock: true, hand: true, message: true };

export interface ToneChoiceStore extends ReadableStore<ToneChoices> {
  toggle(tone: Tone): void;
}

/** Recalls earlier choices on first use. `storage` is asked for then, since reaching it may throw. */
export function createToneChoices(storage: () => Storage = () => localStorage): ToneChoiceStore {
  const store = createStore<ToneChoices>(ALL);
  let recalled = false;
  const recall = () => {
    if (recalled) return;
    recalled = true;
    try {
      const known = Remembered.safeParse(JSON.parse(storage().getItem(KEY) ?? "null"));
      if (known.success) store.update(() => known.data);
    } catch {
      // Nothing usable: all are heard.
    }
  };
  return {
    getSnapshot() {
      recall();
      return store.getSnapshot();
    },
    subscribe: store.subscribe,
    toggle(tone) {
      recall();
      store.update((choices) => ({ ...choices, [tone]: !choices[tone] }));
      try {
        storage().setItem(KEY, JSON.stringify(store.getSnapshot()));
      } catch {
        // Storage is full or forbidden: the choice holds for this page.
      }
    },
  };
}

/** Of this browser. */
export const toneChoices = createToneChoices();
