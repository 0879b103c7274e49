/**
 * One RTCPeerConnection with all that belongs to it: transceivers, negotiation, the data channel. Lives until `close()`
 * and is never repaired; a link that needs a new one makes a new one.
 */

import { type Beat, decodeBeat, encodeBeat } from "#protocol/beat.ts";
import { PeerMessage } from "#protocol/link.ts";
import { DESCRIPTION_MAX_LENGTH, type SignalBody } from "#protocol/signal.ts";
import { type Transport, transportOf } from "./link-state.ts";
import { candidatesToCheckAgain } from "./lost-paths.ts";
import { createNegotiation, type Negotiation } from "./negotiation.ts";
import { packetMsFor, USUAL_PACKET_MS } from "./packet-length.ts";
import { createTransceivers, type LocalTracks, type Transceivers } from "./transceivers.ts";
import type { PeerPlan } from "./upload-director.ts";

const CHANNEL_LABEL = "rondo";
const BEATS_LABEL = "beats";
/** Beats that wait are old news, and would only delay the fresh ones. */
const BEATS_BUFFERED_MAX = 64;
/** Two looks at receivers that are further apart do not tell when between them something came. */
const LOOKS_APART_MAX_MS = 250;
/** Characters of one message; what is longer is not read. */
const MESSAGE_MAX_LENGTH = 2 * DESCRIPTION_MAX_LENGTH;

/**
 * Packets change their length so long after the number of people called for it: whoever comes is seen first, and others may
 * follow. Not all links at once, within so long more.
 */
const PACKETS_SETTLE_MS = 2_000;
const PACKETS_SPREAD_MS = 4_000;

export interface LinkConnectionOptions {
  readonly connection: RTCPeerConnection;
  /** Whether this end makes the transceivers and so the first offer; the other end adopts them. */
  readonly makes: boolean;
  readonly polite: boolean;
  /** Asked when transceivers get their first tracks. */
  readonly tracks: () => LocalTracks;
  /** Others in the room, for the bitrates. */
  readonly peers: () => number;
  /** How pictures are to be sent; null before there is a plan. */
  readonly plan: () => PeerPlan | null;
  readonly send: (body: SignalBody) => void;
  readonly onMessage: (message: PeerMessage) => void;
  readonly onChannelOpen: () => void;
  readonly onBeat: (beat: Beat) => void;
  /** The other end opened a channel for something of its own. */
  readonly onStream: (channel: RTCDataChannel) => void;
  readonly onOfferIgnored: () => void;
  /** Both ends offered at once on what they had agreed on: this connection is to be replaced. */
  readonly onGlare: () => void;
  /** The connection's state or its tracks changed. */
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
}

export interface LinkConnection {
  readonly connection: RTCPeerConnection;
  readonly makes: boolean;
  readonly negotiation: Negotiation;
  readonly transceivers: Transceivers;
  readonly transport: () => Transport;
  /** Whether both ends agreed on a description at least once. */
  readonly isNegotiated: () => boolean;
  /** Checks still reach the other end, but what is encrypted does not: no restart of ICE can mend that. */
  readonly hasLostKeys: () => boolean;
  /** Sends a beat, or none while the channel is not open or the last one still waits. */
  beat(make: () => Beat): void;
  /**
   * True once more when media arrived since the last call, as far as receivers tell it without statistics. False when
   * that call was too long ago to say when it arrived.
   */
  hasNewMedia(nowMs: number): boolean;
  /** Addresses of this computer that it was last offered at, as candidates name them. */
  readonly hostAddresses: () => ReadonlySet<string>;
  /** Whether a candidate of a relay was found. */
  readonly foundRelay: () => boolean;
  /** Another channel beside the own ones, reliable and ordered; null while those are not open. */
  openStream(label: string): RTCDataChannel | null;
  /** Sends when the channel is open; false where it is not, and the message is lost. */
  tell(message: PeerMessage): boolean;
  /**
   * Has the browser check the last path to the peer again. Chromium gives paths up over which nothing came for some fifteen
   * seconds, and then needs the server for new ones; but it makes them anew for a candidate that it is told. So one that
   * comes back after a long time is found by the two ends themselves. Where that is not so, nothing happens.
   */
  checkPathsAgain(): void;
  /** Has packets of sound follow the number of people in the room, a while later. Wants to be called now and then. */
  keepPacketLength(nowMs: number): void;
  /** Listens no more; what it made goes on until it is closed. */
  retire(): void;
  close(): void;
}

