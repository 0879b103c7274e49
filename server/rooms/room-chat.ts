/** The chat of the live rooms: who may write and read it, what is stored of it, and who hears of it. */

import type { ChatEntry, ChatPage, ChatPost } from "#protocol/chat.ts";
import { type Failure, failure, type Result, success } from "#protocol/failure.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { Journal } from "../db/database.ts";
import { EMPTY_CHAT, type Posted, post, readAfter } from "./chat-log.ts";
import { readChat } from "./kept-of-chat.ts";
import { mayUse, notPermitted } from "./permissions.ts";
import type { Room } from "./room.ts";
import { unavailable } from "./room-failures.ts";
import type { RoomListener } from "./room-listener.ts";
import type { RoomsInMemory } from "./rooms-in-memory.ts";

export interface RoomChat {
  /** Adds to the chat in the name of whoever holds the seat, once for each id. */
  postChat(code: RoomCode, participant: ParticipantId, post: ChatPost): Result<ChatEntry>;
  /** What whoever holds the seat may read of the chat after an entry. */
  readChat(code: RoomCode, participant: ParticipantId, afterSeq: number): ChatPage;
}

export function createRoomChat(parts: {
  rooms: RoomsInMemory;
  journal: Journal;
  listener: Pick<RoomListener, "posted">;
  maxEntries: number;
  nowMs: () => number;
}): RoomChat {
  const { rooms, journal, listener, maxEntries, nowMs } = parts;

  function store({ call, record }: Room, { entry, deletedSeq }: Posted): void {
    if (call === null || record.settings.keepChat === "never") return;
    const callId = call.id;
    journal.record({ kind: "chat-posted", callId, entry });
    if (deletedSeq !== null)
      journal.record({ kind: "chat-deleted", roomId: record.id, callId, seq: deletedSeq });
  }

  return {
    postChat(code, participant, given) {
      const current = rooms.get(code);
      const seat = current?.seats.get(participant);
      if (current === undefined || seat === undefined)
        return failure("not-joined", "the seat is gone");
      // What somebody wrote they may take back in any case.
      if (given.body.kind !== "deletion" && !mayUse(current, seat, "chat"))
        return notPermitted("chat");
      let outcome: Posted | Failure | undefined;
      const change = rooms.mutate(code, (room) => {
        const author = { id: seat.id, name: seat.label };
        outcome = post(room.chat, given, author, { atMs: nowMs(), maxEntries });
        return "ok" in outcome ? room : { ...room, chat: outcome.chat };
      });
      if (outcome === undefined || change === undefined) return unavailable();
      if ("ok" in outcome) return outcome;
      if (outcome.isNew) {
        store(change.after, outcome);
        listener.posted(code, outcome.entry);
      }
      return success(outcome.entry);
    },

    readChat(code, participant, afterSeq) {
      const room = rooms.get(code);
      return room === undefined
        ? readAfter(EMPTY_CHAT, afterSeq)
        : readChat(room, participant, afterSeq);
    },
  };
}
