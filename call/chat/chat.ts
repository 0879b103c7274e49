/**
 * The chat of a room at this end: to all through the server, or past it while that is away, and to one person over their
 * link alone.
 */

import { z } from "zod/mini";
import { ChatBody, ChatId } from "#protocol/chat.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import type { HeardEvent } from "../room-events.ts";
import { createStore } from "../store.ts";
import {
  type ChatBook,
  type ChatPeer,
  type ChatState,
  EMPTY_BOOK,
  inDoubt,
  messagesOf,
  withDelivery,
  withEntry,
  withFailure,
  withOwnOnTheirWay,
  withoutLost,
  withPage,
  withUnconfirmed,
} from "./chat-state.ts";
import {
  CHAT_EVENT,
  CHAT_RECEIVED_EVENT,
  type ChatOptions,
  EMPTY_CHAT,
  type OwnChat,
} from "./own-chat.ts";
import { createSenderLimit } from "./sender-limit.ts";

const Said = z.strictObject({
  id: ChatId,
  body: ChatBody,
  /** Whether it is for the addressee alone. */
  isPrivate: z.boolean(),
});

type Said = z.infer<typeof Said>;

/** Until the server may be asked again, where it does not say. */
const AGAIN_MS = 2_000;
/** Most mending of a link is over by then. What arrives later is known to have arrived then. */
const DELIVERED_WITHIN_MS = 20_000;
/** Authors who come back after a restart of the server have posted again by then what it lost. */
const LOST_AFTER_MS = 10_000;
/** A server that goes away is noticed within this time by everyone. */
const HELD_FOR_MS = 30_000;
const HELD_MAX = 100;

