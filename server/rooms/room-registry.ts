/**
 * The live rooms of this process: loads them from the database when somebody enters, applies the rules, writes the
 * journal, and tells who listens that a room changed. The only place where rules, database and clock meet.
 */

import type { ChatEntry, ChatPage, ChatPost } from "#protocol/chat.ts";
import { type Failure, failure, type Result, success } from "#protocol/failure.ts";
import { type HostKey, KnockId, ParticipantId, type SessionId } from "#protocol/ids.ts";
import type { LinkReport } from "#protocol/link.ts";
import type { ModerationNotice } from "#protocol/moderation.ts";
import type { Moderation } from "#protocol/moderation-request.ts";
import type { RoomPreview } from "#protocol/room.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { PasswordGuess, RoomPassword } from "#protocol/room-password.ts";
import type { SelfPatch } from "#protocol/room-request.ts";
import type { Schedule } from "#protocol/schedule.ts";
import type { Database, RoomRecord } from "../db/database.ts";
import { keptSinceMs } from "../db/kept-chat.ts";
import { oneAtATime } from "../db/one-at-a-time.ts";
import type { RoomSettings } from "../db/room-settings.ts";
import { hashRoom, type Log } from "../log.ts";
import { randomId, sha256 } from "../secrets.ts";
import {
  type ChatLog,
  EMPTY_CHAT,
  type Posted,
  post,
  readAfter,
  restoredChat,
} from "./chat-log.ts";
import { opensRoom } from "./host-key.ts";
import type { LiveRooms } from "./live-rooms.ts";
import { givenRole, moderationRefusal, patchOf, targetsOf } from "./moderation.ts";
import { createOwnedRooms, type OwnedRooms } from "./owned-rooms.ts";
import { mayUse, notPermitted, selfRefusal } from "./permissions.ts";
import {
  addRemoval,
  answerKnocks,
  dismissAll,
  type Entered,
  type Entrant,
  emptyRoom,
  enter,
  expiredSeats,
  type FreshIds,
  findRemoval,
  forgetOldChat,
  type Knock,
  type Knocked,
  markAway,
  type Room,
  readChat,
  removedUntil,
  restoredRoom,
  roomFull,
  type Seat,
  seatsLeft,
  setClosed,
  setCohost,
  setLinks,
  setLobby,
  setLocked,
  setPassword,
  setPlace,
  setSelf,
  setSettings,
  setSpotlight,
  stopWaiting,
  toActiveRoom,
  toRoomPreview,
  vacate,
  withdrawRemoval,
  withinPermissions,
} from "./room.ts";
import { createRoomPasswords, type PasswordLimits } from "./room-passwords.ts";
import type { RoomStore } from "./room-store.ts";

export interface RoomLimits {
  readonly capacity: number;
  /** People with whom a room is still at its best; who comes beyond is told. */
  readonly comfortable: number;
  /** How long a seat waits for a lost network. */
  readonly seatGraceMs: number;
  /** How long the seat of a closed tab waits: a reload comes back within it. */
  readonly seatCloseGraceMs: number;
  /** How long a seat found after a restart waits for its owner, if nobody hears them. */
  readonly seatClaimMs: number;
  /** Most entries of a chat that are kept; the oldest go first. */
  readonly chatMaxEntries: number;
  /** How long a removed person is refused. */
  readonly removalBanMs: number;
  /** People who wait at once; more would only fill the screens of those inside. */
  readonly lobbyMaxPeople: number;
  /** Whoever was sent away from the lobby does not knock again sooner. */
  readonly lobbyDenialMs: number;
  readonly passwords: PasswordLimits;
}

