/** What a person chose about the stage: layout, pins, the own picture. Lives as long as the call; choices outlive it. */

import { z } from "zod/mini";
import { createRemembered } from "#call/remembered.ts";
import { createStore, type ReadableStore } from "#call/store.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import { type Pin, pinsAfter, togglePin } from "./pins.ts";
import { LAYOUT_CHOICES, type LayoutChoice, type TileKey } from "./stage-arrangement.ts";

export interface StageState {
  readonly choice: LayoutChoice;
  readonly pins: readonly Pin[];
  /** Whose screens are on the stage, which is what a pin is made over. */
  readonly sharing: readonly ParticipantId[];
  /** When this person moved the spotlight last, by the page's clock. */
  readonly spotlightMovedMs: number;
  readonly page: number;
  /** Whether the others are shown beside what is large; another layout shows them again. */
  readonly stripShown: boolean;
  /** Whether one sees oneself at all, as in a mirror, and cut to fill the tile. */
  readonly selfShown: boolean;
  readonly selfMirrored: boolean;
  readonly selfCropped: boolean;
}

export interface StageStore extends ReadableStore<StageState> {
  choose(choice: LayoutChoice): void;
  togglePin(tile: TileKey): void;
  /** To be told whose screens are on the stage whenever that changes. */
  sharingChanged(sharing: readonly ParticipantId[]): void;
  /** To be told when this person puts somebody in the spotlight or ends it. */
  spotlightMoved(nowMs: number): void;
  turnTo(page: number): void;
  toggleStrip(): void;
  toggleSelf(what: "selfShown" | "selfMirrored" | "selfCropped"): void;
}

const Remembered = z.object({
  choice: z.enum(LAYOUT_CHOICES),
  selfShown: z.boolean(),
  selfMirrored: z.boolean(),
  selfCropped: z.boolean(),
});

const DEFAULTS: z.infer<typeof Remembered> = {
  choice: "auto",
  selfShown: true,
  selfMirrored: true,
  selfCropped: true,
};

/** Recalls earlier choices. */
export function createStageStore(storage?: () => Storage): StageStore {
  const choices = createRemembered({
    key: "rondo.stage",
    initial: DEFAULTS,
    read: (kept) => Remembered.parse(JSON.parse(kept)),
    storage,
  });
  const store = createStore<StageState>({
    ...choices.recall(),
    pins: [],
    sharing: [],
    spotlightMovedMs: Number.NEGATIVE_INFINITY,
    page: 0,
    stripShown: true,
  });
  const remember = (change: Partial<StageState>) => {
    store.update((state) => ({ ...state, ...change }));
    choices.remember(Remembered.parse(store.getSnapshot()));
  };
  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    choose: (choice) => {
      store.update((state) => ({ ...state, pins: [], page: 0, stripShown: true }));
      remember({ choice });
    },
    togglePin: (tile) =>
      store.update((state) => ({
        ...state,
        pins: togglePin(state.pins, tile, state.sharing),
        page: 0,
      })),
    sharingChanged: (sharing) =>
      store.update((state) => ({ ...state, sharing, pins: pinsAfter(state.pins, sharing) })),
    spotlightMoved: (nowMs) => store.update((state) => ({ ...state, spotlightMovedMs: nowMs })),
    toggleStrip: () => store.update((state) => ({ ...state, stripShown: !state.stripShown })),
    turnTo: (page) => store.update((state) => ({ ...state, page })),
    toggleSelf: (what) => remember({ [what]: !store.getSnapshot()[what] }),
  };
}
