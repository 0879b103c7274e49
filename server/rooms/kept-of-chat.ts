/** What of a room's chat is kept, and who may read how much of it. */

import type { ChatPage } from "#protocol/chat.ts";
import type { ChatKeeping } from "#protocol/chat-keeping.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import { keptSinceMs } from "../db/kept-chat.ts";
import { type ChatLog, chatSince, forgotten, readAfter } from "./chat-log.ts";
import type { Room } from "./room.ts";

/** What is left of the chat when another way to keep it is set; what is too old goes by `forgetOldChat`. */
export function chatToKeep({ chat, call, record }: Room, keeping: ChatKeeping): ChatLog {
  const before = record.settings.keepChat;
  if (before === keeping) return chat;
  // Nothing was to be kept, so it is not kept after all; or nothing is to be, not even what was.
  if (before === "never" || keeping === "never") return forgotten(chat);
  return keeping === "call" && call !== null ? chatSince(chat, call.startedAtMs) : chat;
}

/** The room without what of its chat is kept for days and has become too old; the same one where that is nothing. */
export function forgetOldChat(room: Room, nowMs: number): Room {
  const { keepChat } = room.record.settings;
  if (typeof keepChat !== "number") return room;
  const chat = chatSince(room.chat, keptSinceMs(keepChat, nowMs));
  return chat === room.chat ? room : { ...room, chat };
}

/** What a participant may read of the chat after an entry: where nothing is kept, only what was said since they came. */
export function readChat(room: Room, id: ParticipantId, afterSeq: number): ChatPage {
  const cameAtSeq = room.seats.get(id)?.cameAtSeq ?? room.chat.lastSeq;
  const isKept = room.record.settings.keepChat !== "never";
  return readAfter(room.chat, isKept ? afterSeq : Math.max(afterSeq, cameAtSeq));
}
