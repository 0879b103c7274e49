/** The choices by which a person saves bandwidth or hides an address: kept here, and remembered in this browser. */

import { z } from "zod/mini";
import { createRemembered } from "./remembered.ts";
import { createStore, type ReadableStore } from "./store.ts";

/** Caps that can be chosen, bits a second, sound included; null stands for none. */
export const CAPS_BPS = [1_500_000, 700_000, 300_000] as const;

const Flag = z.catch(z.boolean(), false);
const Cap = z.catch(z.nullable(z.literal(CAPS_BPS)), null);

export const Saving = z.object({
  /** Everything goes through a relay, so that the others do not learn this end's addresses. */
  hideAddress: Flag,
  /** Cameras small and slow, in both directions. */
  dataSaver: Flag,
  /** No camera in either direction; a shared screen stays. */
  audioOnly: Flag,
  /** Whether the camera was wanted when `audioOnly` began, and is to come back with its end. */
  cameraBefore: Flag,
  /** What all links together may send. */
  sendCapBps: Cap,
  /** What all links together may be asked for. */
  receiveCapBps: Cap,
});
export type Saving = Readonly<z.infer<typeof Saving>>;
/** What a person chooses; the rest follows. */
export type SavingChoice = Omit<Saving, "cameraBefore">;

export const NO_SAVING: Saving = Saving.parse({});

export interface SavingState extends Saving {
  /** Whether the server has a relay, without which nobody can hide; null before the server has said. */
  readonly relay: boolean | null;
}

/** The choices as one may read and change them. Changed ones count at once, and are remembered. */
export interface SavingControl extends ReadableStore<SavingState> {
  set(change: Partial<SavingChoice>): void;
}

export interface SavingStore extends ReadableStore<SavingState> {
  /** Recalls what was chosen in this browser before; once, since what was chosen here since then counts. */
  recall(): void;
  update(change: Partial<SavingState>): void;
}

/** Has no side effect before `recall()` or `update()`. */
export function createSavingStore(storage?: () => Storage): SavingStore {
  const remembered = createRemembered<Saving>({
    key: "rondo.saving",
    initial: NO_SAVING,
    read: (kept) => Saving.parse(JSON.parse(kept)),
    storage,
  });
  const store = createStore<SavingState>({ ...NO_SAVING, relay: null });
  let recalled = false;
  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    recall() {
      if (recalled) return;
      recalled = true;
      store.update((state) => ({ ...state, ...remembered.recall() }));
    },
    update(change) {
      const before = store.getSnapshot();
      const next = { ...before, ...change };
      // The keys of a state are those of its type.
      const keys = Object.keys(next) as (keyof SavingState)[];
      if (keys.every((key) => next[key] === before[key])) return;
      const { relay: _, ...choices } = next;
      // Before anybody hears of it: who answers with another change must not be overwritten.
      if (keys.some((key) => key !== "relay" && next[key] !== before[key]))
        remembered.remember(choices);
      store.update(() => next);
    },
  };
}
