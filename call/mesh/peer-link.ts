/** The link to one session of one peer: keeps a connection, follows its generations, and tries again when it fails. */

import type { Result } from "#protocol/failure.ts";
import type { Route } from "#protocol/link.ts";
import type { ParticipantState } from "#protocol/room.ts";
import type { SignalBody } from "#protocol/signal.ts";
import type { LinkSample } from "../stats/link-sample.ts";
import type { PolledLink } from "../stats/poller.ts";
import type { LinkView, Source } from "../topology.ts";
import { HELD_CANDIDATES_MAX } from "./candidate-buffer.ts";
import { createLinkConnection, type LinkConnection } from "./link-connection.ts";
import { ATTEMPT_PATIENCE_MS, type LinkFacts, linkState, restartDelayMs } from "./link-state.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import type { LinkAddress } from "./reconcile.ts";
import type { LocalTracks } from "./transceivers.ts";

/** Something arrived so recently that the peer counts as heard. */
const HEARD_WITHIN_MS = 3_000;
/** Rounds of levels after which a source that brought no packet counts as silent. */
const SILENT_AFTER_READINGS = 4;

export interface PeerLinkOptions {
  readonly peer: LinkAddress;
  /** Whether this end makes first offers and restarts first. */
  readonly leads: boolean;
  readonly polite: boolean;
  readonly connect: () => RTCPeerConnection;
  readonly tracks: () => LocalTracks;
  readonly peers: () => number;
  readonly send: (generation: number, body: SignalBody) => Promise<Result<unknown>>;
  /** The view may have changed. */
  readonly onChange: () => void;
  readonly onConnected: () => void;
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
  replace(source: Source, track: MediaStreamTrack | null): Promise<void>;
  /** The number of others changed: other bitrates. */
  tune(peers: number): void;
  setIceServers(servers: RTCIceServer[]): void;
  /** The server, the peer or the network is back: sends what is unsent, and tries a failed link at once. */
  nudge(): void;
  /** Throws the connection away and makes a new one of the next generation, at both ends. */
  rebuild(): void;
  heard(nowMs: number): boolean;
  /** Loudness of the peer's microphone now, linear amplitude 0..1. */
  amplitude(): number;
  close(): void;
}

