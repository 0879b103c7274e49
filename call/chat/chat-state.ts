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
  /**
   * `sending`: only those who are linked may have it so far, and its place is not fixed yet; or, of what is for one person,
   * that they may not have it yet. `undelivered`: nobody has said that they have it. `failed`: the server did not take it.
   */
  readonly status: "sending" | "sent" | "failed" | "undelivered";
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
  /** Said by an earlier life of the server, and not yet again by this one. */
  readonly isInDoubt: boolean;
}

/** All that the state follows from. Immutable. */
export interface ChatBook {
  /** In order of `seq`. */
  readonly placed: readonly Placed[];
  /** All that was heard by its id, with its place; without one for reactions and deletions. */
  readonly known: ReadonlyMap<ChatId, Placed | null>;
  /** Up to here nothing of the server's log is missing. */
  readonly lastSeq: number;
  /** Own doings that the server does not have yet, in order. */
  readonly waiting: readonly { readonly id: ChatId; readonly body: ChatBody }[];
}

export const EMPTY_BOOK: ChatBook = {
  placed: [],
  known: new Map(),
  lastSeq: 0,
  waiting: [],
};

export function messagesOf(book: ChatBook): readonly ChatMessage[] {
  return book.placed.map(({ message }) => message);
}

/** A book that is being written: copied once for each step, however many entries that takes in. */
interface Draft {
  readonly placed: Placed[];
  readonly known: Map<ChatId, Placed | null>;
  lastSeq: number;
  waiting: ChatBook["waiting"];
}

function changed(book: ChatBook, change: (draft: Draft) => void): ChatBook {
  const draft = { ...book, placed: [...book.placed], known: new Map(book.known) };
  change(draft);
  return draft;
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
  return changed(book, (draft) => {
    draft.known.set(id, null);
    if (isOwn && privateWith === null) draft.waiting = [...draft.waiting, { id, body }];
    if (body.kind !== "text") return affect(draft, body, from.id);
    const message: ChatMessage = {
      id,
      from: from.id,
      name: from.name,
      text: body.text,
      atMs: said.atMs,
      isOwn,
      privateWith,
      status: isOwn ? "sending" : "sent",
      reactions: new Map(),
    };
    const seq = privateWith === null ? Number.POSITIVE_INFINITY : latestSeq(draft);
    place(draft, { message, seq, isInDoubt: false });
  });
}

/** An entry as the server has it. What is known already gets its place; one out of turn is taken all the same. */
export function withEntry(book: ChatBook, entry: ChatEntry, selfId: ParticipantId): ChatBook {
  return changed(book, (draft) => take(draft, entry, selfId));
}

/** A portion of the server's log. */
export function withPage(book: ChatBook, page: ChatPage, selfId: ParticipantId): ChatBook {
  return changed(book, (draft) => {
    for (const entry of page.entries) take(draft, entry, selfId);
  });
}

function take(draft: Draft, entry: ChatEntry, selfId: ParticipantId): void {
  const { id, seq, body, from, name, atMs } = entry;
  const earlier = draft.known.get(id) ?? null;
  const isNew = !draft.known.has(id) || (earlier !== null && earlier.message.from !== from);
  if (seq === draft.lastSeq + 1) draft.lastSeq = seq;
  // Nobody can take the place of what somebody else said past the server.
  if (earlier !== null && earlier.seq !== Number.POSITIVE_INFINITY && !earlier.isInDoubt) {
    if (body.kind === "deleted") affect(draft, { kind: "deletion", of: id }, from);
    return;
  }
  if (draft.waiting.length > 0) draft.waiting = draft.waiting.filter((each) => each.id !== id);
  if (body.kind === "reaction" || body.kind === "deletion") {
    draft.known.set(id, null);
    if (isNew) affect(draft, body, from);
    return;
  }
  const isTakenBack = body.kind === "deleted" || earlier?.message.text === null;
  const message: ChatMessage = {
    id,
    from,
    name,
    text: isTakenBack ? null : body.text,
    atMs,
    isOwn: from === selfId,
    privateWith: null,
    status: "sent",
    // Those that an earlier life of the server had said come again, if this one has them.
    reactions: earlier === null || earlier.isInDoubt ? new Map() : earlier.message.reactions,
  };
  const placed = { message, seq, isInDoubt: false };
  if (earlier?.seq === seq) put(draft, earlier, placed);
  else {
    if (earlier !== null) draft.placed.splice(placeOf(draft, earlier), 1);
    place(draft, placed);
  }
  if (earlier?.isInDoubt !== true) return;
  for (const { body: waits } of draft.waiting)
    if (waits.kind === "reaction" && waits.to === id) affect(draft, waits, selfId);
}

/** A killed server loses the last moments: of what is older, it is known that it has it. */
const MAY_BE_LOST = 20;

/**
 * Before the log is read anew from its beginning, since the server may have lost the end of it: what it said stays, in
 * doubt, until it says so again (`withoutLost`). Reactions are counted anew. One's own latest messages wait again: those that
 * it still has are confirmed as they are read, and the others are posted once more.
 */