export function createOwnChat(options: ChatOptions): OwnChat {
  const store = createStore<ChatState>(EMPTY_CHAT);
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

  /** What was seen of others in this stay is news no more, whatever becomes of the server's log. */
  const seen = new Set<ChatId>();
  const limit = createSenderLimit(options.nowMs);
  /** Said to all past a server that is there. */
  let held: readonly {
    readonly from: ParticipantId;
    readonly said: Said;
    readonly atMs: number;
  }[] = [];
  /** Own words to one person that they have not confirmed yet. */
  const deliveries = new Map<
    ChatId,
    { readonly to: ParticipantId; readonly timer: ReturnType<typeof setTimeout> }
  >();
  let lostTimer: ReturnType<typeof setTimeout> | undefined;

  /** What was said before one came is there to be read, and no news. */
  const take = (next: ChatBook, { isNews }: { isNews: boolean } = { isNews: true }) => {
    if (next === book) return;
    book = next;
    const messages = messagesOf(book);
    const fresh = messages.filter(({ id, isOwn }) => !isOwn && !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    store.update((state) => ({
      messages,
      unread: isOpen ? 0 : state.unread + (isNews ? fresh.length : 0),
      latest: (isNews ? fresh.at(-1) : undefined) ?? state.latest,
    }));
  };

  const say = (body: ChatBody, to: ChatPeer | null): void => {
    if (self === null) return;
    const id = ChatId.parse(crypto.randomUUID());
    // As they are called by now.
    const from = { ...self, name: options.personOf(self.id)?.name ?? self.name };
    const said = { id, body, from, atMs: options.nowMs(), isOwn: true, privateWith: to };
    take(withUnconfirmed(book, said));
    if (to !== null) deliver({ id, body, isPrivate: true }, to.id);
    else if (options.isOnline()) void postWaiting();
    else tell({ id, body, isPrivate: false });
  };

  /** Says it to one person, and what becomes of it. */
  const deliver = (said: Said, to: ParticipantId) => {
    tell(said, to);
    if (said.body.kind !== "text") return;
    const timer = setTimeout(() => settle(said.id, "undelivered"), DELIVERED_WITHIN_MS);
    deliveries.set(said.id, { to, timer });
    if (options.personOf(to) === null) settle(said.id, "undelivered");
  };
  const settle = (id: ChatId, status: "sent" | "undelivered") => {
    clearTimeout(deliveries.get(id)?.timer);
    deliveries.delete(id);
    take(withDelivery(book, id, status));
  };

  const tell = (said: Said, to?: ParticipantId) =>
    options.events.send(CHAT_EVENT, JSON.stringify(said), to);

  /** One after the other, so that the server has them in the order in which they were said. */
  const postWaiting = async () => {
    if (isPosting) return;
    isPosting = true;
    const own = stay;
    for (;;) {
      const [next] = book.waiting;
      if (next === undefined || !options.isOnline() || self === null) break;
      const result = await options.post(next);
      if (own !== stay) return;
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
    for (;;) {
      const readOf = epoch;
      const result = await options.read(book.lastSeq);
      if (own !== stay || self === null) return;
      // The server began anew meanwhile, and so does the reading.
      if (readOf !== epoch) continue;
      if (!result.ok) {
        // The next seat reads it.
        if (!options.isOnline() || result.code === "not-joined") break;
        await new Promise((resolve) => setTimeout(resolve, result.retryAfterMs ?? AGAIN_MS));
        if (own !== stay) return;
        continue;
      }
      const first = result.value.entries[0];
      // Older ones are not kept any more: the log goes on with the first that is.
      if (first !== undefined && first.seq > book.lastSeq + 1)
        book = { ...book, lastSeq: first.seq - 1 };
      take(withPage(book, result.value, self.id), { isNews: hasRead });
      if (result.value.more) continue;
      hasRead = true;
      take(withOwnOnTheirWay(book));
      clearTimeout(lostTimer);
      lostTimer = setTimeout(() => take(withoutLost(book)), LOST_AFTER_MS);
      break;
    }
    isReading = false;
  };

  /** Something that came over the link of whoever said it. */
  const hear = (from: ParticipantId, { id, body, isPrivate }: Said) => {
    // What somebody wrote they may take back in any case.
    if (body.kind !== "deletion" && !options.mayPost(from)) return;
    const author = { id: from, name: options.personOf(from)?.name ?? "" };
    const privateWith = isPrivate ? author : null;
    const atMs = options.nowMs();
    take(withUnconfirmed(book, { id, body, from: author, atMs, isOwn: false, privateWith }));
    const message = book.known.get(id)?.message;
    // Also of what was sent again, since the word of the first may be lost.
    if (isPrivate && message?.from === from && message.privateWith !== null)
      options.events.send(CHAT_RECEIVED_EVENT, id, from);
  };

  /** Words to all go past the server where it does not hear who says them, or where this end does not hear the server. */
  const isPastServer = (from: ParticipantId) =>
    !options.isOnline() || options.personOf(from)?.isAway === true;

  const told = ({ from, name, body }: HeardEvent) => {
    if (self === null) return;
    if (name === CHAT_RECEIVED_EVENT) {
      const id = ChatId.safeParse(body);
      const message = id.success ? book.known.get(id.data)?.message : undefined;
      if (message?.privateWith?.id === from) settle(message.id, "sent");
    }
    if (name !== CHAT_EVENT || !limit.take(from)) return;
    const said = Said.safeParse(parsed(body));
    if (!said.success) return;
    if (said.data.isPrivate || isPastServer(from)) hear(from, said.data);
    // It comes from the server, with its word on who said it; unless that is just going away.
    else held = [...held, { from, said: said.data, atMs: options.nowMs() }].slice(-HELD_MAX);
  };

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,

    send: (text, to) => say({ kind: "text", text }, to),
    react: (to, emoji, on) => say({ kind: "reaction", to, emoji, on }, privateWith(to)),
    sendAgain(id) {
      const message = book.known.get(id)?.message;
      const to = message?.privateWith ?? null;
      if (message?.status !== "undelivered" || message.text === null || to === null) return;
      take(withDelivery(book, id, "sending"));
      deliver({ id, body: { kind: "text", text: message.text }, isPrivate: true }, to.id);
    },
    remove: (of) => say({ kind: "deletion", of }, privateWith(of)),
    setOpen(open) {
      isOpen = open;
      if (open) store.update((state) => (state.unread === 0 ? state : { ...state, unread: 0 }));
    },

    seated(seatedSelf, roomEpoch) {
      self = seatedSelf;
      if (epoch !== null && epoch !== roomEpoch) {
        clearTimeout(lostTimer);
        take(inDoubt(book));
      }
      epoch = roomEpoch;
      void readMissing().then(postWaiting);
    },

    heard(entry) {
      if (self === null) return;
      const isGap = entry.seq > book.lastSeq + 1;
      take(withEntry(book, entry, self.id));
      if (isGap) void readMissing();
    },

    told,

    peopleChanged() {
      for (const [id, { to }] of deliveries)
        if (options.personOf(to) === null) settle(id, "undelivered");
      const sinceMs = options.nowMs() - HELD_FOR_MS;
      const due = held.filter(({ from, atMs }) => atMs >= sinceMs && isPastServer(from));
      held = held.filter((each) => each.atMs >= sinceMs && !due.includes(each));
      for (const { from, said } of due) hear(from, said);
    },

    clear() {
      stay += 1;
      clearTimeout(lostTimer);
      for (const { timer } of deliveries.values()) clearTimeout(timer);
      deliveries.clear();
      seen.clear();
      limit.clear();
      held = [];
      isPosting = false;
      isReading = false;
      hasRead = false;
      self = null;
      epoch = null;
      book = EMPTY_BOOK;
      store.update(() => EMPTY_CHAT);
    },
  };

  /** With whom alone a message was: what is done to it goes the same way. */
  function privateWith(id: ChatId): ChatPeer | null {
    return book.known.get(id)?.message.privateWith ?? null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
