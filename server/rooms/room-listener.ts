import type { ChatEntry } from "#protocol/chat.ts";
import type { ParticipantId, SessionId } from "#protocol/ids.ts";
import type { ModerationNotice } from "#protocol/moderation.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { Room } from "./room.ts";

/** Who listens to rooms: the socket layer. */
export interface RoomListener {
  /** The room's state or its preview changed. */
  changed(room: Room): void;
  /** A session lost its seat to a newer one of the same person. */
  displaced(participant: ParticipantId, session: SessionId): void;
  /** Who waited over this socket was let in, or sent away. */
  answered(connection: string, admitted: boolean): void;
  /** Who waits over this socket is to read what a host wrote to those who wait, or (null) not any more. */
  wroteToWaiting(connection: string, text: string | null): void;
  /** Who waited over this socket does so no more, for a reason that is not an answer. */
  dismissed(
    connection: string,
    reason: "taken-over" | "room-ended" | "ended-by-host" | "deleted-by-host",
  ): void;
  /** Something was done to somebody, who was asked by nobody in the call. */
  acted(participant: ParticipantId, notice: ModerationNotice): void;
  /** Somebody wrote something. */
  posted(code: RoomCode, entry: ChatEntry): void;
  /** A host sent somebody out who may come straight back. */
  sentOut(participant: ParticipantId): void;
  /** Everyone, or one participant, was sent out by an administrator or a host. */
  ended(
    code: RoomCode,
    participants: readonly ParticipantId[],
    reason: "room-ended" | "removed" | "ended-by-host" | "removed-by-host" | "deleted-by-host",
  ): void;
}

/** Passes on to whoever listens; until somebody does, nobody is told. */
export function createRoomRelay(): RoomListener & { listen(given: RoomListener): void } {
  let listener: RoomListener | null = null;
  return {
    listen(given) {
      listener = given;
    },
    changed: (room) => listener?.changed(room),
    displaced: (participant, session) => listener?.displaced(participant, session),
    answered: (connection, admitted) => listener?.answered(connection, admitted),
    wroteToWaiting: (connection, text) => listener?.wroteToWaiting(connection, text),
    dismissed: (connection, reason) => listener?.dismissed(connection, reason),
    acted: (participant, notice) => listener?.acted(participant, notice),
    posted: (code, entry) => listener?.posted(code, entry),
    sentOut: (participant) => listener?.sentOut(participant),
    ended: (code, participants, reason) => listener?.ended(code, participants, reason),
  };
}
