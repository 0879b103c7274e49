/** What is shown of the chat: pure steps over what the server said, what came over links, and what is on its way. */

import type { ChatBody, ChatEmoji, ChatEntry, ChatId, ChatPage } from "#protocol/chat.ts";
import type { ParticipantId } from "#protocol/ids.ts";

/** Somebody of a private talk, under the name of then. */
export interface ChatPeer {
  readonly id: ParticipantId;
  readonly name: string;
}

export interface ChatMessage {
  readonly id: ChatId;
  readonly from: ParticipantId;
  readonly name: string;
  /** Null for a message that was taken back. */
  readonly text: string | null;
  /** Server clock if it passed the server, else this browser's; Unix milliseconds. */
  readonly atMs: number;
  readonly isOwn: boolean;
  /** With whom alone; null for a message to all. */
  readonly privateWith: ChatPeer | null;
  /** `sending`: only those who are linked may have it so far, and its place is not fixed yet. */
  readonly status: "sending" | "sent" | "failed";
  readonly reactions: ReadonlyMap<ChatEmoji, readonly ParticipantId[]>;
}

export interface ChatState {
  readonly messages: readonly ChatMessage[];
  /** Of others, since the chat was last looked at. */
  readonly unread: number;
  /** The latest of others that is worth telling; its object changes with each. */
  readonly latest: ChatMessage | null;
}

/** A message with its place: what the server has numbered, then what it has not. */
interface Placed {
  readonly message: ChatMessage;
  /** Of the server; for what it never gets, the number that was the latest then. Infinity while it is not known. */
  readonly seq: number;
}

/** All that the state follows from. Immutable. */
export interface ChatBook {
  readonly placed: readonly Placed[];
  /** Ids of all that was heard, reactions and deletions too. */
  readonly known: ReadonlySet<ChatId>;
  /** Up to here nothing of the server's log is missing. */
  readonly lastSeq: number;
  /** Own doings that the server does not have yet, in order. */
  readonly waiting: readonly { readonly id: ChatId; readonly body: ChatBody }[];
}

export const EMPTY_BOOK: ChatBook = {
  placed: [],
  known: new Set(),
  lastSeq: 0,
  waiting: [],
};

export function messagesOf(book: ChatBook): readonly ChatMessage[] {
  return book.placed.map(({ message }) => message);
}

/** Something that was said and has no number yet: one's own on its way, or somebody's past the server. */
export function withUnconfirmed(
  book: ChatBook,
  said: {
    readonly id: ChatId;
    readonly body: ChatBody;
    readonly from: ChatPeer;
    readonly atMs: number;
    readonly isOwn: boolean;
    readonly privateWith: ChatPeer | null;
  },
): ChatBook {
  const { id, body, from, isOwn, privateWith } = said;
  if (book.known.has(id)) return book;
  const next: ChatBook = {
    ...book,
    known: new Set([...book.known, id]),
    waiting: isOwn && privateWith === null ? [...book.waiting, { id, body }] : book.waiting,
  };
  if (body.kind !== "text") return withEffect(next, body, from.id);
  const message: ChatMessage = {
    id,
    from: from.id,
    name: from.name,
    text: body.text,
    atMs: said.atMs,
    isOwn,
    privateWith,
    status: privateWith === null && isOwn ? "sending" : "sent",
    reactions: new Map(),
  };
  return place(next, {
    message,
    seq: privateWith === null ? Number.POSITIVE_INFINITY : book.lastSeq,
  });
}

/** An entry as the server has it. What is known already gets its place; one out of turn is taken all the same. */
export function withEntry(book: ChatBook, entry: ChatEntry, selfId: ParticipantId): ChatBook {
  const { id, seq, body, from, name, atMs } = entry;
  const earlier = book.placed.find(({ message }) => message.id === id);
  // Nobody can take the place of what somebody else said past the server.
  if (earlier !== undefined && earlier.seq !== Number.POSITIVE_INFINITY) {
    if (body.kind !== "deleted") return advanced(book, seq);
    return advanced(withEffect(book, { kind: "deletion", of: id }, from), seq);
  }
  const isNew = !book.known.has(id) || (earlier !== undefined && earlier.message.from !== from);
  const next: ChatBook = advanced(
    {
      ...book,
      placed: book.placed.filter((each) => each !== earlier),
      known: new Set([...book.known, id]),
      waiting: book.waiting.filter((each) => each.id !== id),
    },
    seq,
  );
  if (body.kind === "reaction" || body.kind === "deletion")
    return isNew ? withEffect(next, body, from) : next;
  const message: ChatMessage = {
    id,
    from,
    name,
    text: body.kind === "text" ? (earlier?.message.text === null ? null : body.text) : null,
    atMs,
    isOwn: from === selfId,
    privateWith: null,
    status: "sent",
    reactions: earlier?.message.reactions ?? new Map(),
  };
  return place(next, { message, seq });
}

