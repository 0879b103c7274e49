/** Ann, Ben and their room, for tests. */

import { ParticipantId, SessionId } from "#protocol/ids.ts";
import { ALL_PERMITTED } from "#protocol/moderation.ts";
import type { ParticipantState, RoomPreview, RoomState } from "#protocol/room.ts";
import { RoomCode } from "#protocol/room-code.ts";

export const CODE = RoomCode.parse("k7mq-4xwd-h2pn");

export function participantId(name: string): ParticipantId {
  return ParticipantId.parse(`participant-${name}`.padEnd(16, "-"));
}

export function sessionId(name: string): SessionId {
  return SessionId.parse(`session-${name}`.padEnd(16, "-"));
}

/** A participant who is present and sends both sources. Who joined later says so by `joinedAtMs`. */
export function aParticipant(
  name: string,
  change: Partial<ParticipantState> = {},
): ParticipantState {
  return {
    id: participantId(name.toLowerCase()),
    session: sessionId(name.toLowerCase()),
    name,
    microphone: true,
    camera: true,
    screen: false,
    hand: false,
    handSinceMs: null,
    role: "guest",
    seat: "present",
    joinedAtMs: 1_000,
    sessionSinceMs: change.joinedAtMs ?? 1_000,
    ...change,
  };
}

export function aRoom(
  participants: readonly ParticipantState[],
  change: Partial<RoomState> = {},
): RoomState {
  return {
    code: CODE,
    title: null,
    schedule: null,
    epoch: "epoch",
    revision: 1,
    capacity: 8,
    comfortable: 6,
    locked: false,
    lobby: false,
    hostFirst: false,
    guestsMay: ALL_PERMITTED,
    startsMuted: false,
    password: false,
    keepChat: "call",
    waiting: [],
    lobbyMessage: null,
    spotlight: null,
    participants,
    ...change,
  };
}

/** The room from outside, with nobody in it. */
export function aPreview(but: Partial<RoomPreview> = {}): RoomPreview {
  return {
    code: CODE,
    title: null,
    schedule: null,
    requireEmail: false,
    closed: false,
    locked: false,
    lobby: false,
    awaitsHost: false,
    guestsMay: ALL_PERMITTED,
    startsMuted: false,
    password: false,
    capacity: 8,
    comfortable: 6,
    full: false,
    names: [],
    relay: false,
    ...but,
  };
}