export function inDoubt(book: ChatBook): ChatBook {
  const placed = book.placed.map((each) =>
    each.seq === Number.POSITIVE_INFINITY ||
    each.message.privateWith !== null ||
    each.message.status === "failed"
      ? each
      : { ...each, isInDoubt: true },
  );
  const own = placed
    .filter((each) => each.isInDoubt)
    .slice(-MAY_BE_LOST)
    .flatMap(({ message: { id, isOwn, text } }) =>
      isOwn && text !== null ? [{ id, body: { kind: "text" as const, text } }] : [],
    );
  const waiting = [...own, ...book.waiting];
  const known = new Map<ChatId, Placed | null>(waiting.map(({ id }) => [id, null]));
  for (const each of placed) known.set(each.message.id, each);
  return { placed, known, lastSeq: 0, waiting };
}

/**
 * After the log was read anew: one's own that the server has lost are on their way, before what never got there. What
 * others said and this server did not say (yet) stays in doubt, as they post it again.
 */
export function withOwnOnTheirWay(book: ChatBook): ChatBook {
  if (!book.placed.some((each) => each.isInDoubt)) return book;
  return changed(book, (draft) => {
    const lost = book.waiting.flatMap(({ id }) => {
      const each = draft.known.get(id) ?? null;
      return each?.isInDoubt === true ? [each] : [];
    });
    for (const each of lost) draft.placed.splice(placeOf(draft, each), 1);
    const again = lost.map(({ message }) => ({
      message: { ...message, status: "sending" as const },
      seq: Number.POSITIVE_INFINITY,
      isInDoubt: false,
    }));
    draft.placed.splice(indexAfter(draft, latestSeq(draft)), 0, ...again);
    for (const each of again) draft.known.set(each.message.id, each);
  });
}

/** Without what is still in doubt: the server has lost it, and so have all who came since. */
export function withoutLost(book: ChatBook): ChatBook {
  if (!book.placed.some(({ isInDoubt: isLost }) => isLost)) return book;
  return { ...book, placed: book.placed.filter(({ isInDoubt: isLost }) => !isLost) };
}

/** The server refused it for good: it stays to be read and copied, and goes nowhere. */
export function withFailure(book: ChatBook, id: ChatId): ChatBook {
  return changed(book, (draft) => {
    draft.waiting = draft.waiting.filter((each) => each.id !== id);
    const failed = draft.known.get(id) ?? null;
    if (failed === null) return;
    draft.placed.splice(placeOf(draft, failed), 1);
    // It gets no number any more, and so keeps its place among those that have one.
    const seq = Math.min(failed.seq, latestSeq(draft));
    place(draft, { message: { ...failed.message, status: "failed" }, seq, isInDoubt: false });
  });
}

/** What is known of an own message to one person alone; any other one stays as it is. */
export function withDelivery(
  book: ChatBook,
  id: ChatId,
  status: "sending" | "sent" | "undelivered",
): ChatBook {
  const sent = book.known.get(id) ?? null;
  if (sent === null || !sent.message.isOwn || sent.message.privateWith === null) return book;
  if (sent.message.status === status) return book;
  return changed(book, (draft) => replace(draft, sent, { ...sent.message, status }));
}

/** Of what has a number, the highest. */
function latestSeq({ placed, lastSeq }: Draft): number {
  const numbered = placed.findLast(({ seq }) => seq !== Number.POSITIVE_INFINITY);
  return Math.max(numbered?.seq ?? 0, lastSeq);
}

/** After all with the same number or a lower one. */
function place(draft: Draft, placed: Placed): void {
  draft.placed.splice(indexAfter(draft, placed.seq), 0, placed);
  draft.known.set(placed.message.id, placed);
}

function replace(draft: Draft, before: Placed, message: ChatMessage): void {
  put(draft, before, { ...before, message });
}

/** In the place of `before`, whose number it has. */
function put(draft: Draft, before: Placed, placed: Placed): void {
  draft.placed[placeOf(draft, before)] = placed;
  draft.known.set(placed.message.id, placed);
}

/** Of what is there; those with one number are few, but for what has none yet. */
function placeOf(draft: Draft, placed: Placed): number {
  return draft.placed.lastIndexOf(placed, indexAfter(draft, placed.seq) - 1);
}

/** Found by halves, since everything is in order: a log of thousands is placed entry by entry. */
function indexAfter({ placed }: Draft, seq: number): number {
  let [low, high] = [0, placed.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((placed[middle]?.seq ?? 0) <= seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What a reaction or a deletion does to the message that it is about. */
function affect(draft: Draft, body: Exclude<ChatBody, { kind: "text" }>, by: ParticipantId): void {
  const about = draft.known.get(body.kind === "reaction" ? body.to : body.of) ?? null;
  if (about === null) return;
  const { message } = about;
  if (body.kind === "reaction")
    replace(draft, about, { ...message, reactions: reacted(message, body, by) });
  else if (message.from === by)
    replace(draft, about, { ...message, text: null, reactions: new Map() });
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
