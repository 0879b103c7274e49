/**
 * The rules of a room, as pure functions: no clock, no socket, no database. Each takes a room and returns a room; the
 * same reference means that nothing changed, and then nobody is told anything.
 */

import type { ActiveRoom } from "#protocol/admin.ts";
import type { ChatPage } from "#protocol/chat.ts";
import type { ChatKeeping } from "#protocol/chat-keeping.ts";
import { distinctLabel } from "#protocol/display-name.ts";
import { type Failure, failure } from "#protocol/failure.ts";
import { type KnockId, ParticipantId, type SessionId, type SessionKey } from "#protocol/ids.ts";
import type { LinkReport } from "#protocol/link.ts";
import {
  isSameSelf,
  type ParticipantState,
  QUIET_SELF,
  type RoomPreview,
  type RoomState,
  type SelfState,
  type Spotlight,
} from "#protocol/room.ts";
import type { SelfPatch } from "#protocol/room-request.ts";
import type { OpenCall, Removal, RoomRecord } from "../db/database.ts";
import { keptSinceMs } from "../db/kept-chat.ts";
import { isSameSettings, type RoomSettings } from "../db/room-settings.ts";
import { type ChatLog, chatSince, forgotten, readAfter } from "./chat-log.ts";
import { roleOf } from "./moderation.ts";
import { permittedSeats } from "./permissions.ts";

/** Why a seat has no socket, and what follows from it. All times are Unix milliseconds of the server's clock. */
export interface Absence {
  /** The seat goes at this time. */
  readonly untilMs: number;
  /**
   * Set for seats found after a restart: not claimed by this time, the seat goes earlier, unless some participant
   * still hears its owner.
   */
  readonly claimByMs: number | null;
}

export interface Seat {
  readonly id: ParticipantId;
  readonly session: SessionId;
  /** Of this session; null where it has none. */
  readonly sessionKey: SessionKey | null;
  /** Socket that holds the seat now; a later disconnect of any other socket means nothing. Null while away. */
  readonly connection: string | null;
  /** As the person gave it. */
  readonly name: string;
  /** As shown, distinct in the room. */
  readonly label: string;
  readonly self: SelfState;
  /** Set while `self.hand` is true. */
  readonly handSinceMs: number | null;
  /** The place in the queue of a hand that its owner took down a moment ago; null where there is none to take up again. */
  readonly handKept: { readonly sinceMs: number; readonly untilMs: number } | null;
  readonly absence: Absence | null;
  readonly joinedAtMs: number;
  readonly sessionSinceMs: number;
  readonly participationId: string;
  readonly deviceHash: string | null;
  readonly email: string | null;
  readonly browser: string;
  /** Showed the host key. */
  readonly host: boolean;
  /** Made one by a host, for this stay. */
  readonly cohost: boolean;
  /** Number of the chat's latest entry when they came; 0 after a restart, which nothing that is not kept outlives. */
  readonly cameAtSeq: number;
  readonly links: LinkReport["links"];
}

/** Somebody in the lobby. */
export interface Knock {
  readonly id: KnockId;
  readonly session: SessionId;
  /** Socket that waits for the answer. */
  readonly connection: string;
  readonly deviceHash: string | null;
  readonly name: string;
  readonly sinceMs: number;
}

/** That somebody was let in, who has not taken their seat yet. */
export interface Admission {
  /** Since when they had waited. */
  readonly sinceMs: number;
  /** So long a seat is kept for them. */
  readonly seatUntilMs: number;
}

