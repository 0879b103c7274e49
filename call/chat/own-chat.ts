/** What the chat of a room is to those who draw it and to the session, and what it needs of them. */

import type { ChatBody, ChatEmoji, ChatEntry, ChatId, ChatPage } from "#protocol/chat.ts";
import type { Result } from "#protocol/failure.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import type { HeardEvent, RoomEvents } from "../room-events.ts";
import type { ReadableStore } from "../store.ts";
import type { ChatPeer, ChatState } from "./chat-state.ts";

export interface Chat extends ReadableStore<ChatState> {
  /** Says a text to all, or to one person whom a link reaches. */
  send(text: string, to: ChatPeer | null): void;
  react(message: ChatId, emoji: ChatEmoji, on: boolean): void;
  /** Sends again what one person alone was to have, and nobody said that they have it. */
  sendAgain(message: ChatId): void;
  /** Takes an own message back, for all. */
  remove(message: ChatId): void;
  /** While somebody looks, nothing is unread. */
  setOpen(open: boolean): void;
}

/** The session's side of it. */
export interface OwnChat extends Chat {
  /** A seat is held, at first or again: reads what was missed, and sends what waits. */
  seated(self: ChatPeer, epoch: string): void;
  /** The server says something that was said. */
  heard(entry: ChatEntry): void;
  /** Somebody says something over their link; what is not of the chat is passed over. */
  told(event: HeardEvent): void;
  /** Somebody came, went or lost the server, or this end did. */
  peopleChanged(): void;
  /** Nothing of the room is known any more. */
  clear(): void;
}

export interface ChatOptions {
  readonly post: (post: { id: ChatId; body: ChatBody }) => Promise<Result<ChatEntry>>;
  readonly read: (afterSeq: number) => Promise<Result<ChatPage>>;
  readonly isOnline: () => boolean;
  readonly events: Pick<RoomEvents, "send">;
  /** Whether they may write to all and to each; the server asks the same of what goes through it. */
  readonly mayPost: (id: ParticipantId) => boolean;
  /** Null for who is not in the room; `isAway` while the server does not hear them. */
  readonly personOf: (id: ParticipantId) => { name: string; isAway: boolean } | null;
  readonly nowMs: () => number;
}

/** Names of its events past the server: something that was said, and the id of what came for oneself alone. */
export const CHAT_EVENT = "chat";
export const CHAT_RECEIVED_EVENT = "chat-received";

/** The chat of a room of which nothing is known. */
export const EMPTY_CHAT: ChatState = { messages: [], unread: 0, latest: null };
