/** What the engine shows to whoever draws it: immutable snapshots, and the few things one can ask of it. */

import type { Failure, Result } from "#protocol/failure.ts";
import type { HostKey, ParticipantId } from "#protocol/ids.ts";
import type { Route } from "#protocol/link.ts";
import type { GuestPermissions, KeptOut, ModerationNotice } from "#protocol/moderation.ts";
import type { Moderation } from "#protocol/moderation-request.ts";
import type {
  EndReason,
  ParticipantState,
  RoomPreview,
  RoomState,
  SelfState,
} from "#protocol/room.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { ChatMessage } from "./chat/chat-state.ts";
import type { Chat } from "./chat/own-chat.ts";
import type { Files } from "./files/own-files.ts";
import type { ArrivedFile } from "./files/transfer.ts";
import type { HealthState } from "./health-store.ts";
import type { LinkState, LinkTrouble } from "./link-words.ts";
import type { LocalMedia } from "./media/local-media.ts";
import type { ScreenShare } from "./media/screen-share.ts";
import type { SpeechState } from "./own-speech.ts";
import type { Reactions } from "./reactions.ts";
import type { RoomEvents } from "./room-events.ts";
import type { SavingControl } from "./saving-store.ts";
import type { ShownPlace } from "./shown-places.ts";
import type { Quality } from "./stats/qualities.ts";
import type { ReadableStore } from "./store.ts";
import type { ShownHeights } from "./topology.ts";

/** Where this tab stands with the room. */
export type CallPhase =
  /** Before joining. */
  | { readonly kind: "visiting" }
  | {
      readonly kind: "joining";
      /** A reload takes its seat again: nobody pressed anything. */
      readonly returning: boolean;
      /** In the lobby, until a host answers. */
      readonly waiting: boolean;
    }
  | { readonly kind: "joined"; readonly selfId: ParticipantId }
  | {
      readonly kind: "ended";
      /** `left`: by this person; the others come from the server. */
      readonly reason: EndReason | "left";
      readonly canRejoin: boolean;
      /** How long the person was in the call, milliseconds. */
      readonly durationMs: number;
      /** Null where there is nothing to look back on: too short a stay, or one that goes on elsewhere. */
      readonly summary: StaySummary | null;
    };

/** What a person looks back on after a call; made in this browser, and sent nowhere. Of the time since the page came. */
export interface StaySummary {
  /** Oneself first, then everyone who was seen, in the order of their coming. */
  readonly people: readonly PersonTalk[];
  readonly connection: {
    /** How long links were how good, of all links together. */
    readonly spentMs: Readonly<Record<Quality, number>>;
    /** How often a link that was lost came back. */
    readonly reconnections: number;
  };
  readonly chat: readonly ChatMessage[];
  readonly files: readonly ArrivedFile[];
}

export interface PersonTalk {
  readonly name: string;
  readonly isSelf: boolean;
  /** Two who talk at once both do, so all together may be more than the stay. */
  readonly talkMs: number;
}

/** The socket to the signaling server. A call goes on while it is `offline`. */
export type SignalingState = "connecting" | "online" | "offline" | "reload-required";

/** Another participant, as the engine knows it: what the server says, and what the link says. */
export interface PeerView {
  readonly participant: ParticipantState;
  readonly link: LinkState;
  /** Null until a candidate pair is selected. */
  readonly route: Route | null;
  /** Why this pair cannot connect at all; null while there is hope. */
  readonly trouble: LinkTrouble | null;
  /** Remote tracks; null while the peer does not send that source. References are stable while a track lives. */
  readonly microphone: MediaStreamTrack | null;
  readonly camera: MediaStreamTrack | null;
  readonly screen: MediaStreamTrack | null;
  /** The sound of what is shared; the track is there before it is known whether anything sounds. */
  readonly screenSound: MediaStreamTrack | null;
  /** Whether the peer holds its camera back, so that its sound gets through. */
  readonly cameraPaused: boolean;
}

/** Something to say once, politely, also to screen readers. Oldest first; ids only grow. */
export interface Announcement {
  readonly id: number;
  readonly kind: "joined" | "left";
  readonly name: string;
}

export interface CallState {
  readonly code: RoomCode;
  readonly phase: CallPhase;
  readonly signaling: SignalingState;
  /** The room from outside; null until the server answered, or after joining. */
  readonly preview: RoomPreview | null;
  /** Why the room cannot be looked at or joined; null when all is well. Cleared by the next attempt. */
  readonly refusal: Failure | null;
  /** What a host wrote to those who wait, for one who does; null where that is nothing. */
  readonly lobbyMessage: string | null;
  /** The room from inside; null before joining. */
  readonly room: RoomState | null;
  /** This participant, once joined. */
  readonly self: ParticipantState | null;
  /** What this participant may use, or would be able to on joining; without a room in sight, everything. */
  readonly may: GuestPermissions;
  /** Others in order of their arrival: stable, so tiles do not jump. */
  readonly peers: readonly PeerView[];
  /** The last few announcements. */
  readonly announcements: readonly Announcement[];
}