/** Who listens to rooms: the socket layer. */
export interface RoomListener {
  /** The room's state or its preview changed. */
  changed(room: Room): void;
  /** A session lost its seat to a newer one of the same person. */
  displaced(participant: ParticipantId, session: SessionId): void;
  /** Who waited over this socket was let in, or sent away. */
  answered(connection: string, admitted: boolean): void;
  /** Who waited over this socket does so no more, for a reason that is not an answer. */
  dismissed(
    connection: string,
    reason: "taken-over" | "room-ended" | "ended-by-host" | "deleted-by-host",
  ): void;
  /** Somebody wrote something. */
  posted(code: RoomCode, entry: ChatEntry): void;
  /** Everyone, or one participant, was sent out by an administrator or a host. */
  ended(
    code: RoomCode,
    participants: readonly ParticipantId[],
    reason: "room-ended" | "removed" | "ended-by-host" | "removed-by-host" | "deleted-by-host",
  ): void;
}

export interface RoomRegistry extends LiveRooms, OwnedRooms {
  /** Wires the socket layer in; once, at start. */
  listen(listener: RoomListener): void;
  create(options: {
    code: RoomCode;
    requireEmail: boolean;
    lobby: boolean;
    title: string | null;
    schedule: Schedule | null;
    password: RoomPassword | null;
    hostKey: HostKey;
  }): Promise<RoomRecord>;
  /** Whether a link belongs to a meeting. Rejects when the database cannot answer. */
  exists(code: RoomCode): Promise<boolean>;
  /** A room from outside; refused to a browser whose owner was removed. */
  preview(code: RoomCode, deviceHash: string | null): Promise<Result<Omit<RoomPreview, "relay">>>;
  /**
   * Gives or gives back a seat, or has the caller wait in the lobby (`lobby-waiting`). Only a room that is not in memory
   * makes this wait for the database, and only a password that is asked for makes it wait for its hash.
   */
  enter(
    code: RoomCode,
    entrant: Omit<Entrant, "host" | "password"> & {
      password: PasswordGuess | null;
      /** True address, for limits only. */
      address: string;
      hostKey: HostKey | null;
      /** A resume token says that its owner showed the host key before. */
      wasHost: boolean;
    },
  ): Promise<Result<Entered>>;
  get(code: RoomCode): Room | undefined;
  leave(code: RoomCode, participant: ParticipantId): void;
  /** Whoever waited in the lobby over this socket does so no more. */
  stopWaiting(code: RoomCode, connection: string): void;
  /** The seat's socket is gone; `closed` when the browser said so (a closed or reloading tab). */
  disconnected(
    code: RoomCode,
    participant: ParticipantId,
    connection: string,
    closed: boolean,
  ): void;
  /** Refused where the patch turns on what guests may not use; then nothing of it counts. */
  setSelf(code: RoomCode, participant: ParticipantId, patch: SelfPatch): Result<null>;
  setLinks(code: RoomCode, participant: ParticipantId, links: LinkReport["links"]): void;
  /** Adds to the chat in the name of whoever holds the seat, once for each id. */
  postChat(code: RoomCode, participant: ParticipantId, post: ChatPost): Result<ChatEntry>;
  /** What whoever holds the seat may read of the chat after an entry. */
  readChat(code: RoomCode, participant: ParticipantId, afterSeq: number): ChatPage;
  /** Carries out what a host wants, if they may; resolves with whom to tell what. A removal is stored first. */
  moderate(
    code: RoomCode,
    by: ParticipantId,
    moderation: Moderation,
  ): Promise<
    Result<{
      readonly told: readonly { readonly to: ParticipantId; readonly notice: ModerationNotice }[];
    }>
  >;
  /** Gives up seats whose time is over. Called by a timer. */
  sweep(): void;
  /** Brings back the rooms that were running when the process ended. Once, at start. */
  restore(): Promise<void>;
}

