/** What is shown of the room: pure steps from one CallState to the next. */

import type { Failure } from "#protocol/failure.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import { ALL_PERMITTED } from "#protocol/moderation.ts";
import {
  isSameSelf,
  type ParticipantState,
  type RoomPreview,
  type RoomState,
  selfOf,
} from "#protocol/room.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { Announcement, CallPhase, CallState, PeerView } from "./call-state.ts";
import { NEW_LINK } from "./mesh/link-view.ts";
import { permissionsOf, withinPermissions } from "./permitted.ts";
import type { LinkViews } from "./topology.ts";

const ANNOUNCEMENTS_KEPT = 8;

/** The state before anything was heard of the room. */
export function initialCallState(code: RoomCode): CallState {
  return {
    code,
    phase: { kind: "visiting" },
    signaling: "connecting",
    preview: null,
    refusal: null,
    lobbyMessage: null,
    room: null,
    self: null,
    may: ALL_PERMITTED,
    peers: [],
    announcements: [],
  };
}

/** Back to the outside: nothing of the room remains, except what was announced. */
export function leftRoom(state: CallState, phase: CallPhase, refusal: Failure | null): CallState {
  const may = ALL_PERMITTED;
  return {
    ...state,
    phase,
    refusal,
    preview: null,
    lobbyMessage: null,
    room: null,
    self: null,
    may,
    peers: [],
  };
}

/** Takes the room as somebody outside sees it; `isHost` says whether they would enter with its host key. */
export function lookedAt(
  state: CallState,
  preview: RoomPreview | null,
  { isHost }: { isHost: boolean },
): CallState {
  const may = preview === null ? ALL_PERMITTED : permissionsOf(preview, isHost ? "host" : "guest");
  return { ...state, preview, may };
}

/** Whether `incoming` is older than, or the same as, what is shown: same life of the room, no later revision. */
export function isStale(current: RoomState | null, incoming: RoomState): boolean {
  return (
    current !== null && current.epoch === incoming.epoch && incoming.revision <= current.revision
  );
}

/**
 * Takes the whole room as the server sent it, seen by `selfId`, who is in it. Unchanged participants keep their
 * reference, so that only tiles that changed are drawn again.
 */
export function enteredRoom(
  state: CallState,
  selfId: ParticipantId,
  incoming: RoomState,
  links: LinkViews,
): CallState {
  const phase: CallPhase =
    state.phase.kind === "joined" && state.phase.selfId === selfId
      ? state.phase
      : { kind: "joined", selfId };
  if (isStale(state.room, incoming) && phase === state.phase) return state;

  const known = new Map(
    state.room?.participants.map((participant) => [participant.id, participant]),
  );
  const participants = incoming.participants.map((participant) => {
    const before = known.get(participant.id);
    if (before === undefined) return participant;
    const now =
      participant.seat === "away"
        ? withinPermissions(incoming, stillSending(before, participant))
        : participant;
    return isShallowEqual(before, now) ? before : now;
  });
  const others = participants.filter(({ id }) => id !== selfId).sort(byArrival);
  const ownIds = new Set([selfId, state.self?.id]);
  const self = participants.find(({ id }) => id === selfId) ?? null;
  return {
    ...state,
    phase,
    preview: null,
    refusal: null,
    lobbyMessage: null,
    room: { ...incoming, participants },
    self,
    may: self === null ? ALL_PERMITTED : permissionsOf(incoming, self.role),
    peers: reuse(
      state.peers,
      others.map((other) => toPeerView(other, links)),
    ),
    announcements:
      state.room === null
        ? state.announcements
        : announce(state.announcements, state.room.participants, participants, ownIds),
  };
}

/** Takes what the links say now. */
export function linksChanged(state: CallState, links: LinkViews): CallState {
  const peers = reuse(
    state.peers,
    state.peers.map(({ participant }) => toPeerView(participant, links)),
  );
  return peers === state.peers ? state : { ...state, peers };
}