/** A portion of the server's log. */
export function withPage(book: ChatBook, page: ChatPage, selfId: ParticipantId): ChatBook {
  return page.entries.reduce((current, entry) => withEntry(current, entry, selfId), book);
}

/** A killed server loses the last moments: of what is older, it is known that it has it. */
const MAY_BE_LOST = 20;

/**
 * Before the log is read anew from its beginning, since the server may have lost the end of it: what it said is forgotten,
 * what it has not got yet and private talk stays. One's own latest messages wait again: those that it still has are
 * confirmed as they are read, and the others are posted once more.
 */
export function withoutConfirmed(book: ChatBook): ChatBook {
  const isUnconfirmed = ({ seq, message }: Placed) =>
    seq === Number.POSITIVE_INFINITY || message.privateWith !== null;
  const inDoubt = book.placed
    .filter((each) => !isUnconfirmed(each))
    .slice(-MAY_BE_LOST)
    .filter(({ message }) => message.isOwn && message.text !== null)
    .map(({ message }) => ({ ...message, status: "sending" as const }));
  const placed = [
    ...book.placed.filter(({ message }) => message.privateWith !== null),
    ...inDoubt.map((message) => ({ message, seq: Number.POSITIVE_INFINITY })),
    ...book.placed.filter(
      ({ seq, message }) => seq === Number.POSITIVE_INFINITY && message.privateWith === null,
    ),
  ];
  const waiting = [
    ...inDoubt.map(({ id, text }) => ({
      id,
      body: { kind: "text" as const, text: text ?? "" },
    })),
    ...book.waiting,
  ];
  return {
    placed,
    known: new Set([...placed.map(({ message }) => message.id), ...waiting.map(({ id }) => id)]),
    lastSeq: 0,
    waiting,
  };
}

/** The server refused it for good: it stays to be read and copied, and goes nowhere. */
export function withFailure(book: ChatBook, id: ChatId): ChatBook {
  const failed = book.placed.find(({ message }) => message.id === id);
  const next = {
    ...book,
    waiting: book.waiting.filter((each) => each.id !== id),
    placed: book.placed.filter((each) => each !== failed),
  };
  if (failed === undefined) return next;
  // It gets no number any more, and so keeps its place among those that have one.
  return place(next, {
    message: { ...failed.message, status: "failed" },
    seq: Math.min(failed.seq, book.lastSeq),
  });
}

function advanced(book: ChatBook, seq: number): ChatBook {
  return seq === book.lastSeq + 1 ? { ...book, lastSeq: seq } : book;
}

function place(book: ChatBook, placed: Placed): ChatBook {
  const at = book.placed.findIndex(({ seq }) => seq > placed.seq);
  const before = at === -1 ? book.placed : book.placed.slice(0, at);
  const after = at === -1 ? [] : book.placed.slice(at);
  return { ...book, placed: [...before, placed, ...after] };
}

/** What a reaction or a deletion does to the message that it is about. */
function withEffect(book: ChatBook, body: ChatBody, by: ParticipantId): ChatBook {
  if (body.kind === "text") return book;
  const about = body.kind === "reaction" ? body.to : body.of;
  return {
    ...book,
    placed: book.placed.map((each) => {
      const { message } = each;
      if (message.id !== about) return each;
      if (body.kind === "deletion")
        return message.from === by
          ? { ...each, message: { ...message, text: null, reactions: new Map() } }
          : each;
      return { ...each, message: { ...message, reactions: reacted(message, body, by) } };
    }),
  };
}

function reacted(
  { reactions }: ChatMessage,
  { emoji, on }: Extract<ChatBody, { kind: "reaction" }>,
  by: ParticipantId,
): ChatMessage["reactions"] {
  const others = (reactions.get(emoji) ?? []).filter((id) => id !== by);
  const now = on ? [...others, by] : others;
  const next = new Map(reactions);
  if (now.length === 0) next.delete(emoji);
  else next.set(emoji, now);
  return next;
}
