/** What a link to one session of a peer needs of its mesh, and what the mesh can ask of it. */

import type { Result } from "#protocol/failure.ts";
import type { PeerMessage } from "#protocol/link.ts";
import type { ParticipantState } from "#protocol/room.ts";
import type { SignalBody } from "#protocol/signal.ts";
import type { LinkSample } from "../stats/link-sample.ts";
import type { PolledLink } from "../stats/poller.ts";
import type { LinkRecorder } from "../stats/room-health.ts";
import type { LinkView, NetworkHint, Source } from "../topology.ts";
import type { LinkAddress } from "./reconcile.ts";
import type { Means, TraversalLevel } from "./recovery.ts";
import type { LocalTracks } from "./transceivers.ts";
import type { PeerPlan } from "./upload-director.ts";

export interface PeerLinkOptions {
  readonly peer: LinkAddress;
  /** Whether this end makes first offers and restarts first. */
  readonly leads: boolean;
  readonly polite: boolean;
  /** `hasMoved`: from addresses that this computer did not have before. */
  readonly connect: (
    level: TraversalLevel,
    network: { readonly hasMoved: boolean },
  ) => RTCPeerConnection;
  readonly tracks: () => LocalTracks;
  readonly peers: () => number;
  /** How pictures are to be sent to this peer; null before there is a plan. */
  readonly plan: () => PeerPlan | null;
  readonly send: (generation: number, body: SignalBody) => Promise<Result<unknown>>;
  /** Whether signals can reach the peer now; without, attempts to mend wait. */
  readonly canSignal: () => boolean;
  /** Whether a third participant may bring signals to the peer now, while the server cannot. */
  readonly canCarry: () => boolean;
  /** Has a third participant bring one; false where none could take it. */
  readonly carry: (generation: number, body: SignalBody) => Promise<boolean>;
  /** What a connection of this level may use now. */
  readonly paths: (
    level: TraversalLevel,
  ) => Required<Pick<RTCConfiguration, "iceServers" | "iceTransportPolicy">>;
  /** Whether nothing that is sent may tell an address of this end. */
  readonly hidesAddress: () => boolean;
  /** Which steps the servers at hand allow. */
  readonly means: () => Means;
  /** Whether all paths of this end are bad, so that the trouble is at this end and no other path of a pair helps. */
  readonly areAllPathsBad: () => boolean;
  /** Whether this computer has more to do than it can. */
  readonly isShortOfProcessor: () => boolean;
  /** Silence began or ended, or the peer was lost: whoever looks after the socket may want to know. */
  readonly onSilence: () => void;
  /** The view may have changed. */
  readonly onChange: () => void;
  readonly onConnected: () => void;
  /** A message of the peer that is not about the link itself. */
  readonly onMessage: (message: PeerMessage) => void;
  /** The peer opened a data channel for something of its own. */
  readonly onStream: (channel: RTCDataChannel) => void;
  /** Messages can be told: for the first time, or on a new connection. */
  readonly onOpen: () => void;
  /** Keeps the figures of the link. */
  readonly health: LinkRecorder;
  /** Statistics were read. */
  readonly onSample: (sample: LinkSample) => void;
  /** Reads the statistics of this link now, out of turn. */
  readonly askForSample: () => Promise<void>;
}

export interface PeerLink extends PolledLink {
  readonly peer: LinkAddress;
  /** The same object until something changed. */
  view(): LinkView;
  /** What the server says of the peer now. */
  update(participant: ParticipantState): void;
  /**
   * Takes a signal of the peer. An offer of a later generation replaces the connection; candidates that come before it
   * wait for it, up to a bound; everything of an earlier generation is dropped.
   */
  receive(generation: number, body: SignalBody): void;
  /** Takes a signal that a third participant brought and that the peer has signed, within the bounds of such. */
  receiveCarried(generation: number, body: SignalBody): void;
  replace(source: Source, track: MediaStreamTrack | null): Promise<void>;
  /** The number of others or the plan changed: other bitrates and sizes. */
  tune(peers: number): void;
  /** Other servers or credentials are to be used, from the next restart on. */
  refreshServers(): void;
  /** Other paths may be used from now on: makes a new connection, as soon as the peer can be told of it. */
  movePaths(): void;
  /**
   * Looks after the link: beats, silence, the next step of mending. Called by the clock of the mesh, with how much later
   * than it should have been.
   */
  tick(nowMs: number, lateMs?: number): void;
  /** The server, the peer or the network is back: sends what is unsent, and mends what is silent at once. */
  nudge(network: NetworkHint | null): void;
  /** A person does not want to wait. */
  reconnectNow(): void;
  /** Throws the connection away and makes a new one of the next generation, at both ends. */
  rebuild(): void;
  heard(): boolean;
  /** Whether the path carries, but badly. */
  isBad(): boolean;
  /** Whether packets come and go now, so that others may lean on this link. */
  isOpen(): boolean;
  /** Sends again what the peer has not visibly used. */
  repeat(): void;
  /** Sends over the link itself; false where it is not open. */
  tell(message: PeerMessage): boolean;
  /** Another data channel to the peer; null while the link is not open. */
  openStream(label: string): RTCDataChannel | null;
  /** Of the last few beats, milliseconds; null before the first. */
  recentRttMs(): number | null;
  /** Whether packets came once and come no more. */
  isSilent(): boolean;
  /** Loudness of the peer's microphone now, linear amplitude 0..1. */
  amplitude(): number;
  close(): void;
}
