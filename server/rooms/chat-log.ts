/** The chat of a room, as pure functions over an ordered log. */

import type { ChatEntry, ChatId, ChatPage, ChatPost } from "#protocol/chat.ts";
import { type Failure, failure } from "#protocol/failure.ts";
import type { ParticipantId } from "#protocol/ids.ts";

export interface ChatLog {
  /** In order of `seq`; the oldest are forgotten beyond the bound. */
  readonly entries: readonly ChatEntry[];
  readonly lastSeq: number;
}

export const EMPTY_CHAT: ChatLog = { entries: [], lastSeq: 0 };

/** Entries of one answer. */
const PAGE = 200;

/** A log as it was stored. */
export function restoredChat(entries: readonly ChatEntry[]): ChatLog {
  return { entries, lastSeq: entries.at(-1)?.seq ?? 0 };
}

export interface Posted {
  readonly chat: ChatLog;
  readonly entry: ChatEntry;
  /** False for what was posted before, and came again. */
  readonly isNew: boolean;
  /** A message whose text is gone by it. */
  readonly deletedSeq: number | null;
}

/**
 * Appends what somebody did. The same id again gives the entry of before; a reaction or deletion needs the message it is
 * about, and only one's own can be deleted.
 */
export function post(
  chat: ChatLog,
  { id, body }: ChatPost,
  author: { readonly id: ParticipantId; readonly name: string },
  { atMs, maxEntries }: { readonly atMs: number; readonly maxEntries: number },
): Posted | Failure {
  const known = findEntry(chat, id);
  if (known !== undefined) {
    if (known.from !== author.id) return failure("invalid", "this id is somebody else's");
    return { chat, entry: known, isNew: false, deletedSeq: null };
  }
  let deletedSeq: number | null = null;
  if (body.kind !== "text") {
    const about = findEntry(chat, body.kind === "reaction" ? body.to : body.of);
    if (about?.body.kind !== "text") return failure("invalid", "there is no such message");
    if (body.kind === "deletion") {
      if (about.from !== author.id) return failure("forbidden", "only one's own can be deleted");
      deletedSeq = about.seq;
    }
  }
  const entry: ChatEntry = {
    seq: chat.lastSeq + 1,
    id,
    atMs,
    from: author.id,
    name: author.name,
    body,
  };
  const kept = chat.entries.map((each) =>
    each.seq === deletedSeq ? { ...each, body: { kind: "deleted" as const } } : each,
  );
  return {
    chat: { entries: [...kept, entry].slice(-maxEntries), lastSeq: entry.seq },
    entry,
    isNew: true,
    deletedSeq,
  };
}

/** The log without its entries; numbers go on, so that nobody takes the new for the old. */
export function forgotten(chat: ChatLog): ChatLog {
  return chat.entries.length === 0 ? chat : { ...chat, entries: [] };
}

/** The log without what was said before a time, Unix milliseconds; the same one where that is nothing. */
export function chatSince(chat: ChatLog, sinceMs: number): ChatLog {
  const [oldest] = chat.entries;
  if (oldest === undefined || oldest.atMs >= sinceMs) return chat;
  return { ...chat, entries: chat.entries.filter(({ atMs }) => atMs >= sinceMs) };
}

/** What comes after an entry, in portions. */
export function readAfter(chat: ChatLog, afterSeq: number): ChatPage {
  const later = chat.entries.filter(({ seq }) => seq > afterSeq);
  return { entries: later.slice(0, PAGE), more: later.length > PAGE, lastSeq: chat.lastSeq };
}

function findEntry(chat: ChatLog, id: ChatId): ChatEntry | undefined {
  return chat.entries.find((entry) => entry.id === id);
}
