/**
 * How somebody comes into a room: judges the key and the password that they show, reads what the rules need to know, and
 * does what follows from the rules.
 */

import { type Failure, failure, type Result, success } from "#protocol/failure.ts";
import { type HostKey, KnockId, ParticipantId } from "#protocol/ids.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { PasswordGuess } from "#protocol/room-password.ts";
import type { Database } from "../db/database.ts";
import { hashRoom, type Log } from "../log.ts";
import { randomId } from "../secrets.ts";
import { enterEvents } from "./call-events.ts";
import type { ChatLog } from "./chat-log.ts";
import { enter } from "./entrance.ts";
import { opensRoom } from "./host-key.ts";
import type { Entered, Entrant, FreshIds, Knocked, Room } from "./room.ts";
import { setClosed } from "./room-decisions.ts";
import { unavailable, unknown } from "./room-failures.ts";
import type { RoomListener } from "./room-listener.ts";
import type { RoomPasswords } from "./room-passwords.ts";
import type { RoomsInMemory } from "./rooms-in-memory.ts";
import type { StoredRooms } from "./stored-rooms.ts";

/** Somebody who wants to come in, with what they show. */
export interface Comer extends Omit<Entrant, "host" | "password"> {
  readonly password: PasswordGuess | null;
  /** True address, for limits only. */
  readonly address: string;
  readonly hostKey: HostKey | null;
  /** A resume token says that its owner showed the host key before. */
  readonly wasHost: boolean;
}

export interface Entering {
  /**
   * Gives or gives back a seat, or has the caller wait in the lobby (`lobby-waiting`). Only a room that is not in memory
   * makes this wait for the database, and only a password that is asked for makes it wait for its hash.
   */
  enter(code: RoomCode, comer: Comer): Promise<Result<Entered>>;
}

/** How long somebody who enters waits for the chat of earlier calls. */
const PAST_CHAT_MS = 2_000;

