/** Who comes in or goes out because somebody else says so: answers in the lobby, removals, the end of a call for all. */

import { type Failure, failure, type Result, success } from "#protocol/failure.ts";
import { ParticipantId } from "#protocol/ids.ts";
import type { KeptOut } from "#protocol/moderation.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { Database } from "../db/database.ts";
import type { Log } from "../log.ts";
import { answerKnocks, dismissAll, isOpen } from "./lobby.ts";
import { addRemoval, allowAgain, withdrawRemoval, withoutInsider } from "./removals.ts";
import type { Knock, Room } from "./room.ts";
import { unavailable } from "./room-failures.ts";
import type { RoomLimits } from "./room-limits.ts";
import type { RoomListener } from "./room-listener.ts";
import type { RoomsInMemory } from "./rooms-in-memory.ts";
import { vacate } from "./seats.ts";

export interface Door {
  /** Lets these in, or sends them away, and tells them. */
  answer(code: RoomCode, knocks: readonly Knock[], admit: boolean): void;
  /** Lets everybody in who waits, where nobody has to any more. */
  admitAll(code: RoomCode): void;
  /** Sends everybody out, from the room and from its lobby, and says why; then applies another rule, if one is given. */
  sendAllOut(
    code: RoomCode,
    reason: "room-ended" | "ended-by-host" | "deleted-by-host",
    then?: (room: Room) => Room,
  ): void;
  /**
   * Voids a seat and refuses new joins of its person for a while. Resolves with the person's name when stored; where
   * `refusal` finds by then that it may not be done any more, nothing of it was.
   */
  remove(
    code: RoomCode,
    participant: ParticipantId,
    reason: "removed" | "removed-by-host",
    refusal?: () => Failure | null,
  ): Promise<Result<{ name: string }>>;
  /** Voids a seat; its person comes back like anybody new. */
  sendOut(code: RoomCode, participant: ParticipantId): void;
  /** Who was removed and may not come again yet, the latest last. */
  keptOut(code: RoomCode): Promise<Result<readonly KeptOut[]>>;
  /** Lets somebody come again who was removed. Resolves when it is stored. */
  allowAgain(code: RoomCode, participant: ParticipantId): Promise<Result<null>>;
}

/** How long who asks for names waits for those that are on their way to the database. */
const NAMES_MS = 2_000;

export function createDoor(parts: {
  rooms: RoomsInMemory;
  database: Pick<Database, "removals" | "journal">;
  listener: RoomListener;
  limits: Pick<RoomLimits, "lobbyDenialMs" | "removalBanMs">;
  nowMs: () => number;
  log: Log;
}): Door {
  const { rooms, database, listener, limits, nowMs, log } = parts;

  function answer(code: RoomCode, knocks: readonly Knock[], admit: boolean): void {
    const deniedForMs = limits.lobbyDenialMs;
    rooms.apply(code, (room) => answerKnocks(room, knocks, { admit, nowMs: nowMs(), deniedForMs }));
    for (const { connection } of knocks) listener.answered(connection, admit);
  }

  return {
    answer,

    admitAll(code) {
      const room = rooms.get(code);
      if (room === undefined || room.waiting.length === 0 || !isOpen(room)) return;
      answer(code, room.waiting, true);
      rooms.forgetIfEmpty(code);
    },

    sendAllOut(code, reason, then = (room) => room) {
      const people = [...(rooms.get(code)?.seats.keys() ?? [])];
      listener.ended(code, people, reason);
      for (const { connection } of rooms.get(code)?.waiting ?? [])
        listener.dismissed(connection, reason);
      rooms.apply(code, dismissAll);
      rooms.apply(code, (room) => then(people.reduce((left, id) => vacate(left, id), room)));
    },

    sendOut(code, participant) {
      listener.sentOut(participant);
      rooms.apply(code, (room) => withoutInsider(vacate(room, participant), participant));
      rooms.forgetIfEmpty(code);
    },

    async keptOut(code) {
      const room = rooms.get(code);
      if (room === undefined) return failure("not-joined", "the seat is gone");
      try {
        // Who was removed soon after they came may not be written yet.
        await database.journal.flush(NAMES_MS);
        const named = await database.removals.listNamed(room.record.id, nowMs());
        return success(
          named.map(({ removal, name }) => ({
            participant: ParticipantId.parse(removal.participantId),
            name,
            removedAtMs: removal.atMs,
            untilMs: removal.untilMs,
          })),
        );
      } catch (error) {
        log.error({ error }, "the removals of a room could not be read");
        return unavailable();
      }
    },

    async allowAgain(code, participant) {
      const now = nowMs();
      const removals = (rooms.get(code)?.removals ?? []).filter(
        ({ participantId, untilMs }) => participantId === participant && untilMs > now,
      );
      if (removals.length === 0) return failure("peer-gone", "this person is not kept out");
      try {
        for (const removal of removals) await database.removals.withdraw(removal);
      } catch (error) {
        log.error({ error }, "a removal could not be withdrawn");
        return unavailable();
      }
      rooms.mutate(code, (current) => allowAgain(current, participant));
      return success(null);
    },

    async remove(code, participant, reason, refusal = () => null) {
      const room = rooms.get(code);
      const seat = room?.seats.get(participant);
      if (room === undefined || seat === undefined)
        return failure("peer-gone", "this person has left already");
      const atMs = nowMs();
      const removal = {
        roomId: room.record.id,
        participantId: seat.id,
        deviceHash: seat.deviceHash,
        email: seat.email,
        atMs,
        untilMs: atMs + limits.removalBanMs,
      };
      // In force before it is stored, so that nobody slips back in meanwhile; acknowledged only after.
      rooms.mutate(code, (current) => addRemoval(current, removal));
      try {
        await database.removals.add(removal);
      } catch (error) {
        log.error({ error }, "a removal could not be stored");
        rooms.mutate(code, (current) => withdrawRemoval(current, removal));
        return unavailable();
      }
      const refused = refusal();
      if (refused !== null) {
        rooms.mutate(code, (current) => withdrawRemoval(current, removal));
        await database.removals.withdraw(removal);
        return refused;
      }
      listener.ended(code, [seat.id], reason);
      rooms.apply(code, (current) => vacate(current, seat.id));
      return success({ name: seat.label });
    },
  };
}