/**
 * Loudness of people and of oneself, 0..1, several times a second. Kept out of `CallState`, so that talking does not
 * redraw the room. The key `"self"` is the own microphone.
 */
export type LevelState = ReadonlyMap<ParticipantId | "self", number>;

/** Something to be told of moderation. Ids only grow. */
export type ModerationWord =
  | (ModerationNotice & { readonly id: number })
  | { readonly id: number; readonly kind: "refused" }
  /** Nobody was let in, since every seat is taken. */
  | { readonly id: number; readonly kind: "full" }
  /** This participant removed somebody, who was called so. */
  | {
      readonly id: number;
      readonly kind: "removed";
      readonly name: string;
      readonly mayReturn: boolean;
    }
  /** The microphone was turned off on entering, as that of everyone new. */
  | { readonly id: number; readonly kind: "started-muted" };

/** This tab's part in a call. One object; React holds it and observes it. */
export interface CallSession extends ReadableStore<CallState> {
  readonly media: LocalMedia;
  readonly screen: ScreenShare;
  readonly chat: Chat;
  /** Files from one to another over their link, past the server. */
  readonly files: Files;
  readonly reactions: Reactions;
  /** What others are told of this participant, at once and whether or not the server can be reached. */
  readonly self: ReadableStore<SelfState>;
  readonly levels: ReadableStore<LevelState>;
  /** Whoever speaks, or spoke last, of the others: steady for some seconds. */
  readonly speaker: ReadableStore<ParticipantId | null>;
  /** What hosts did to this participant, or want of it, and what was refused; the latest last. */
  readonly moderation: ReadableStore<readonly ModerationWord[]>;
  /** What followed from the own speaking. */
  readonly speech: ReadableStore<SpeechState>;
  /** What the person chose to save or to hide. */
  readonly saving: SavingControl;
  /** How each link does, once a second; kept out of `CallState` like the levels. */
  readonly health: ReadableStore<HealthState>;

  /**
   * Starts the session on the first call: opens the socket, looks at the room, prepares what a call needs, and
   * resumes a seat that a reload left behind. The returned function releases; the session ends itself a macrotask after the
   * last release, so React's StrictMode may release and retain again.
   */
  retain(): () => void;

  /**
   * Takes a seat. Resolves with the server's refusal, if there is one; the session then is `visiting` again. A password
   * that the room asks for is forgotten once the seat is given. Who `knocks` waits to be let in where the room is locked.
   */
  join(person: {
    name: string;
    email: string | null;
    password?: string | null;
    knocks?: boolean;
  }): Promise<Result<null>>;

  /**
   * Pictures of a peer are shown at these heights in one place from now on, zero for what nobody sees there: the peer
   * sends no more than the largest of all places. What is not named stays as it was, and is nothing at first. At most
   * twice a second for each.
   */
  shown(id: ParticipantId, place: ShownPlace, heights: Partial<ShownHeights>): void;

  /** Is called something else from now on, also after a reload; resolves with the server's refusal, if there is one. */
  rename(name: string): Promise<Result<null>>;

  /** Raises the hand, or lowers it. */
  setHand(raised: boolean): void;

  /** Does something to others, as a host or co-host; what the server refuses is told in `moderation`. */
  moderate(moderation: Moderation): void;

  /** Asks who was removed and may not come again yet: for whoever has the host key. */
  readKeptOut(): Promise<Result<{ keptOut: readonly KeptOut[] }>>;

  /** Lets somebody come again who was removed; `peer-gone` where they are not kept out any more. */
  allowAgain(participant: ParticipantId): Promise<Result<unknown>>;

  /**
   * Gives the seat up; camera and microphone are released before this returns. In the lobby it gives the place there up,
   * and is back before joining, where one goes on to see oneself.
   */
  leave(): void;

  /** What features tell everyone past the server. */
  readonly events: RoomEvents;

  /** Does not wait for the next attempt to mend the link to this participant. */
  reconnectNow(peer: ParticipantId): void;

  /** The first frame of somebody else's picture is shown; may be told again and again. */
  pictured(): void;

  /** Gives up the direct path to this participant, where there is a relay. */
  moveToRelay(peer: ParticipantId): void;

  /** After `ended` with `canRejoin`: back to `visiting`, ready to join. */
  revisit(): void;
}

export interface CallSessionOptions {
  readonly code: RoomCode;
  /** Opens a room that an administrator closed; null for guests. */
  readonly hostKey: HostKey | null;
}