export function openPeerLink(options: PeerLinkOptions): PeerLink {
  const { peer, leads, polite } = options;
  let generation = 0;
  let connection: LinkConnection;
  let outbox: Outbox;
  let peerAway = false;
  let closed = false;

  let everConnected = false;
  let transportBefore: LinkFacts["transport"] = "new";
  /** A description could not be set: only a rebuild helps. */
  let broken = false;
  let failedAttempts = 0;
  /** An attempt is under way; its failure counts. */
  let attempting = false;
  /** Failed once, and not connected since. */
  let mending = false;
  let timer: ReturnType<typeof setTimeout> | null = null;

  let ownRelayed: boolean | null = null;
  let peerRelayed = false;
  let bytesReceived = 0;
  let lastHeardMs = Number.NEGATIVE_INFINITY;
  /** Candidates that overtook the offer of their generation, which is the newest that the peer named. */
  let early: { readonly generation: number; readonly candidates: readonly SignalBody[] } | null =
    null;
  let statsAmplitude: number | null = null;
  let lastPacketAt = 0;
  let readingsWithoutPacket = 0;

  let view: LinkView = {
    link: "connecting",
    route: null,
    microphone: null,
    camera: null,
    screen: null,
  };

  const refreshView = () => {
    const { transceivers } = connection;
    const next: LinkView = {
      link: linkState({
        transport: transport(),
        everConnected,
        failedAttempts,
        mending,
        peerAway,
      }),
      route: route(),
      microphone: transceivers.remoteTrack("microphone"),
      camera: transceivers.remoteTrack("camera"),
      screen: transceivers.remoteTrack("screen"),
    };
    if (isSameView(view, next)) return;
    view = next;
    options.onChange();
  };

  const transport = () => (broken ? "failed" : connection.transport());
  const route = (): Route | null => {
    if (ownRelayed === null) return null;
    return ownRelayed || peerRelayed ? "relay" : "direct";
  };

  const schedule = (delayMs: number, step: () => void) => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      step();
    }, delayMs);
  };
  const unschedule = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };

  /** One whole attempt to connect again, and what to do if nothing comes of it. */
  const attempt = () => {
    // Nobody is there to answer; the return of the peer's socket starts the next attempt.
    if (peerAway) return;
    attempting = true;
    // Where nothing was ever agreed on, there is nothing to restart: each end may think that the other one offers.
    if (broken || (!connection.makes && !connection.isNegotiated())) rebuild();
    else connection.connection.restartIce();
    flush({ all: false });
    schedule(ATTEMPT_PATIENCE_MS, onAttemptFailed);
  };
  const onAttemptFailed = () => {
    if (attempting) failedAttempts += 1;
    attempting = false;
    mending = everConnected;
    schedule(restartDelayMs(failedAttempts, leads), attempt);
    refreshView();
  };

  const onConnectionChange = () => {
    if (closed) return;
    const now = transport();
    if (now === "connected") {
      everConnected = true;
      failedAttempts = 0;
      attempting = false;
      mending = false;
      unschedule();
      if (transportBefore !== "connected") options.onConnected();
    } else if (now === "failed" && transportBefore !== "failed") {
      // One failure shows on both states of the connection, and stays until the answer to a restart comes.
      onAttemptFailed();
    } else if (now !== "failed" && transportBefore === "failed" && !attempting) {
      // The other end's restart has arrived: that is the attempt, and one of our own would only disturb it.
      attempting = true;
      schedule(ATTEMPT_PATIENCE_MS, onAttemptFailed);
    }
    transportBefore = now;
    refreshView();
  };

  const tellRoute = () => {
    if (ownRelayed !== null) connection.tell({ kind: "route", relayed: ownRelayed });
  };

  const buildConnection = (makes: boolean) => {
    const life = generation;
    const ifCurrent =
      <A extends unknown[]>(step: (...args: A) => void) =>
      (...args: A) => {
        if (!closed && life === generation && connection === built) step(...args);
      };
    outbox = createOutbox(
      (body) => options.send(life, body),
      (retryAfterMs) =>
        setTimeout(
          ifCurrent(() => flush({ all: false })),
          retryAfterMs,
        ),
    );
    const box = outbox;
    const built = createLinkConnection({
      connection: options.connect(),
      makes,
      polite,
      tracks: options.tracks,
      peers: options.peers,
      send: (body) => box.post(body),
      onMessage: ifCurrent((message) => {
        peerRelayed = message.relayed;
        refreshView();
      }),
      onChannelOpen: ifCurrent(tellRoute),
      onChange: ifCurrent(onConnectionChange),
      onError: ifCurrent((error) => {
        console.warn("link: negotiation failed", error);
        // While media flows the old agreement still stands.
        if (connection.transport() === "connected") return;
        broken = true;
        onConnectionChange();
      }),
    });
    connection = built;
    return built;
  };

  const replaceConnection = (next: number, { makes }: { makes: boolean }) => {
    outbox.close();
    connection.close();
    generation = next;
    broken = false;
    transportBefore = "new";
    ownRelayed = null;
    peerRelayed = false;
    bytesReceived = 0;
    buildConnection(makes);
    // If the new one does not connect either, the next attempt is due.
    if (timer === null) schedule(ATTEMPT_PATIENCE_MS, onAttemptFailed);
    refreshView();
  };

  const rebuild = () => replaceConnection(generation + 1, { makes: true });

  const flush = (extent: { all: boolean }) => {
    const offerPending = connection.connection.signalingState === "have-local-offer";
    outbox.flush({ offerPending, connected: transport() === "connected" }, extent);
  };

  const holdEarly = (theirs: number, candidate: SignalBody) => {
    if (early !== null && theirs < early.generation) return;
    const before = early?.generation === theirs ? early.candidates : [];
    early = {
      generation: theirs,
      candidates: [...before, candidate].slice(-HELD_CANDIDATES_MAX),
    };
  };
  const receiveEarly = () => {
    if (early === null || early.generation > generation) return;
    const { generation: theirs, candidates } = early;
    early = null;
    if (theirs < generation) return;
    for (const candidate of candidates) void connection.negotiation.receive(candidate);
  };

  connection = buildConnection(leads);
  schedule(ATTEMPT_PATIENCE_MS, onAttemptFailed);

  return {
    peer,
    view: () => view,

    update(participant) {
      const returned = peerAway && participant.seat === "present";
      peerAway = participant.seat === "away";
      if (returned) this.nudge();
      refreshView();
    },

    receive(theirs, body) {
      if (closed || theirs < generation) return;
      const isOffer = body.kind === "description" && body.type === "offer";
      if (theirs > generation) {
        // A connection costs far more than a signal, and offers are what the server counts most strictly: so nothing
        // else may ask for a new one.
        if (!isOffer) {
          if (body.kind === "candidate") holdEarly(theirs, body);
          return;
        }
        replaceConnection(theirs, { makes: false });
      } else if (isOffer && connection.makes && !connection.isNegotiated()) {
        // Both ends rebuilt at once, and each made transceivers: one of them has to adopt the other's.
        if (!polite) return;
        replaceConnection(theirs, { makes: false });
      }
      void connection.negotiation.receive(body);
      if (body.kind === "description") receiveEarly();
    },

    replace: (source, track) => connection.transceivers.replace(source, track),
    tune: (peers) => connection.transceivers.tune(peers),

    setIceServers(servers) {
      const { connection: pc } = connection;
      pc.setConfiguration({ ...pc.getConfiguration(), iceServers: servers });
    },

    nudge() {
      flush({ all: true });
      if (transport() === "failed" && !attempting) attempt();
    },
    rebuild,

    getStats: () => connection.connection.getStats(),
    take(sample: LinkSample) {
      if (sample.bytesReceived > bytesReceived) lastHeardMs = Date.now();
      bytesReceived = sample.bytesReceived;
      statsAmplitude = sample.audioAmplitude;
      if (sample.relayed !== null) ownRelayed = sample.relayed;
      // Said again in every round: a lost word is mended, and a link with nothing to send stays audible.
      tellRoute();
      refreshView();
    },
    heard: (nowMs) => nowMs - lastHeardMs <= HEARD_WITHIN_MS,

    amplitude() {
      const source = connection.transceivers.receiver("microphone")?.getSynchronizationSources()[0];
      if (source === undefined) return 0;
      // With DTX a silent microphone sends next to nothing, and the last loudness would stand for seconds.
      readingsWithoutPacket = source.timestamp === lastPacketAt ? readingsWithoutPacket + 1 : 0;
      lastPacketAt = source.timestamp;
      if (readingsWithoutPacket >= SILENT_AFTER_READINGS) return 0;
      return source.audioLevel ?? statsAmplitude ?? 0;
    },

    close() {
      closed = true;
      unschedule();
      outbox.close();
      connection.close();
    },
  };
}

function isSameView(a: LinkView, b: LinkView): boolean {
  return (
    a.link === b.link &&
    a.route === b.route &&
    a.microphone === b.microphone &&
    a.camera === b.camera &&
    a.screen === b.screen
  );
}
