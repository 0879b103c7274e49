/**
 * The chat of a room at this end: to all through the server, or past it while that is away, and to one person over their
 * link alone.
 */

import { z } from "zod/mini";
import { ChatBody, type ChatEmoji, type ChatEntry, ChatId, type ChatPage } from "#protocol/chat.ts";
import type { Result } from "#protocol/failure.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import type { HeardEvent, RoomEvents } from "../room-events.ts";
import { createStore, type ReadableStore } from "../store.ts";
import {
  type ChatBook,
  type ChatMessage,
  type ChatPeer,
  type ChatState,
  EMPTY_BOOK,
  messagesOf,
  withEntry,
  withFailure,
  withoutConfirmed,
  withPage,
  withUnconfirmed,
} from "./chat-state.ts";

export interface Chat extends ReadableStore<ChatState> {
  /** Says a text to all, or to one person whom a link reaches. */
  send(text: string, to: ChatPeer | null): void;
  react(message: ChatId, emoji: ChatEmoji, on: boolean): void;
  /** Takes an own message back, for all. */
  remove(message: ChatId): void;
  /** While somebody looks, nothing is unread. */
  setOpen(open: boolean): void;
}

/** The session's side of it. */
export interface OwnChat extends Chat {
  /** A seat is held, at first or again: reads what was missed, and sends what waits. */
  seated(self: ChatPeer, epoch: string): void;
  heard(entry: ChatEntry): void;
  /** Nothing of the room is known any more. */
  clear(): void;
}

export interface ChatOptions {
  readonly post: (post: { id: ChatId; body: ChatBody }) => Promise<Result<ChatEntry>>;
  readonly read: (afterSeq: number) => Promise<Result<ChatPage>>;
  readonly isOnline: () => boolean;
  readonly events: Pick<RoomEvents, "send" | "subscribe">;
  /** Whether they may write to all and to each; the server asks the same of what goes through it. */
  readonly mayPost: (id: ParticipantId) => boolean;
  readonly nameOf: (id: ParticipantId) => string;
  readonly nowMs: () => number;
}

/** Name of its events past the server. */
const EVENT = "chat";
const Said = z.strictObject({
  id: ChatId,
  body: ChatBody,
  /** Whether it is for the addressee alone. */
  isPrivate: z.boolean(),
});

const NOTHING: ChatState = { messages: [], unread: 0, latest: null };
/** Until the server may be asked again, where it does not say. */
const AGAIN_MS = 2_000;

export function createOwnChat(options: ChatOptions): OwnChat {
  const store = createStore<ChatState>(NOTHING);
  let book: ChatBook = EMPTY_BOOK;
  let self: ChatPeer | null = null;
  let epoch: string | null = null;
  let isOpen = false;
  let isPosting = false;
  let isReading = false;
  /** Whether the log was read in this stay. */
  let hasRead = false;
  /** Only what was begun in this stay counts. */
  let stay = 0;

  /** What was said before one came is there to be read, and no news. */
  const take = (next: ChatBook, { isNews }: { isNews: boolean } = { isNews: true }) => {
    if (next === book) return;
    const before = new Set(book.placed.map(({ message }) => message.id));
    book = next;
    const messages = messagesOf(book);
    const fresh = messages.filter(({ id, isOwn }) => !isOwn && !before.has(id));
    store.update((state) => ({
      messages,
      unread: isOpen ? 0 : state.unread + (isNews ? fresh.length : 0),
      latest: (isNews ? fresh.at(-1) : undefined) ?? state.latest,
    }));
  };

  const say = (body: ChatBody, to: ChatPeer | null): void => {
    if (self === null) return;
    const id = ChatId.parse(crypto.randomUUID());
    const said = { id, body, from: self, atMs: options.nowMs(), isOwn: true, privateWith: to };
    take(withUnconfirmed(book, said));
    if (to !== null) tell({ id, body, isPrivate: true }, to.id);
    else if (options.isOnline()) void postWaiting();
    else tell({ id, body, isPrivate: false });
  };

  const tell = (said: z.infer<typeof Said>, to?: ParticipantId) =>
    options.events.send(EVENT, JSON.stringify(said), to);

  /** One after the other, so that the server has them in the order in which they were said. */
  const postWaiting = async () => {
    if (isPosting) return;
    isPosting = true;
    const own = stay;
    for (;;) {
      const [next] = book.waiting;
      if (next === undefined || !options.isOnline() || self === null) break;
      const result = await options.post(next);
      if (own !== stay) break;
      if (result.ok) {
        take(withEntry(book, result.value, self.id));
      } else if (result.code === "rate-limited") {
        await new Promise((resolve) => setTimeout(resolve, result.retryAfterMs ?? AGAIN_MS));
      } else if (result.code === "unavailable" || result.code === "not-joined") {
        // Those who are linked have it meanwhile; the next seat posts it.
        tell({ ...next, isPrivate: false });
        break;
      } else {
        take(withFailure(book, next.id));
      }
    }
    isPosting = false;
  };

  const readMissing = async () => {
    if (isReading) return;
    isReading = true;
    const own = stay;
    const isNews = book.lastSeq > 0 || hasRead;
    for (;;) {
      const result = await options.read(book.lastSeq);
      if (own !== stay || self === null || !result.ok) break;
      const first = result.value.entries[0];
      // Older ones are not kept any more: the log goes on with the first that is.
      if (first !== undefined && first.seq > book.lastSeq + 1)
        book = { ...book, lastSeq: first.seq - 1 };
      take(withPage(book, result.value, self.id), { isNews });
      hasRead = true;
      if (!result.value.more) break;
    }
    isReading = false;
  };

  options.events.subscribe((event: HeardEvent) => {
    if (event.name !== EVENT || self === null) return;
    const said = Said.safeParse(parsed(event.body));
    if (!said.success) return;
    const { id, body, isPrivate } = said.data;
    // What somebody wrote they may take back in any case.
    if (body.kind !== "deletion" && !options.mayPost(event.from)) return;
    const from = { id: event.from, name: options.nameOf(event.from) };
    take(
      withUnconfirmed(book, {
        id,
        body,
        from,
        atMs: options.nowMs(),
        isOwn: false,
        privateWith: isPrivate ? from : null,
      }),
    );
  });

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,

    send: (text, to) => say({ kind: "text", text }, to),
    react: (to, emoji, on) => say({ kind: "reaction", to, emoji, on }, privateWith(to)),
    remove: (of) => say({ kind: "deletion", of }, privateWith(of)),
    setOpen(open) {
      isOpen = open;
      if (open) store.update((state) => (state.unread === 0 ? state : { ...state, unread: 0 }));
    },

    seated(seatedSelf, roomEpoch) {
      self = seatedSelf;
      if (epoch !== null && epoch !== roomEpoch) take(withoutConfirmed(book));
      epoch = roomEpoch;
      void readMissing().then(postWaiting);
    },

    heard(entry) {
      if (self === null) return;
      const isGap = entry.seq > book.lastSeq + 1;
      take(withEntry(book, entry, self.id));
      if (isGap) void readMissing();
    },

    clear() {
      stay += 1;
      isPosting = false;
      isReading = false;
      hasRead = false;
      self = null;
      epoch = null;
      book = EMPTY_BOOK;
      store.update(() => NOTHING);
    },
  };

  /** With whom alone a message was: what is done to it goes the same way. */
  function privateWith(id: ChatId): ChatPeer | null {
    const about = store.getSnapshot().messages.find((message: ChatMessage) => message.id === id);
    return about?.privateWith ?? null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