export interface Room {
  readonly record: RoomRecord;
  /** One life of this room in one process; with `revision` it orders the states that are sent. */
  readonly epoch: string;
  readonly revision: number;
  readonly capacity: number;
  /** People with whom it is still at its best. */
  readonly comfortable: number;
  /** Most people who wait at once. */
  readonly lobbyCapacity: number;
  /** The running call; null while nobody is in. */
  readonly call: {
    readonly id: string;
    readonly startedAtMs: number;
    readonly peakPeople: number;
  } | null;
  readonly seats: ReadonlyMap<ParticipantId, Seat>;
  readonly chat: ChatLog;
  /** Nobody new enters, until it is unlocked or the call ends. */
  readonly locked: boolean;
  /** Whoever is in it holds a seat, present or away. */
  readonly spotlight: Spotlight | null;
  /** Who waits to be let in, in order. */
  readonly waiting: readonly Knock[];
  /** Sessions that were let in and have not entered yet. Once a session is in, everybody knows its id. */
  readonly admitted: ReadonlyMap<SessionId, Admission>;
  /** Seats that were given in this call: whoever can prove that one was theirs comes back without knocking. */
  readonly insiders: ReadonlySet<ParticipantId>;
  /** Who was sent away from the lobby a moment ago. */
  readonly denied: readonly {
    readonly session: SessionId;
    readonly deviceHash: string | null;
    readonly untilMs: number;
  }[];
  readonly removals: readonly Removal[];
}

export interface Entrant {
  readonly session: SessionId;
  readonly sessionKey: SessionKey | null;
  readonly connection: string;
  readonly name: string;
  readonly email: string | null;
  readonly deviceHash: string | null;
  readonly browser: string;
  readonly self: SelfState;
  /** The participant a valid resume token names; null without one. */
  readonly resume: ParticipantId | null;
  readonly host: boolean;
  /** Whether what they gave is the password, judged before, since that takes its time; null where they gave none. */
  readonly password: boolean | null;
}

/** Fresh identifiers for what entering may create; drawn by the caller, who has the randomness. */
export interface FreshIds {
  readonly participant: ParticipantId;
  readonly participation: string;
  readonly call: string;
  readonly knock: KnockId;
}

export interface Entered {
  readonly room: Room;
  readonly seat: Seat;
  /** True when the seat was held or waiting; false when it was given now. */
  readonly resumed: boolean;
  /** Whether the microphone is off because everyone new starts muted. */
  readonly startsMuted: boolean;
  /** A session that held the seat in another tab, to be told that it was taken over. */
  readonly displaced: SessionId | null;
  readonly callStarted: boolean;
}

/** Not in yet: the room, with somebody more in its lobby. */
export interface Knocked {
  readonly knocked: true;
  readonly room: Room;
}

/**
 * A hand goes down by itself when its owner speaks, who may want to keep it up: longer than the notice with that button
 * stands, and too short to come back to the front of a queue later.
 */
const HAND_KEPT_MS = 20_000;

/** Whoever is let in takes their seat by themselves, in a moment; later it is free for others. */
const SEAT_KEPT_MS = 10_000;

export function emptyRoom(
  record: RoomRecord,
  options: {
    epoch: string;
    capacity: number;
    comfortable: number;
    lobbyCapacity: number;
    removals: readonly Removal[];
    chat: ChatLog;
  },
): Room {
  return {
    record,
    epoch: options.epoch,
    revision: 0,
    capacity: options.capacity,
    comfortable: options.comfortable,
    lobbyCapacity: options.lobbyCapacity,
    call: null,
    seats: new Map(),
    chat: options.chat,
    locked: false,
    spotlight: null,
    ...NOBODY_WAITS,
    removals: options.removals,
  };
}

const NOBODY_WAITS = {
  waiting: [],
  admitted: new Map<SessionId, Admission>(),
  insiders: new Set<ParticipantId>(),
  denied: [],
} as const;