export function createLinkConnection(options: LinkConnectionOptions): LinkConnection {
  const { connection, makes, polite, onChange, onError } = options;
  const transceivers = createTransceivers(connection);
  const ended = new AbortController();
  const on = { signal: ended.signal };
  let channel: RTCDataChannel | null = null;
  let beats: RTCDataChannel | null = null;
  const hostAddresses = new Set<string>();
  let gathering: string | null = null;
  let foundRelay = false;
  /** Times of the latest packets that receivers played, by receiver. */
  const playedAt = new Map<RTCRtpReceiver, number>();
  let lookedMs = Number.NEGATIVE_INFINITY;
  /** What descriptions ask for. */
  let packetMs = USUAL_PACKET_MS;
  /** When packets are to change their length; null while they have the right one. */
  let packetsDueMs: number | null = null;

  const openChannel = (opened: RTCDataChannel) => {
    if (opened.label === BEATS_LABEL) {
      beats = opened;
      opened.binaryType = "arraybuffer";
      const onBeat = ({ data }: MessageEvent) => {
        const beat = decodeBeat(data);
        if (beat !== null) options.onBeat(beat);
      };
      opened.addEventListener("message", onBeat, on);
    }
    if (opened.label !== CHANNEL_LABEL) {
      if (opened.label !== BEATS_LABEL) options.onStream(opened);
      return;
    }
    channel = opened;
    opened.addEventListener("open", options.onChannelOpen, on);
    opened.addEventListener("message", ({ data }) => readMessage(data, options.onMessage), on);
  };

  const negotiation = createNegotiation({
    connection,
    polite,
    send: options.send,
    onOfferTaken: () => transceivers.adopt(options.tracks()),
    onOfferIgnored: options.onOfferIgnored,
    onGlare: options.onGlare,
    packetMs() {
      packetMs = packetMsFor(options.peers(), packetMs);
      return packetMs;
    },
    onError,
  });

  const onAgreement = () => {
    // Chromium forgets what the adopting end sets before its encoders exist, and what either end had set when an
    // offer is rolled back: so after every agreement, once media can flow.
    if (connection.connectionState === "connected" && connection.signalingState === "stable")
      transceivers.tune(options.peers(), options.plan());
    onChange();
  };
  connection.addEventListener("signalingstatechange", onAgreement, on);
  connection.addEventListener("connectionstatechange", onAgreement, on);
  connection.addEventListener("iceconnectionstatechange", onChange, on);
  connection.addEventListener("track", onChange, on);
  const onCandidate = ({ candidate }: RTCPeerConnectionIceEvent) => {
    if (candidate?.type === "host" && candidate.address !== null) {
      // Of the latest restart alone.
      if (candidate.usernameFragment !== gathering) hostAddresses.clear();
      gathering = candidate.usernameFragment;
      hostAddresses.add(candidate.address);
    }
    foundRelay ||= candidate?.type === "relay";
  };
  connection.addEventListener("icecandidate", onCandidate, on);
  connection.addEventListener("datachannel", (event) => openChannel(event.channel), on);

  if (makes) {
    transceivers.make(options.tracks(), options.peers());
    openChannel(connection.createDataChannel(CHANNEL_LABEL));
    // A beat that is late says that beats are late, better than one that comes again.
    openChannel(connection.createDataChannel(BEATS_LABEL, { ordered: false, maxRetransmits: 0 }));
  }

  return {
    connection,
    makes,
    negotiation,
    transceivers,
    transport: () => transportOf(connection.connectionState, connection.iceConnectionState),
    hasLostKeys: () =>
      connection.connectionState === "failed" &&
      ["connected", "completed"].includes(connection.iceConnectionState),
    isNegotiated: () => connection.currentLocalDescription !== null,
    hostAddresses: () => hostAddresses,
    foundRelay: () => foundRelay,
    beat(make) {
      if (beats?.readyState !== "open" || beats.bufferedAmount > BEATS_BUFFERED_MAX) return;
      beats.send(encodeBeat(make()));
    },
    hasNewMedia(nowMs) {
      if (nowMs - lookedMs > LOOKS_APART_MAX_MS) playedAt.clear();
      lookedMs = nowMs;
      let isNew = false;
      for (const source of ["microphone", "camera"] as const) {
        const receiver = transceivers.receiver(source);
        // To ask a receiver, the page waits for other threads. Not asked now, it has no latest reading to compare with.
        if (isNew && receiver !== null) playedAt.delete(receiver);
        const timestamp = isNew ? undefined : receiver?.getSynchronizationSources?.()[0]?.timestamp;
        if (receiver === null || timestamp === undefined) continue;
        const before = playedAt.get(receiver);
        // The first reading may be of long before.
        if (before !== undefined && before !== timestamp) isNew = true;
        playedAt.set(receiver, timestamp);
      }
      return isNew;
    },
    openStream: (label) =>
      channel?.readyState === "open" ? connection.createDataChannel(label) : null,
    tell(message) {
      if (channel?.readyState !== "open") return false;
      channel.send(JSON.stringify(message));
      return true;
    },
    checkPathsAgain() {
      const { remoteDescription, signalingState } = connection;
      if (remoteDescription === null || signalingState !== "stable") return;
      const transport = connection.getTransceivers()[0]?.sender.transport?.iceTransport;
      // Missing in Firefox.
      const remote = transport?.getSelectedCandidatePair?.()?.remote ?? null;
      const foundation = () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
      for (const candidate of candidatesToCheckAgain(remoteDescription.sdp, remote, foundation))
        connection.addIceCandidate(candidate).catch(() => {});
    },
    keepPacketLength(nowMs) {
      // The answer says what the other end wants; so that both do not offer at once, one end sees to it.
      if (!makes || packetMsFor(options.peers(), packetMs) === packetMs) {
        packetsDueMs = null;
        return;
      }
      packetsDueMs ??= nowMs + PACKETS_SETTLE_MS + Math.random() * PACKETS_SPREAD_MS;
      if (nowMs < packetsDueMs || connection.connectionState !== "connected") return;
      packetsDueMs = null;
      void negotiation.offer();
    },
    retire: () => ended.abort(),
    close() {
      ended.abort();
      connection.close();
    },
  };
}

/** The other end is not trusted: what is not a known message is dropped. */
function readMessage(text: unknown, take: (message: PeerMessage) => void): void {
  if (typeof text !== "string" || text.length > MESSAGE_MAX_LENGTH) return;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return;
  }
  const message = PeerMessage.safeParse(parsed);
  if (message.success) take(message.data);
}
