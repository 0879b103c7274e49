/** What hosts do to this participant, carried out at once; and what this one does to others as a host. */

import type { Result } from "#protocol/failure.ts";
import type { Moderation, ModerationNotice, StoppableSource } from "#protocol/moderation.ts";
import type { ModerationWord } from "./call-state.ts";
import { createStore, type ReadableStore } from "./store.ts";

const WORDS_KEPT = 8;

type Word<T> = T extends { readonly id: number } ? Omit<T, "id"> : never;

export interface Moderated extends ReadableStore<readonly ModerationWord[]> {
  /** The server says that a host acted. */
  acted(notice: ModerationNotice): void;
  /** Asks the server to act on others. */
  moderate(moderation: Moderation): void;
}

export function createModerated(options: {
  readonly turnOff: Readonly<Record<StoppableSource, () => void>>;
  readonly lowerHand: () => void;
  readonly send: (moderation: Moderation) => Promise<Result<unknown>>;
}): Moderated {
  const store = createStore<readonly ModerationWord[]>([]);
  const tell = (word: Word<ModerationWord>) =>
    store.update((words) =>
      [...words, { ...word, id: (words.at(-1)?.id ?? 0) + 1 }].slice(-WORDS_KEPT),
    );
  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    acted(notice) {
      if (notice.kind === "stopped" && notice.source !== null) options.turnOff[notice.source]();
      if (notice.kind === "hand-lowered") options.lowerHand();
      tell(notice);
    },
    moderate(moderation) {
      void options.send(moderation).then((result) => {
        // Who left a moment ago needs no moderation any more.
        if (!result.ok && result.code !== "peer-gone") tell({ kind: "refused" });
      });
    },
  };
}