/** A room as it was when the process ended: every seat waits to be claimed. */
export function restoredRoom(
  open: OpenCall,
  options: {
    epoch: string;
    capacity: number;
    comfortable: number;
    lobbyCapacity: number;
    removals: readonly Removal[];
    chat: ChatLog;
    absence: Absence;
    /**
     * Makes a session that stands in until the owner of the seat claims it with its own. Browsers keep the link to a
     * participant who is away, whatever the session, so the stand-in disturbs nobody.
     */
    standInSession: () => SessionId;
  },
): Room {
  const seats = new Map<ParticipantId, Seat>();
  const labels = new Set<string>();
  for (const seat of open.seats) {
    const id = ParticipantId.parse(seat.participantId);
    const label = distinctLabel(seat.name, labels);
    labels.add(label);
    seats.set(id, {
      id,
      session: options.standInSession(),
      sessionKey: null,
      connection: null,
      name: seat.name,
      label,
      self: QUIET_SELF,
      handSinceMs: null,
      handKept: null,
      absence: options.absence,
      joinedAtMs: seat.joinedAtMs,
      sessionSinceMs: seat.joinedAtMs,
      participationId: seat.participationId,
      deviceHash: seat.deviceHash,
      email: null,
      browser: seat.browser,
      host: seat.role === "host",
      cohost: seat.role === "cohost",
      cameAtSeq: 0,
      links: [],
    });
  }
  return {
    record: open.room,
    epoch: options.epoch,
    revision: 1,
    capacity: options.capacity,
    comfortable: options.comfortable,
    lobbyCapacity: options.lobbyCapacity,
    call: { id: open.callId, startedAtMs: open.startedAtMs, peakPeople: open.peakPeople },
    seats,
    chat: options.chat,
    locked: open.locked,
    spotlight: null,
    ...NOBODY_WAITS,
    insiders: new Set(seats.keys()),
    removals: options.removals,
  };
}

/**
 * Gives, or gives back, a seat. A resume token or the same browser's cookie takes its own seat again, whoever held
 * it; everyone else gets a new one, if the room is open, not full, and did not remove them.
 */
export function enter(
  room: Room,
  entrant: Entrant,
  ids: FreshIds,
  nowMs: number,
): Entered | Knocked | Failure {
  if (room.record.closedAtMs !== null) {
    return failure("room-closed", "an administrator ended this meeting");
  }
  const removal = findRemoval(room, entrant, nowMs);
  if (removal !== null) return removedUntil(removal, nowMs);
  const held = ownSeat(room, entrant);
  const isBack = held !== undefined || isInsider(room, entrant);
  // It may be asked for since they came.
  if (room.record.requireEmail && entrant.email === null && !isBack) {
    return failure("email-required", "this meeting asks for an e-mail address");
  }

  const admitted = entrant.host || isAdmitted(room, entrant);
  const { passwordHash } = room.record;
  if (held === undefined && passwordHash !== null && !admitted && entrant.password !== true) {
    return entrant.password === null
      ? failure("password-required", "this meeting asks for a password")
      : failure("password-wrong", "this is not the password of this meeting");
  }
  if (held === undefined && room.locked && !admitted) {
    return failure("room-locked", "a host locked this meeting");
  }
  // Whoever was let in before the call ended waits for the next one like everybody.
  if (awaitsHost(room) && !entrant.host) return knock(room, entrant, ids.knock, nowMs);
  const isFull = room.seats.size >= room.capacity;
  const hasLine = room.record.lobby && !entrant.host;
  if (held === undefined && isFull && !hasLine) return roomFull(room);
  // Somebody else may have taken the last seat on the way of whoever was let in: they go on waiting.
  if (held === undefined && hasLine && (isFull || !admitted)) {
    return knock(room, entrant, ids.knock, nowMs);
  }

  const others = new Set<string>();
  for (const seat of room.seats.values()) if (seat !== held) others.add(seat.label);
  const sameSession = held?.session === entrant.session;
  // Who comes back, after however long, was not told that they would be muted, and nobody else mutes them.
  const startsMuted = room.record.settings.startsMuted && !isBack && !entrant.host;
  const seat: Seat = {
    id: held?.id ?? entrant.resume ?? ids.participant,
    session: entrant.session,
    sessionKey: entrant.sessionKey,
    connection: entrant.connection,
    name: entrant.name,
    label:
      held !== undefined && held.name === entrant.name && !others.has(held.label)
        ? held.label
        : distinctLabel(entrant.name, others),
    self: startsMuted ? { ...entrant.self, microphone: false } : entrant.self,
    ...handPlace(entrant.self, held ?? NO_HAND, nowMs),
    absence: null,
    joinedAtMs: held?.joinedAtMs ?? nowMs,
    // A restored seat does not know its session any more, so whoever claims it keeps the order of arrival.
    sessionSinceMs:
      held !== undefined && (sameSession || isUnclaimed(held)) ? held.sessionSinceMs : nowMs,
    participationId: held?.participationId ?? ids.participation,
    deviceHash: entrant.deviceHash,
    email: entrant.email,
    browser: entrant.browser,
    host: entrant.host || (held?.host ?? false),
    cohost: held?.cohost ?? false,
    cameAtSeq: held?.cameAtSeq ?? room.chat.lastSeq,
    links: sameSession ? (held?.links ?? []) : [],
  };
  // A host who comes makes a guest of whoever stood in.
  const seats = permittedSeats({ ...room, seats: new Map([...room.seats, [seat.id, seat]]) });
  const call = room.call ?? { id: ids.call, startedAtMs: nowMs, peakPeople: 0 };
  const opened = awaitsHost(room) ? withDoorOpened(room, nowMs) : room;
  return {
    room: {
      ...withoutKnocks(opened, (each) => isSamePerson(each, entrant)),
      admitted: withoutAdmission(opened, entrant.session),
      insiders: new Set([...room.insiders, seat.id]),
      revision: room.revision + 1,
      call: { ...call, peakPeople: Math.max(call.peakPeople, seats.size) },
      seats,
    },
    seat: seats.get(seat.id) ?? seat,
    resumed: held !== undefined,
    startsMuted,
    displaced: held !== undefined && held.connection !== null && !sameSession ? held.session : null,
    callStarted: room.call === null,
  };
}

