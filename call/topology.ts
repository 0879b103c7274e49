/**
 * How media reaches the others: what a mesh of links does now and an SFU could do later. The session hands in what is
 * wanted, as often as it likes, and is told when something to show has changed.
 */

import type { ParticipantId, SessionId } from "#protocol/ids.ts";
import type { LinkReport, PeerMessage, Route } from "#protocol/link.ts";
import type { IceServer, ParticipantState } from "#protocol/room.ts";
import type { Signal } from "#protocol/signal.ts";
import type { LinkState, LinkTrouble } from "./link-words.ts";
import type { Saving } from "./saving-store.ts";

/** What a participant can send. Each source has a track of its own, so that none waits for another. */
export type Source = "microphone" | "camera" | "screen" | "screenSound";

/** One participant's end, before and after anything connects. Immutable; a new object after each change. */
export interface LinkView {
  readonly link: LinkState;
  /** Null until a candidate pair is selected. */
  readonly route: Route | null;
  /** Why this pair cannot connect at all; null while there is hope. */
  readonly trouble: LinkTrouble | null;
  /** Tracks as they are received, whether or not the peer sends something in them. */
  readonly microphone: MediaStreamTrack | null;
  readonly camera: MediaStreamTrack | null;
  readonly screen: MediaStreamTrack | null;
  readonly screenSound: MediaStreamTrack | null;
  /** Whether the peer holds its camera back, so that its sound gets through. */
  readonly cameraPaused: boolean;
}

/** At which heights a peer's pictures are shown, in pixels of the screen; zero what nobody sees. */
export interface ShownHeights {
  readonly cameraHeight: number;
  readonly screenHeight: number;
}

/** What is known of this computer's own network when it is back. */
export interface NetworkHint {
  /** Addresses that the computer has now, as host candidates name them: in clear or by mDNS names (RFC 8828). */
  readonly addresses: ReadonlySet<string>;
}

export type LinkViews = ReadonlyMap<ParticipantId, LinkView>;

export interface Topology {
  /** Moves towards these participants, seen by `self`. Idempotent, so that a reconnect needs nothing more. */
  reconcile(self: ParticipantState, others: readonly ParticipantState[]): void;
  /** Sends `track` to everyone, those of later links included; resolves once no sender uses the previous one. */
  publish(source: Source, track: MediaStreamTrack | null): Promise<void>;
  /** A signal as the server delivered it. What is meant for another session or life of a link is dropped. */
  receive(signal: Signal): void;
  /** The server can be reached (again), or the network changed: sends what was not acknowledged, retries what failed. */
  nudge(network: NetworkHint | null): void;
  /** Tells one peer, or everyone, over the links themselves; who is not connected now does not hear it. */
  tell(message: PeerMessage, to?: ParticipantId): void;
  /** Another data channel to this peer, reliable and ordered; null while the link is not open. It ends with the link. */
  openStream(to: ParticipantId, label: string): RTCDataChannel | null;
  /** Round trip to this peer by the last few beats, milliseconds; null where that is not known. */
  recentRttMs(to: ParticipantId): number | null;
  /** The pictures of this peer are shown so large from now on; it sends no more than that. */
  show(id: ParticipantId, heights: ShownHeights): void;
  /** Whether there are links and none of them hears anything: then it is this end's network. */
  isCutOff(): boolean;
  /** A person presses "Reconnect now" on the tile of this participant. */
  reconnectNow(id: ParticipantId): void;
  /** Follows what the person chose to save or to hide, at once; links that hide more or less than before begin anew. */
  setSaving(saving: Saving): void;
  /** Gives up the direct path to this participant for as long as their session lasts: both ends use the relay. */
  moveToRelay(id: ParticipantId): void;
  /** Fresh relays and credentials, for links of now and later. */
  setIceServers(servers: readonly IceServer[]): void;
  /** The current views; the same map until something changed. */
  views(): LinkViews;
  /** What the server may know of the links. */
  report(): LinkReport;
  /** Loudness of each peer's microphone at this moment, as received: linear amplitude 0..1. */
  peerAmplitudes(): Iterable<readonly [ParticipantId, number]>;
  /** Ends every link. Final. */
  close(): void;
}

/** Which end of the topology this is. */
export interface SelfAddress {
  readonly id: ParticipantId;
  readonly session: SessionId;
}