export function createRoomRegistry(parts: {
  store: RoomStore;
  database: Database;
  limits: RoomLimits;
  nowMs: () => number;
  log: Log;
}): RoomRegistry {
  const { store, database, limits, nowMs, log } = parts;
  const { journal } = database;
  let listener: RoomListener | null = null;

  const passwords = createRoomPasswords({ limits: limits.passwords, nowMs });
  /** Settings are stored whole: of two changes at once the later one starts from the earlier. */
  const settingsInTurn = oneAtATime();

  /** Applies a rule, writes what follows from it, and tells the listener if the revision moved. */
  function apply(
    code: RoomCode,
    step: (room: Room) => Room,
  ): { readonly before: Room; readonly after: Room } | undefined {
    const change = store.mutate(code, (room) => withinPermissions(step(room)));
    if (change === undefined || change.after === change.before) return change;
    const { before, after } = change;
    for (const seat of before.seats.values()) {
      if (after.seats.get(seat.id)?.participationId !== seat.participationId) {
        journal.record({
          kind: "participant-left",
          participationId: seat.participationId,
          atMs: nowMs(),
        });
      }
    }
    recordRoles(before, after);
    if (before.locked !== after.locked && after.call !== null) {
      const sinceMs = after.locked ? nowMs() : null;
      journal.record({ kind: "call-locked", callId: after.call.id, sinceMs });
    }
    if (before.call !== null && after.call === null) {
      journal.record({
        kind: "call-ended",
        callId: before.call.id,
        keepsChat: keepsChat(after.record),
        atMs: nowMs(),
      });
      log.info(
        { room: hashRoom(code), durationMs: nowMs() - before.call.startedAtMs },
        "call ended",
      );
    }
    if (after.revision !== before.revision) listener?.changed(after);
    return change;
  }

  /** Reads that are under way: people who come together ask for their room once. */
  const loading = new Map<RoomCode, Promise<Room | null>>();

  /**
   * Rooms that were deleted a moment ago, and when: what was read of them before must not bring them back. Nobody gets
   * the same code again.
   */
  const deleted = new Map<RoomCode, number>();

  function load(code: RoomCode): Promise<Room | null> {
    const present = store.get(code);
    if (present !== undefined) return Promise.resolve(present);
    const underWay = loading.get(code);
    if (underWay !== undefined) return underWay;
    const reading = read(code).finally(() => loading.delete(code));
    loading.set(code, reading);
    return reading;
  }

  async function read(code: RoomCode): Promise<Room | null> {
    const found = await database.rooms.findToEnter(code, nowMs());
    if (found === null || deleted.has(code)) return null;
    const { room, removals } = found;
    return store.putIfAbsent(
      emptyRoom(room, {
        epoch: randomId(),
        capacity: limits.capacity,
        comfortable: limits.comfortable,
        lobbyCapacity: limits.lobbyMaxPeople,
        removals,
        chat: EMPTY_CHAT,
      }),
    );
  }

  /** A room read only for its preview must not stay: whoever guesses codes would fill the memory. */
  function forgetIfEmpty({ record: { code } }: Room): void {
    // As it is now: somebody may have entered since it was read.
    const room = store.get(code);
    if (room?.seats.size === 0 && room.call === null && room.waiting.length === 0) store.drop(code);
  }

  async function loadOrFail(code: RoomCode): Promise<Result<Room>> {
    try {
      const room = await load(code);
      return room === null ? unknown : success(room);
    } catch (error) {
      log.error({ error, room: hashRoom(code) }, "a room could not be read");
      return unavailable();
    }
  }

  return {
    listen(given) {
      listener = given;
    },

    async create({ hostKey, password, ...room }) {
      return await database.rooms.create({
        ...room,
        passwordHash: password === null ? null : await passwords.hash(password),
        hostKeyHash: sha256(hostKey),
        atMs: nowMs(),
      });
    },

    ...createOwnedRooms({
      store,
      database,
      nowMs,
      log,
      follow(record) {
        if (store.get(record.code) !== undefined) {
          apply(record.code, (room) => setPlace(room, record));
          return;
        }
        // Nobody is in it, but people may be looking at it from outside.
        listener?.changed(
          emptyRoom(record, {
            epoch: randomId(),
            capacity: limits.capacity,
            comfortable: limits.comfortable,
            lobbyCapacity: limits.lobbyMaxPeople,
            removals: [],
            chat: EMPTY_CHAT,
          }),
        );
      },
      async settled(code) {
        await loading.get(code)?.catch(() => null);
      },
      admitAll(code) {
        const waiting = store.get(code)?.waiting ?? [];
        if (waiting.length === 0) return;
        answer(code, waiting, true);
        const room = store.get(code);
        if (room !== undefined) forgetIfEmpty(room);
      },
      discard(code) {
        const now = nowMs();
        for (const [earlier, atMs] of deleted)
          if (now - atMs > DELETED_KEPT_MS) deleted.delete(earlier);
        deleted.set(code, now);
        endForAll(code, "deleted-by-host");
        store.drop(code);
      },
    }),

    async exists(code) {
      return store.get(code) !== undefined || (await database.rooms.find(code)) !== null;
    },

    async preview(code, deviceHash) {
      const loaded = await loadOrFail(code);
      if (!loaded.ok) return loaded;
      const room = loaded.value;
      forgetIfEmpty(room);
      const removal = findRemoval(room, { deviceHash, resume: null, email: null }, nowMs());
      return removal === null ? success(toRoomPreview(room)) : removedUntil(removal, nowMs());
    },

    async enter(code, { hostKey, wasHost, password, address, ...entrant }) {
      const loaded = await loadOrFail(code);
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
      const current = await loadOrFail(code);
      if (!current.ok) return current;
      if (!judged.ok) {
        forgetIfEmpty(current.value);
        return judged;
      }
      // Only somebody who comes anew opens a closed room. A host whose browser comes back by itself was ended with it.
      const reopening = host && record.closedAtMs !== null && entrant.resume === null;
      if (reopening) {
        try {
          await database.rooms.reopen(record.id);
        } catch (error) {
          log.error({ error }, "a room could not be reopened");
          return unavailable();
        }
      }

      const ids = freshIds();
      const past = await readPastChat(
        reopening ? setClosed(current.value, null) : current.value,
        (room) => enter(room, { ...comer, password: judged.value }, ids, nowMs()),
      );
      if (!past.ok) return past;
      if (deleted.has(code)) return unknown;
      // The mutation may run on a room that emptied and was dropped while the database was read.
      store.putIfAbsent(current.value);
      if (reopening) store.mutate(code, (room) => setClosed(room, null));
      let outcome: Entered | Knocked | Failure | undefined;
      const change = store.mutate(code, (room) => {
        const isChanged = room.record.passwordHash !== passwordHash;
        const known = isChanged && password !== null ? false : judged.value;
        outcome = enter(room, { ...comer, password: known }, ids, nowMs());
        if ("callStarted" in outcome && outcome.callStarted)
          outcome = { ...outcome, room: withPastChat(outcome.room, past.value) };
        return "ok" in outcome ? room : outcome.room;
      });
      if (outcome === undefined || change === undefined) return unavailable();
      if ("ok" in outcome) {
        forgetIfEmpty(change.after);
        return outcome;
      }
      if ("knocked" in outcome) {
        listener?.changed(outcome.room);
        return failure("lobby-waiting", "a host lets people in one by one");
      }

      recordEntering(outcome);
      recordRoles(change.before, outcome.room);
      // The same person in another tab, which would wait for ever.
      const waits = new Set(outcome.room.waiting);
      for (const knock of change.before.waiting)
        if (!waits.has(knock) && knock.session !== entrant.session)
          listener?.dismissed(knock.connection, "taken-over");
      if (outcome.displaced !== null) listener?.displaced(outcome.seat.id, outcome.displaced);
      listener?.changed(outcome.room);
      return success(outcome);
    },

    get: (code) => store.get(code),

    leave(code, participant) {
      apply(code, (room) => vacate(room, participant));
      const room = store.get(code);
      if (room !== undefined) forgetIfEmpty(room);
    },

    stopWaiting(code, connection) {
      apply(code, (room) => stopWaiting(room, connection));
      const room = store.get(code);
      if (room !== undefined) forgetIfEmpty(room);
    },

    disconnected(code, participant, connection, closed) {
      const graceMs = closed ? limits.seatCloseGraceMs : limits.seatGraceMs;
      const absence = { untilMs: nowMs() + graceMs, claimByMs: null };
      apply(code, (room) => markAway(room, participant, connection, absence));
    },

    setSelf(code, participant, patch) {
      const room = store.get(code);
      const refusal = room === undefined ? null : selfRefusal(room, participant, patch);
      if (refusal !== null) return refusal;
      apply(code, (current) => setSelf(current, participant, patch, nowMs()));
      return success(null);
    },

    setLinks(code, participant, links) {
      apply(code, (room) => setLinks(room, participant, links));
    },

    postChat(code, participant, given) {
      const current = store.get(code);
      const seat = current?.seats.get(participant);
      if (current === undefined || seat === undefined)
        return failure("not-joined", "the seat is gone");
      // What somebody wrote they may take back in any case.
      if (given.body.kind !== "deletion" && !mayUse(current, seat, "chat"))
        return notPermitted("chat");
      let outcome: Posted | Failure | undefined;
      const change = store.mutate(code, (room) => {
        outcome = post(
          room.chat,
          given,
          { id: seat.id, name: seat.label },
          { atMs: nowMs(), maxEntries: limits.chatMaxEntries },
        );
        return "ok" in outcome ? room : { ...room, chat: outcome.chat };
      });
      if (outcome === undefined || change === undefined) return unavailable();
      if ("ok" in outcome) return outcome;
      const { entry, isNew, deletedSeq } = outcome;
      if (isNew) {
        const { call, record } = change.after;
        if (call !== null && record.settings.keepChat !== "never") {
          const callId = call.id;
          journal.record({ kind: "chat-posted", callId, entry });
          if (deletedSeq !== null)
            journal.record({ kind: "chat-deleted", roomId: record.id, callId, seq: deletedSeq });
        }
        listener?.posted(code, entry);
      }
      return success(entry);
    },

    readChat(code, participant, afterSeq) {
      const room = store.get(code);
      return room === undefined
        ? readAfter(EMPTY_CHAT, afterSeq)
        : readChat(room, participant, afterSeq);
    },

    sweep() {
      const now = nowMs();
      for (const room of [...store.list()]) {
        apply(room.record.code, (current) => forgetOldChat(current, now));
        const expired = expiredSeats(room, now);
        if (expired.length === 0) continue;
        apply(room.record.code, (current) =>
          expired.reduce((left, seat) => vacate(left, seat.id), current),
        );
        const after = store.get(room.record.code);
        if (after !== undefined) forgetIfEmpty(after);
      }
    },

    async restore() {
      const now = nowMs();
      const absence = { untilMs: now + limits.seatGraceMs, claimByMs: now + limits.seatClaimMs };
      for (const open of await database.calls.listOpen()) {
        if (open.seats.length === 0) {
          journal.record({
            kind: "call-ended",
            callId: open.callId,
            keepsChat: keepsChat(open.room),
            atMs: now,
          });
          continue;
        }
        const removals = await database.removals.listActive(open.room.id, now);
        const { keepChat } = open.room.settings;
        // Nothing of it is there where nothing is kept, unless the process ended while that was being set.
        const ofCall = keepChat === "never" ? [] : open.chat;
        const past = typeof keepChat === "number" ? await listChat(open.room.id, keepChat) : ofCall;
        store.putIfAbsent(
          restoredRoom(open, {
            epoch: randomId(),
            capacity: limits.capacity,
            comfortable: limits.comfortable,
            lobbyCapacity: limits.lobbyMaxPeople,
            removals,
            chat: restoredChat(past),
            absence,
            standInSession: () => randomId() as SessionId, // A fresh random id has the form of a SessionId.
          }),
        );
      }
    },

    listActive() {
      const active = [];
      for (const room of store.list()) {
        const shown = toActiveRoom(room);
        if (shown !== null) active.push(shown);
      }
      return active;
    },

    async endRoom(code) {
      const loaded = await loadOrFail(code);
      if (!loaded.ok) return loaded;
      const atMs = nowMs();
      try {
        await database.rooms.close(loaded.value.record.id, atMs);
      } catch (error) {
        log.error({ error }, "the end of a room could not be stored");
        return unavailable();
      }
      const people = [...(store.get(code)?.seats.keys() ?? [])];
      listener?.ended(code, people, "room-ended");
      dismissWaiting(code, "room-ended");
      apply(code, (room) =>
        setClosed(
          people.reduce((left, id) => vacate(left, id), room),
          atMs,
        ),
      );
      const room = store.get(code);
      if (room !== undefined) forgetIfEmpty(room);
      return success(null);
    },

    removePerson: (code, participant) => removePerson(code, participant, "removed"),

    async moderate(code, by, moderation) {
      const room = store.get(code);
      if (room === undefined) return failure("not-joined", "the seat is gone");
      const refusal = moderationRefusal(room, by, moderation);
      if (refusal !== null) return refusal;
      const name = room.seats.get(by)?.label ?? "";
      switch (moderation.kind) {
        case "remove": {
          const removed = await removePerson(code, moderation.who, "removed-by-host");
          return removed.ok ? success({ told: [] }) : removed;
        }
        case "end": {
          endForAll(code, "ended-by-host");
          const after = store.get(code);
          if (after !== undefined) forgetIfEmpty(after);
          return success({ told: [] });
        }
        case "lock":
          apply(code, (current) => setLocked(current, moderation.locked));
          return success({ told: [] });
        case "spotlight": {
          const { who, on } = moderation;
          apply(code, (current) => setSpotlight(current, { who, by: name, on }));
          return success({ told: [] });
        }
        case "lobby": {
          try {
            await database.rooms.setLobby(room.record.id, moderation.lobby);
          } catch (error) {
            log.error({ error }, "the lobby of a room could not be stored");
            return unavailable();
          }
          apply(code, (current) => setLobby(current, moderation.lobby));
          // Nobody waits for an answer that nobody has to give any more.
          if (!moderation.lobby) answer(code, store.get(code)?.waiting ?? [], true);
          const after = store.get(code);
          if (after !== undefined) forgetIfEmpty(after);
          return success({ told: [] });
        }
        case "permit": {
          const { what, allowed } = moderation;
          const changed = await changeSettings(code, (settings) => ({
            ...settings,
            guestsMay: { ...settings.guestsMay, [what]: allowed },
          }));
          if (!changed.ok) return changed;
          if (allowed || what === "chat") return success({ told: [] });
          const { before, after } = changed.value;
          const notice: ModerationNotice = { kind: "withdrawn", source: what, by: name };
          return success({
            told: [...before.seats.values()]
              .filter(({ id, self }) => self[what] && after.seats.get(id)?.self[what] === false)
              .map(({ id }) => ({ to: id, notice })),
          });
        }
        case "password": {
          const { password } = moderation;
          // Outside of the turn: while passwords are hashed, other rooms' settings do not wait.
          const passwordHash = password === null ? null : await passwords.hash(password);
          return await settingsInTurn(async () => {
            // That took a while.
            const current = store.get(code);
            if (current === undefined) return failure("not-joined", "the seat is gone");
            const refusalNow = moderationRefusal(current, by, moderation);
            if (refusalNow !== null) return refusalNow;
            try {
              await database.rooms.setPassword(current.record.id, passwordHash);
            } catch (error) {
              log.error({ error }, "the password of a room could not be stored");
              return unavailable();
            }
            apply(code, (now) => setPassword(now, passwordHash));
            const after = store.get(code);
            if (after !== undefined) forgetIfEmpty(after);
            return success({ told: [] });
          });
        }
        case "start-muted": {
          const { startsMuted } = moderation;
          const changed = await changeSettings(code, (settings) => ({ ...settings, startsMuted }));
          return changed.ok ? success({ told: [] }) : changed;
        }
        case "keep-chat": {
          const { keeping } = moderation;
          const changed = await changeSettings(code, (settings) => ({
            ...settings,
            keepChat: keeping,
          }));
          if (!changed.ok) return changed;
          const { record } = changed.value.before;
          apply(code, (current) => forgetOldChat(current, nowMs()));
          // Through the journal, in which what was said a moment ago may still be waiting. By the earlier setting too: what
          // it kept no longer, and nobody has deleted yet, must not come back by a longer one.
          for (const each of [record.settings.keepChat, keeping])
            journal.record({
              kind: "chat-forgotten",
              roomId: record.id,
              keeping: each,
              atMs: nowMs(),
            });
          return success({ told: [] });
        }
        case "answer": {
          const knocks = room.waiting.filter(({ id }) => id === moderation.knock);
          if (knocks.length === 0)
            return failure("peer-gone", "this person does not wait any more");
          if (moderation.admit && seatsLeft(room, nowMs()) === 0) return roomFull(room);
          answer(code, knocks, moderation.admit);
          return success({ told: [] });
        }
        case "role":
          apply(code, (current) =>
            setCohost(current, moderation.who, moderation.role === "cohost"),
          );
          return success({ told: [] });
        case "ask": {
          const asked = room.seats.get(moderation.who);
          // They could not do it.
          if (asked !== undefined && !mayUse(room, asked, moderation.source))
            return notPermitted(moderation.source);
          return success({
            told: [
              {
                to: moderation.who,
                notice: { kind: "asked", source: moderation.source, by: name },
              },
            ],
          });
        }
        case "stop":
        case "lower-hand": {
          const patch = patchOf(moderation);
          const key = moderation.kind === "stop" ? moderation.source : "hand";
          const targets = targetsOf(room, by, moderation.who).filter((seat) => seat.self[key]);
          apply(code, (current) =>
            targets.reduce(
              (changed, { id }) =>
                patch === null ? changed : setSelf(changed, id, patch, nowMs()),
              current,
            ),
          );
          const notice: ModerationNotice =
            moderation.kind === "stop"
              ? { kind: "stopped", source: moderation.source, by: name }
              : { kind: "hand-lowered", source: null, by: name };
          return success({ told: targets.map(({ id }) => ({ to: id, notice })) });
        }
      }
    },
  };

  /** Sends everybody out, from the room and from its lobby, and says why. */
  function endForAll(code: RoomCode, reason: "ended-by-host" | "deleted-by-host"): void {
    const people = [...(store.get(code)?.seats.keys() ?? [])];
    listener?.ended(code, people, reason);
    dismissWaiting(code, reason);
    apply(code, (room) => people.reduce((left, id) => vacate(left, id), room));
  }

  /**
   * What the rules are told of a password: whether it is right, null where none was given. Hashed only where they ask for
   * one.
   */
  async function judgePassword(
    room: Room,
    entrant: Omit<Entrant, "password">,
    { password, address }: { password: PasswordGuess | null; address: string },
  ): Promise<Result<boolean | null>> {
    if (password === null) return success(null);
    const { code, passwordHash: stored } = room.record;
    const outcome = enter(room, { ...entrant, password: null }, freshIds(), nowMs());
    const isAsked = "ok" in outcome && outcome.code === "password-required";
    if (stored === null || !isAsked) return success(false);
    const verdict = await passwords.judge({ password, stored, address, code });
    if (verdict.kind !== "too-often") return success(verdict.kind === "right");
    const { retryAfterMs } = verdict;
    return failure("rate-limited", "too many wrong passwords", { retryAfterMs });
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
      return success(restoredChat(await listChat(record.id, keepChat)));
    } catch (error) {
      log.error({ error, room: hashRoom(record.code) }, "the chat of a room could not be read");
      return unavailable();
    }
  }

  function listChat(roomId: string, days: Parameters<typeof keptSinceMs>[0]) {
    return database.rooms.listChat(roomId, {
      sinceMs: keptSinceMs(days, nowMs()),
      limit: limits.chatMaxEntries,
    });
  }

  /** Stores what is set for a room, then carries it out; resolves with the room before and after. */
  function changeSettings(
    code: RoomCode,
    step: (settings: RoomSettings) => RoomSettings,
  ): Promise<Result<{ readonly before: Room; readonly after: Room }>> {
    return settingsInTurn(async () => {
      const room = store.get(code);
      if (room === undefined) return failure("not-joined", "the seat is gone");
      try {
        await database.rooms.setSettings(room.record.id, step(room.record.settings));
      } catch (error) {
        log.error({ error }, "the settings of a room could not be stored");
        return unavailable();
      }
      const change = apply(code, (current) => setSettings(current, step(current.record.settings)));
      const after = store.get(code);
      if (after !== undefined) forgetIfEmpty(after);
      return success(change ?? { before: room, after: room });
    });
  }

  function dismissWaiting(
    code: RoomCode,
    reason: "room-ended" | "ended-by-host" | "deleted-by-host",
  ): void {
    for (const { connection } of store.get(code)?.waiting ?? [])
      listener?.dismissed(connection, reason);
    apply(code, dismissAll);
  }

  function answer(code: RoomCode, knocks: readonly Knock[], admit: boolean): void {
    const deniedForMs = limits.lobbyDenialMs;
    apply(code, (room) => answerKnocks(room, knocks, { admit, nowMs: nowMs(), deniedForMs }));
    for (const { connection } of knocks) listener?.answered(connection, admit);
  }

  async function removePerson(
    code: RoomCode,
    participant: ParticipantId,
    reason: "removed" | "removed-by-host",
  ): Promise<Result<{ name: string }>> {
    const seat = store.get(code)?.seats.get(participant);
    const room = store.get(code);
    if (seat === undefined || room === undefined) {
      return failure("peer-gone", "this person has left already");
    }
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
    store.mutate(code, (current) => addRemoval(current, removal));
    try {
      await database.removals.add(removal);
    } catch (error) {
      log.error({ error }, "a removal could not be stored");
      store.mutate(code, (current) => withdrawRemoval(current, removal));
      return unavailable();
    }
    listener?.ended(code, [seat.id], reason);
    apply(code, (current) => vacate(current, seat.id));
    return success({ name: seat.label });
  }

  function recordEntering({ room, seat, resumed, callStarted }: Entered): void {
    const call = room.call;
    if (call === null) return;
    if (callStarted) {
      journal.record({
        kind: "call-started",
        callId: call.id,
        roomId: room.record.id,
        atMs: nowMs(),
      });
      log.info({ room: hashRoom(room.record.code) }, "call started");
    }
    if (!resumed) recordJoin(call.id, seat);
    if (call.peakPeople === room.seats.size) {
      journal.record({ kind: "call-peaked", callId: call.id, people: call.peakPeople });
    }
  }

  /** Who a host has made a co-host, or one no more, and who has shown the host key: a restarted server knows it again. */
  function recordRoles(before: Room, after: Room): void {
    if (before.seats === after.seats) return;
    for (const seat of after.seats.values()) {
      const { participationId } = seat;
      const known = before.seats.get(seat.id);
      const knownRole = known?.participationId === participationId ? givenRole(known) : null;
      const role = givenRole(seat);
      if (role !== knownRole) journal.record({ kind: "role-given", participationId, role });
    }
  }

  function recordJoin(callId: string, seat: Seat): void {
    journal.record({
      kind: "participant-joined",
      participationId: seat.participationId,
      callId,
      participantId: seat.id,
      person: { name: seat.name, email: seat.email, deviceHash: seat.deviceHash },
      browser: seat.browser,
      atMs: nowMs(),
    });
  }
}

/** How long somebody who enters waits for the chat of earlier calls. */
const PAST_CHAT_MS = 2_000;

function keepsChat({ settings }: RoomRecord): boolean {
  return typeof settings.keepChat === "number";
}

/** A room whose call has just begun, with what is kept of earlier ones. */
function withPastChat(room: Room, past: ChatLog | null): Room {
  if (past === null) return room;
  // Numbers go on, also from what is not kept: nobody takes the new for the old.
  const lastSeq = Math.max(past.lastSeq, room.chat.lastSeq);
  return { ...room, chat: { entries: past.entries, lastSeq } };
}

/** Longer than any read of the database is under way. */
const DELETED_KEPT_MS = 60_000;

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

const unknown: Failure = failure("room-unknown", "no meeting has this code");

function unavailable(): Failure {
  return failure("unavailable", "the server cannot answer now", { retryAfterMs: 2_000 });
}