/** Whether whoever comes waits until somebody with the host key is there. Whoever is in goes on without a host. */
export function awaitsHost({ record, call }: Pick<Room, "record" | "call">): boolean {
  return record.settings.hostFirst && call === null;
}

/** Whether whoever comes is let in by nobody: there is neither a lobby nor a host to wait for. */
export function isOpen(room: Pick<Room, "record" | "call">): boolean {
  return !room.record.lobby && !awaitsHost(room);
}

/** The host is there: whoever waited for that alone is let in. */
function withDoorOpened(room: Room, nowMs: number): Room {
  if (room.record.lobby) return room;
  return answerKnocks(room, room.waiting, { admit: true, nowMs, deniedForMs: 0 });
}

function isAdmitted(room: Room, entrant: Entrant): boolean {
  return room.admitted.has(entrant.session) || isInsider(room, entrant);
}

/** Whether they prove that they were in this call before. */
function isInsider({ insiders }: Room, { resume }: Entrant): boolean {
  return resume !== null && insiders.has(resume);
}

/** The same tab, or another one of the same browser. */
function isSamePerson(
  a: { readonly session: SessionId; readonly deviceHash: string | null },
  b: { readonly session: SessionId; readonly deviceHash: string | null },
): boolean {
  return a.session === b.session || (a.deviceHash !== null && a.deviceHash === b.deviceHash);
}

function withoutAdmission({ admitted }: Room, session: SessionId): Room["admitted"] {
  if (!admitted.has(session)) return admitted;
  const rest = new Map(admitted);
  rest.delete(session);
  return rest;
}

export function roomFull({ capacity }: Room): Failure {
  return failure("room-full", "every seat is taken", { limit: capacity });
}

/** Seats that nobody has, and that nobody who was let in is on their way to. */
export function seatsLeft(room: Room, nowMs: number): number {
  const kept = [...room.admitted.values()].filter(({ seatUntilMs }) => seatUntilMs > nowMs);
  return Math.max(0, room.capacity - room.seats.size - kept.length);
}

