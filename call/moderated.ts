/** What hosts do to this participant, carried out at once; and what this one does to others as a host. */

import type { Result } from "#protocol/failure.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import type { ModerationNotice, StoppableSource } from "#protocol/moderation.ts";
import type { Moderation } from "#protocol/moderation-request.ts";
import type { ModerationWord } from "./call-state.ts";
import { createStore, type ReadableStore } from "./store.ts";

const WORDS_KEPT = 8;

type Word<T> = T extends { readonly id: number } ? Omit<T, "id"> : never;

export interface Moderated extends ReadableStore<readonly ModerationWord[]> {
  /** The server says that a host acted. */
  acted(notice: ModerationNotice): void;
  /** The microphone was turned off on entering. */
  startedMuted(): void;
  /** What was told belongs to a call that is over. */
  clear(): void;
  /** Asks the server to act on others. */
  moderate(moderation: Moderation): void;
}

export function createModerated(options: {
  readonly turnOff: Readonly<Record<StoppableSource, () => void>>;
  readonly lowerHand: () => void;
  readonly send: (moderation: Moderation) => Promise<Result<unknown>>;
  /** As somebody is shown now; null for who is not here. */
  readonly nameOf: (participant: ParticipantId) => string | null;
}): Moderated {
  const store = createStore<readonly ModerationWord[]>([]);
  let lastId = 0;
  const tell = (word: Word<ModerationWord>) => {
    lastId += 1;
    const told = { ...word, id: lastId };
    store.update((words) => [...words, told].slice(-WORDS_KEPT));
  };
  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    acted(notice) {
      const { kind, source } = notice;
      if ((kind === "stopped" || kind === "withdrawn") && source !== null)
        options.turnOff[source]();
      if (notice.kind === "hand-lowered") options.lowerHand();
      tell(notice);
    },
    startedMuted: () => tell({ kind: "started-muted" }),
    clear: () => store.update(() => []),
    moderate(moderation) {
      // Once they are out, nobody knows it any more.
      const removal = moderation.kind === "remove" ? moderation : null;
      const name = removal === null ? null : options.nameOf(removal.who);
      const mayReturn = removal?.mayReturn === true;
      void options.send(moderation).then((result) => {
        if (result.ok && name !== null) tell({ kind: "removed", name, mayReturn });
        if (result.ok) return;
        if (result.code === "room-full") tell({ kind: "full" });
        // Who left a moment ago needs no moderation any more.
        else if (result.code !== "peer-gone") tell({ kind: "refused" });
      });
    },
  };
}