export function createEntering(parts: {
  rooms: RoomsInMemory;
  stored: Pick<StoredRooms, "readChat">;
  database: Pick<Database, "rooms" | "journal">;
  passwords: Pick<RoomPasswords, "judge">;
  listener: RoomListener;
  nowMs: () => number;
  log: Log;
}): Entering {
  const { rooms, stored, database, passwords, listener, nowMs, log } = parts;
  const { journal } = database;

  /**
   * What the rules are told of a password: whether it is right, null where none was given. Hashed only where they ask for
   * one.
   */
  async function judgePassword(
    room: Room,
    entrant: Omit<Entrant, "password">,
    { password, address }: Pick<Comer, "password" | "address">,
  ): Promise<Result<boolean | null>> {
    if (password === null) return success(null);
    const { code, passwordHash: hash } = room.record;
    const outcome = enter(room, { ...entrant, password: null }, freshIds(), nowMs());
    const isAsked = "ok" in outcome && outcome.code === "password-required";
    if (hash === null || !isAsked) return success(false);
    const verdict = await passwords.judge({ password, stored: hash, address, code });
    if (verdict.kind !== "too-often") return success(verdict.kind === "right");
    const { retryAfterMs } = verdict;
    return failure("rate-limited", "too many wrong passwords", { retryAfterMs });
  }

  /** Keeps that a room is open again; null once it is. */
  async function reopen(roomId: string): Promise<Failure | null> {
    try {
      await database.rooms.reopen(roomId);
      return null;
    } catch (error) {
      log.error({ error }, "a room could not be reopened");
      return unavailable();
    }
  }

  /**
   * What is kept of earlier calls, for one that begins with somebody's entering; null where none does, so that nobody makes
   * the database read who is not let in, or where nothing is kept.
   */
  async function readPastChat(
    room: Room,
    tryEntering: (room: Room) => ReturnType<typeof enter>,
  ): Promise<Result<ChatLog | null>> {
    const { record } = room;
    const { keepChat } = record.settings;
    if (room.call !== null || typeof keepChat !== "number") return success(null);
    if (!("callStarted" in tryEntering(room))) return success(null);
    try {
      // The end of the call before may be on its way still: its numbers are not given twice.
      await journal.flush(PAST_CHAT_MS);
      return success(await stored.readChat(record.id, keepChat));
    } catch (error) {
      log.error({ error, room: hashRoom(record.code) }, "the chat of a room could not be read");
      return unavailable();
    }
  }

  /** Writes and tells what follows from somebody's having a seat. */
  function follow(before: Room, entered: Entered): void {
    const { room, seat, callStarted, displaced } = entered;
    for (const event of enterEvents(before, entered, nowMs())) journal.record(event);
    if (callStarted) log.info({ room: hashRoom(room.record.code) }, "call started");
    const waits = new Set(room.waiting);
    for (const { session, connection } of before.waiting.filter((knock) => !waits.has(knock))) {
      if (session === seat.session) continue;
      // It was the host who had been waited for; or it is the same person in another tab, which would wait for ever.
      if (room.admitted.has(session)) listener.answered(connection, true);
      else listener.dismissed(connection, "taken-over");
    }
    if (displaced !== null) listener.displaced(seat.id, displaced);
    listener.changed(room);
  }

  async function comeIn(
    code: RoomCode,
    { hostKey, wasHost, password, address, ...entrant }: Comer,
  ): Promise<Result<Entered>> {
    const changedBefore = rooms.lastChange(code);
    const loaded = await rooms.load(code);
    if (!loaded.ok) return loaded;
    const { record } = loaded.value;
    const host = hostKey !== null && opensRoom(hostKey, record.hostKeyHash);
    if (hostKey !== null && !host) {
      return failure("forbidden", "this host key belongs to another meeting");
    }
    const { passwordHash } = record;
    const comer = { ...entrant, host: host || wasHost };
    const judged = await judgePassword(loaded.value, comer, { password, address });
    // That may have taken a while, in which the room emptied and was read anew.
    const current = await rooms.load(code);
    if (!current.ok) return current;
    if (!judged.ok) {
      rooms.forgetIfEmpty(code);
      return judged;
    }
    // Only somebody who comes anew opens a closed room. A host whose browser comes back by itself was ended with it.
    const reopening = host && record.closedAtMs !== null && entrant.resume === null;
    const refusal = reopening ? await reopen(record.id) : null;
    if (refusal !== null) return refusal;

    const ids = freshIds();
    const past = await readPastChat(
      reopening ? setClosed(current.value, null) : current.value,
      (room) => enter(room, { ...comer, password: judged.value }, ids, nowMs()),
    );
    if (!past.ok) return past;
    // What was read is out of date: the record, or what is kept of the chat.
    if (rooms.lastChange(code) !== changedBefore)
      return await comeIn(code, { hostKey, wasHost, password, address, ...entrant });
    // The mutation may run on a room that emptied and was dropped while the database was read.
    if (!rooms.putBack(current.value)) return unknown;
    if (reopening) rooms.mutate(code, (room) => setClosed(room, null));
    let outcome: Entered | Knocked | Failure | undefined;
    const change = rooms.mutate(code, (room) => {
      const isChanged = room.record.passwordHash !== passwordHash;
      const known = isChanged && password !== null ? false : judged.value;
      outcome = enter(room, { ...comer, password: known }, ids, nowMs());
      if ("callStarted" in outcome && outcome.callStarted)
        outcome = { ...outcome, room: withPastChat(outcome.room, past.value) };
      return "ok" in outcome ? room : outcome.room;
    });
    if (outcome === undefined || change === undefined) return unavailable();
    if ("ok" in outcome) {
      rooms.forgetIfEmpty(code);
      return outcome;
    }
    if ("knocked" in outcome) {
      const { lobbyMessage } = outcome.room;
      listener.changed(outcome.room);
      if (lobbyMessage !== null) listener.wroteToWaiting(entrant.connection, lobbyMessage);
      return failure("lobby-waiting", "a host lets people in, or is waited for");
    }
    follow(change.before, outcome);
    return success(outcome);
  }

  return { enter: comeIn };
}

/** A room whose call has just begun, with what is kept of earlier ones. */
function withPastChat(room: Room, past: ChatLog | null): Room {
  if (past === null) return room;
  // Numbers go on, also from what is not kept: nobody takes the new for the old.
  const lastSeq = Math.max(past.lastSeq, room.chat.lastSeq);
  return { ...room, chat: { entries: past.entries, lastSeq } };
}

/** Whole groups of base64, so that a text of several ids can be cut between them. */
const ID_BYTES = 18;
const ID_LENGTH = (ID_BYTES / 3) * 4;

/** Four ids of one draw: the system's generator takes as long for one as for all. */
function freshIds(): FreshIds {
  const random = randomId(4 * ID_BYTES);
  return {
    participant: ParticipantId.parse(random.slice(0, ID_LENGTH)),
    participation: random.slice(ID_LENGTH, 2 * ID_LENGTH),
    call: random.slice(2 * ID_LENGTH, 3 * ID_LENGTH),
    knock: KnockId.parse(random.slice(3 * ID_LENGTH)),
  };
}