/** Somebody comes to the lobby, or comes again over another socket. */
function knock(room: Room, entrant: Entrant, id: KnockId, nowMs: number): Knocked | Failure {
  const { session, connection, deviceHash, name } = entrant;
  const denial = room.denied.find((each) => each.untilMs > nowMs && isSamePerson(each, entrant));
  if (denial !== undefined)
    return failure("lobby-denied", "a host sent this person away", {
      retryAfterMs: denial.untilMs - nowMs,
    });
  const before = room.waiting.find((each) => each.session === session);
  // A socket waits once, whatever it calls itself.
  const others = room.waiting.filter((each) => each !== before && each.connection !== connection);
  if (before === undefined && others.length >= room.lobbyCapacity)
    return failure("room-full", "the lobby is full", { limit: room.lobbyCapacity });
  const now: Knock = {
    // A host answers the name that they have read.
    id: before?.name === name ? before.id : id,
    session,
    connection,
    deviceHash,
    name,
    sinceMs: before?.sinceMs ?? room.admitted.get(session)?.sinceMs ?? nowMs,
  };
  const waiting = [...others, now].sort((a, b) => a.sinceMs - b.sinceMs);
  const admitted = withoutAdmission(room, session);
  return { knocked: true, room: { ...room, revision: room.revision + 1, waiting, admitted } };
}

function withoutKnocks(room: Room, isOver: (knock: Knock) => boolean): Room {
  const waiting = room.waiting.filter((each) => !isOver(each));
  return waiting.length === room.waiting.length
    ? room
    : { ...room, revision: room.revision + 1, waiting };
}

/** Whoever waited over this socket waits no more. */
export function stopWaiting(room: Room, connection: string): Room {
  return withoutKnocks(room, (each) => each.connection === connection);
}

/** Nobody waits any more: the call is over. */
export function dismissAll(room: Room): Room {
  return withoutKnocks(room, () => true);
}

/** Lets these in, who then enter by themselves, or sends them away. */
export function answerKnocks(
  room: Room,
  knocks: readonly Knock[],
  {
    admit,
    nowMs,
    deniedForMs,
  }: { readonly admit: boolean; readonly nowMs: number; readonly deniedForMs: number },
): Room {
  const answered = new Set(knocks.map(({ session }) => session));
  const rest = withoutKnocks(room, ({ session }) => answered.has(session));
  if (admit) {
    const seatUntilMs = nowMs + SEAT_KEPT_MS;
    const fresh = knocks.map(
      ({ session, sinceMs }) => [session, { sinceMs, seatUntilMs }] as const,
    );
    return { ...rest, admitted: new Map([...room.admitted, ...fresh]) };
  }
  const inForce = room.denied.filter(({ untilMs }) => untilMs > nowMs);
  const denied = knocks.map(({ session, deviceHash }) => ({
    session,
    deviceHash,
    untilMs: nowMs + deniedForMs,
  }));
  return { ...rest, denied: [...inForce, ...denied] };
}

export function setLobby(room: Room, lobby: boolean): Room {
  if (room.record.lobby === lobby) return room;
  return { ...room, revision: room.revision + 1, record: { ...room.record, lobby } };
}

/** Takes over what its owner decided about the room itself. */
export function setPlace(
  room: Room,
  { title, schedule, requireEmail, lobby }: Pick<RoomRecord, PlaceKey>,
): Room {
  const record = { ...room.record, title, schedule, requireEmail, lobby };
  // All of it came out of JSON, or of columns; a schedule is read anew each time, so its reference says nothing.
  if (JSON.stringify(record) === JSON.stringify(room.record)) return room;
  return { ...room, revision: room.revision + 1, record };
}
type PlaceKey = "title" | "schedule" | "requireEmail" | "lobby";

/** Takes the hash of another password, or null for none. That there is one is seen; which one is not. */
export function setPassword(room: Room, passwordHash: string | null): Room {
  const { record } = room;
  const isSeen = (record.passwordHash === null) !== (passwordHash === null);
  const revision = room.revision + (isSeen ? 1 : 0);
  return { ...room, revision, record: { ...record, passwordHash } };
}

