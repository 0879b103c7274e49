/**
 * A room: what it consists of, and how it begins. What may happen to it stands beside, as pure functions: no clock, no
 * socket, no database. Each takes a room and returns a room; the same reference means that nothing changed, and then
 * nobody is told anything.
 */

import { distinctLabel } from "#protocol/display-name.ts";
import { type KnockId, ParticipantId, type SessionId, type SessionKey } from "#protocol/ids.ts";
import type { LinkReport } from "#protocol/link.ts";
import { QUIET_SELF, type SelfState, type Spotlight } from "#protocol/room.ts";
import type { OpenCall, Removal, RoomRecord } from "../db/database.ts";
import type { ChatLog } from "./chat-log.ts";

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
  /** What a host wrote to those who wait, until it is taken away, there is no lobby or the call ends. */
  readonly lobbyMessage: string | null;
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
  /** Asks to be let in where the room is locked. */
  readonly knocks: boolean;
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

/** A room in which nobody is. */
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

/** At the door, before a call and after it. */
export const NOBODY_WAITS = {
  lobbyMessage: null,
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