/** Takes what peers said of themselves: `room` is the one that is shown, with their words and without who left. */
export function peersHeard(state: CallState, room: RoomState, links: LinkViews): CallState {
  if (state.room === null || state.room === room) return state;
  const said = new Map(room.participants.map((participant) => [participant.id, participant]));
  const participants = state.room.participants.flatMap((shown) => {
    if (shown.id === state.self?.id) return [shown];
    const next = said.get(shown.id);
    if (next === undefined) return [];
    return isSameSelf(shown, next) ? [shown] : [{ ...shown, ...selfOf(next) }];
  });
  const byId = new Map(participants.map((participant) => [participant.id, participant]));
  const present = state.peers.filter(({ participant }) => byId.has(participant.id));
  const ownIds = new Set([state.self?.id]);
  return {
    ...state,
    room: { ...state.room, participants },
    peers: reuse(
      state.peers,
      present.map(({ participant }) => toPeerView(byId.get(participant.id) ?? participant, links)),
    ),
    announcements: announce(state.announcements, state.room.participants, participants, ownIds),
  };
}

/** The others among the participants, for whom links are wanted. */
export function othersOf(room: RoomState, selfId: ParticipantId): readonly ParticipantState[] {
  return room.participants.filter(({ id }) => id !== selfId);
}

function toPeerView(participant: ParticipantState, links: LinkViews): PeerView {
  const link = links.get(participant.id) ?? NEW_LINK;
  return {
    participant,
    link: link.link,
    route: link.route,
    trouble: link.trouble,
    microphone: link.microphone,
    // The track stays in place while the camera is off; what is shown then is the avatar.
    camera: participant.camera ? link.camera : null,
    screen: participant.screen ? link.screen : null,
    screenSound: participant.screen ? link.screenSound : null,
    cameraPaused: participant.camera && link.cameraPaused,
  };
}

/** The next peers, with the previous object wherever nothing changed, and the previous list if nothing did at all. */
function reuse(before: readonly PeerView[], next: readonly PeerView[]): readonly PeerView[] {
  const known = new Map(before.map((peer) => [peer.participant.id, peer]));
  const peers = next.map((peer) => {
    const same = known.get(peer.participant.id);
    return same !== undefined && isShallowEqual(same, peer) ? same : peer;
  });
  const unchanged =
    peers.length === before.length && peers.every((peer, place) => peer === before[place]);
  return unchanged ? before : peers;
}

function announce(
  earlier: readonly Announcement[],
  before: readonly ParticipantState[],
  now: readonly ParticipantState[],
  ownIds: ReadonlySet<ParticipantId | undefined>,
): readonly Announcement[] {
  const idsBefore = new Set(before.map(({ id }) => id));
  const idsNow = new Set(now.map(({ id }) => id));
  const news = [
    ...before
      .filter(({ id }) => !idsNow.has(id))
      .map(({ id, name }) => ({ id, name, kind: "left" }) as const),
    ...now
      .filter(({ id }) => !idsBefore.has(id))
      .map(({ id, name }) => ({ id, name, kind: "joined" }) as const),
  ].filter(({ id }) => !ownIds.has(id));
  if (news.length === 0) return earlier;
  const lastId = earlier.at(-1)?.id ?? 0;
  const added = news.map(({ kind, name }, place) => ({ id: lastId + 1 + place, kind, name }));
  return [...earlier, ...added].slice(-ANNOUNCEMENTS_KEPT);
}

function byArrival(a: ParticipantState, b: ParticipantState): number {
  return a.joinedAtMs - b.joinedAtMs || (a.id < b.id ? -1 : 1);
}

/**
 * Somebody whose socket is away goes on sending what was sent before: media does not pass the server, and a restarted
 * server does not know of it.
 */
function stillSending(before: ParticipantState, away: ParticipantState): ParticipantState {
  return { ...away, ...selfOf(before), handSinceMs: before.handSinceMs };
}

function isShallowEqual<T extends object>(a: T, b: T): boolean {
  // Members are compared by name on both sides, so the cast reads nothing that is not there.
  const names = Object.keys(a) as (keyof T)[];
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.is(a[name], b[name]))
  );
}