/** Carries out what the host set, at everybody who is in too. */
export function setSettings(room: Room, settings: RoomSettings): Room {
  if (isSameSettings(room.record.settings, settings)) return room;
  return withinPermissions({
    ...room,
    revision: room.revision + 1,
    chat: chatToKeep(room, settings.keepChat),
    record: { ...room.record, settings },
  });
}

/** What is left of the chat when another way to keep it is set; what is too old goes by `forgetOldChat`. */
function chatToKeep({ chat, call, record }: Room, keeping: ChatKeeping): ChatLog {
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

/** The room with nothing on that guests may not use. */
export function withinPermissions(room: Room): Room {
  const seats = permittedSeats(room);
  return seats === room.seats ? room : { ...room, revision: room.revision + 1, seats };
}

function isUnclaimed(seat: Seat): boolean {
  return seat.absence !== null && seat.absence.claimByMs !== null;
}

function ownSeat(room: Room, entrant: Entrant): Seat | undefined {
  if (entrant.resume !== null) {
    const named = room.seats.get(entrant.resume);
    if (named !== undefined) return named;
  }
  if (entrant.deviceHash === null) return undefined;
  for (const seat of room.seats.values()) if (seat.deviceHash === entrant.deviceHash) return seat;
  return undefined;
}

/** The removal in force against somebody, by token, browser or e-mail; null when there is none. */
export function findRemoval(
  room: Room,
  entrant: Pick<Entrant, "resume" | "deviceHash" | "email">,
  nowMs: number,
): Removal | null {
  for (const removal of room.removals) {
    if (removal.untilMs <= nowMs) continue;
    const same =
      removal.participantId === entrant.resume ||
      (removal.deviceHash !== null && removal.deviceHash === entrant.deviceHash) ||
      (removal.email !== null && removal.email === entrant.email);
    if (same) return removal;
  }
  return null;
}

export function removedUntil(removal: Removal, nowMs: number): Failure {
  return failure("removed", "this person was removed", {
    retryAfterMs: removal.untilMs - nowMs,
  });
}

/** Takes a seat away. The call ends with the last one. */
export function vacate(room: Room, id: ParticipantId): Room {
  if (!room.seats.has(id)) return room;
  const seats = new Map(room.seats);
  seats.delete(id);
  const isOver = seats.size === 0;
  return {
    ...room,
    revision: room.revision + 1,
    seats,
    call: isOver ? null : room.call,
    // What is kept of it is read again for the next call.
    chat: isOver ? forgotten(room.chat) : room.chat,
    locked: room.locked && !isOver,
    spotlight: room.spotlight?.who === id ? null : room.spotlight,
    admitted: isOver ? NOBODY_WAITS.admitted : room.admitted,
    insiders: isOver ? NOBODY_WAITS.insiders : room.insiders,
  };
}

/** The socket of a seat is gone; the seat waits. Ignored when another socket holds the seat by now. */
export function markAway(
  room: Room,
  id: ParticipantId,
  connection: string,
  absence: Absence,
): Room {
  const seat = room.seats.get(id);
  if (seat === undefined || seat.connection !== connection) return room;
  return withSeat(room, { ...seat, connection: null, absence });
}

export function setSelf(room: Room, id: ParticipantId, patch: SelfPatch, nowMs: number): Room {
  const seat = room.seats.get(id);
  if (seat === undefined) return room;
  const decided = Object.entries(patch).filter(([, value]) => value !== undefined);
  const self = { ...seat.self, ...Object.fromEntries(decided) };
  if (isSameSelf(self, seat.self)) return room;
  return withSeat(room, { ...seat, self, ...handPlace(self, seat, nowMs) });
}

type HandPlace = Pick<Seat, "handSinceMs" | "handKept">;
const NO_HAND: HandPlace = { handSinceMs: null, handKept: null };

/**
 * A hand that stays up keeps its place in the queue; one that its owner took down and takes up again at once has it back.
 * The times are the server's own: whoever claimed another could pass everybody.
 */
function handPlace(
  { hand }: SelfState,
  { handSinceMs, handKept }: HandPlace,
  nowMs: number,
): HandPlace {
  if (hand === (handSinceMs !== null)) return { handSinceMs, handKept };
  if (handSinceMs !== null)
    return {
      handSinceMs: null,
      handKept: { sinceMs: handSinceMs, untilMs: nowMs + HAND_KEPT_MS },
    };
  const isKept = handKept !== null && handKept.untilMs > nowMs;
  return { handSinceMs: isKept ? handKept.sinceMs : nowMs, handKept: null };
}

/** A host takes a hand down, and with it its place. */
export function lowerHand(room: Room, id: ParticipantId): Room {
  const seat = room.seats.get(id);
  if (seat === undefined || (seat.handSinceMs === null && seat.handKept === null)) return room;
  const lowered = withSeat(room, { ...seat, self: { ...seat.self, hand: false }, ...NO_HAND });
  // That a place is forgotten is not seen.
  return seat.self.hand ? lowered : { ...lowered, revision: room.revision };
}

/** Keeps what a participant says of its links; for the administrator and the sweeper, so no revision is spent. */
export function setLinks(room: Room, id: ParticipantId, links: LinkReport["links"]): Room {
  const seat = room.seats.get(id);
  if (seat === undefined) return room;
  const seats = new Map(room.seats);
  seats.set(id, { ...seat, links });
  return { ...room, seats };
}

export function addRemoval(room: Room, removal: Removal): Room {
  const inForce = room.removals.filter((known) => known.untilMs > removal.atMs);
  return { ...withoutInsider(room, removal.participantId), removals: [...inForce, removal] };
}

/** Whoever was in this call, and is to come back like anybody new. */
export function withoutInsider(room: Room, participant: string): Room {
  return { ...room, insiders: new Set([...room.insiders].filter((id) => id !== participant)) };
}

/** Undoes a removal that could not be stored. */
export function withdrawRemoval(room: Room, removal: Removal): Room {
  const removals = room.removals.filter((known) => known !== removal);
  const still = [...room.seats.keys()].filter((id) => id === removal.participantId);
  return { ...room, removals, insiders: new Set([...room.insiders, ...still]) };
}

/** Everyone who is in may come back, nobody else enters. */
export function setLocked(room: Room, locked: boolean): Room {
  return room.locked === locked ? room : { ...room, revision: room.revision + 1, locked };
}

/** Puts somebody in the spotlight in place of whoever was in it; off, takes it from them and from nobody else. */
export function setSpotlight(
  room: Room,
  { who, by, on }: Spotlight & { readonly on: boolean },
): Room {
  if (!room.seats.has(who) || (room.spotlight?.who === who) === on) return room;
  return { ...room, revision: room.revision + 1, spotlight: on ? { who, by } : null };
}

/** Makes somebody a co-host, or a guest again. */
export function setCohost(room: Room, id: ParticipantId, cohost: boolean): Room {
  const seat = room.seats.get(id);
  if (seat === undefined || seat.cohost === cohost) return room;
  return withSeat(room, { ...seat, cohost });
}

export function setClosed(room: Room, closedAtMs: number | null): Room {
  return { ...room, record: { ...room.record, closedAtMs } };
}

/** The seats whose time is over. */
export function expiredSeats(room: Room, nowMs: number): readonly Seat[] {
  const expired: Seat[] = [];
  for (const seat of room.seats.values()) {
    if (seat.absence === null) continue;
    const unclaimed = seat.absence.claimByMs !== null && seat.absence.claimByMs <= nowMs;
    if (seat.absence.untilMs <= nowMs || (unclaimed && !isHeard(room, seat.id))) expired.push(seat);
  }
  return expired;
}

function isHeard(room: Room, id: ParticipantId): boolean {
  for (const seat of room.seats.values()) {
    if (seat.absence === null && seat.links.some((link) => link.peer === id && link.heard))
      return true;
  }
  return false;
}

function withSeat(room: Room, seat: Seat): Room {
  const seats = new Map(room.seats);
  seats.set(seat.id, seat);
  return { ...room, revision: room.revision + 1, seats };
}

/** The room as its participants see it: no e-mail, no device, no token. */
export function toRoomState(room: Room): RoomState {
  return {
    code: room.record.code,
    title: room.record.title,
    schedule: room.record.schedule,
    epoch: room.epoch,
    revision: room.revision,
    capacity: room.capacity,
    comfortable: room.comfortable,
    locked: room.locked,
    lobby: room.record.lobby,
    hostFirst: room.record.settings.hostFirst,
    guestsMay: room.record.settings.guestsMay,
    startsMuted: room.record.settings.startsMuted,
    password: room.record.passwordHash !== null,
    keepChat: room.record.settings.keepChat,
    waiting: room.waiting.map(({ id, name, sinceMs }) => ({ id, name, sinceMs })),
    spotlight: room.spotlight,
    participants: [...room.seats.values()].map((seat) => toParticipantState(room, seat)),
  };
}

/** Everyone who comes and goes has all seats said again to all; a seat is immutable, so it is put into words once. */
const participantStates = new WeakMap<Seat, ParticipantState>();

function toParticipantState(room: Room, seat: Seat): ParticipantState {
  const known = participantStates.get(seat);
  // The role depends on who else is here.
  const role = roleOf(room, seat);
  if (known?.role === role) return known;
  const state: ParticipantState = {
    ...seat.self,
    id: seat.id,
    session: seat.session,
    ...(seat.sessionKey !== null && { sessionKey: seat.sessionKey }),
    name: seat.label,
    seat: seat.absence === null ? "present" : "away",
    role,
    handSinceMs: seat.handSinceMs,
    joinedAtMs: seat.joinedAtMs,
    sessionSinceMs: seat.sessionSinceMs,
  };
  participantStates.set(seat, state);
  return state;
}

/** What a room says of itself outside; whether there is a relay is not its own affair. */
export function toRoomPreview(room: Room): Omit<RoomPreview, "relay"> {
  return {
    code: room.record.code,
    title: room.record.title,
    schedule: room.record.schedule,
    requireEmail: room.record.requireEmail,
    closed: room.record.closedAtMs !== null,
    locked: room.locked,
    lobby: room.record.lobby,
    awaitsHost: awaitsHost(room),
    guestsMay: room.record.settings.guestsMay,
    startsMuted: room.record.settings.startsMuted,
    password: room.record.passwordHash !== null,
    capacity: room.capacity,
    comfortable: room.comfortable,
    full: room.seats.size >= room.capacity,
    // Before somebody is let in, or has said the password, they do not learn who is inside.
    names:
      room.record.lobby || room.record.passwordHash !== null
        ? []
        : [...room.seats.values()].map((seat) => seat.label),
  };
}

/** The room as an administrator sees it; null while no call runs. */
export function toActiveRoom(room: Room): ActiveRoom | null {
  if (room.call === null) return null;
  const relayed = new Set<string>();
  for (const seat of room.seats.values()) {
    for (const link of seat.links) {
      if (link.route === "relay" && room.seats.has(link.peer)) {
        relayed.add([seat.id, link.peer].sort().join(" "));
      }
    }
  }
  return {
    code: room.record.code,
    sinceMs: room.call.startedAtMs,
    peakPeople: room.call.peakPeople,
    relayedPairs: relayed.size,
    people: [...room.seats.values()].map((seat) => {
      const routes = seat.links
        .filter((link) => room.seats.has(link.peer))
        .map((link) => link.route);
      return {
        id: seat.id,
        name: seat.label,
        role: roleOf(room, seat),
        joinedAtMs: seat.joinedAtMs,
        browser: seat.browser,
        away: seat.absence !== null,
        route: routes.includes("relay") ? "relay" : routes.includes("direct") ? "direct" : null,
      };
    }),
  };
}
