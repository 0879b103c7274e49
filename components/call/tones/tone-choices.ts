/** Which moments of a call are heard: remembered in this browser, each for itself. */

import { z } from "zod/mini";
import type { ReadableStore } from "#call/store.ts";
import { createRememberedChoice } from "#components/ui/remembered-choice.ts";

export const TONES = ["join", "leave", "knock", "hand", "message"] as const;
export type Tone = (typeof TONES)[number];
export type ToneChoices = Readonly<Record<Tone, boolean>>;

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

/** Recalls earlier choices on first use. */
export function createToneChoices(storage?: () => Storage): ToneChoiceStore {
  const { getSnapshot, subscribe, update } = createRememberedChoice<ToneChoices>({
    key: "rondo.tones",
    initial: ALL,
    read: (kept) => Remembered.parse(JSON.parse(kept)),
    storage,
  });
  return {
    getSnapshot,
    subscribe,
    toggle: (tone) => update((choices) => ({ ...choices, [tone]: !choices[tone] })),
  };
}

/** Of this browser. */
export const toneChoices = createToneChoices();
