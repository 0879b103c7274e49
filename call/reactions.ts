/** Short-lived signs of what people feel, over their tiles: told to those who are connected, and remembered by nobody. */

import { CHAT_EMOJIS, type ChatEmoji } from "#protocol/chat.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import type { RoomEvents } from "./room-events.ts";
import { createStore, type ReadableStore } from "./store.ts";

export interface Reaction {
  /** Grows with each. */
  readonly id: number;
  readonly from: ParticipantId;
  readonly emoji: ChatEmoji;
}

export interface Reactions extends ReadableStore<readonly Reaction[]> {
  /** Shows it here and at everyone else. More often than now and then it is not told. */
  send(emoji: ChatEmoji): void;
}

const EVENT = "reaction";
/** Long enough to be seen rise. */
export const REACTION_SHOWN_MS = 4_000;
const SHOWN_MAX = 40;
/** Of one person; what comes faster is dropped, so that nobody can cover the stage. */
const EVERY_MS = 250;

export function createReactions(options: {
  readonly events: Pick<RoomEvents, "flash" | "subscribe">;
  readonly selfId: () => ParticipantId | null;
  readonly nowMs: () => number;
}): Reactions {
  const store = createStore<readonly Reaction[]>([]);
  const lastMs = new Map<ParticipantId, number>();
  let count = 0;

  const show = (from: ParticipantId, emoji: ChatEmoji): boolean => {
    const nowMs = options.nowMs();
    if (nowMs - (lastMs.get(from) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) return false;
    lastMs.set(from, nowMs);
    count += 1;
    const reaction: Reaction = { id: count, from, emoji };
    store.update((shown) => [...shown, reaction].slice(-SHOWN_MAX));
    setTimeout(
      () => store.update((shown) => shown.filter(({ id }) => id !== reaction.id)),
      REACTION_SHOWN_MS,
    );
    return true;
  };

  options.events.subscribe(({ from, name, body }) => {
    const emoji = CHAT_EMOJIS.find((known) => known === body);
    if (name === EVENT && emoji !== undefined) show(from, emoji);
  });

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    send(emoji) {
      const selfId = options.selfId();
      if (selfId !== null && show(selfId, emoji)) options.events.flash(EVENT, emoji);
    },
  };
}
