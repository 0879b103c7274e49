/** The link to one session of one peer: keeps a connection, follows its generations, and tries again when it fails. */

import { type Result, success } from "#protocol/failure.ts";
import type { PeerMessage, Route } from "#protocol/link.ts";
import type { SignalBody } from "#protocol/signal.ts";
import type { LinkTrouble } from "../link-words.ts";
import type { LinkSample } from "../stats/link-sample.ts";
import { THRESHOLDS } from "../thresholds.ts";
import { monotonicMs } from "../ticker.ts";
import type { LinkView, NetworkHint } from "../topology.ts";
import { createEarlyCandidates } from "./early-candidates.ts";
import { createHeartbeat, type Heartbeat } from "./heartbeat.ts";
import { withoutAddresses } from "./hidden-address.ts";
import { createLinkConnection, type LinkConnection } from "./link-connection.ts";
import type { PeerLink, PeerLinkOptions } from "./link-contract.ts";
import { createLinkLoudness } from "./link-loudness.ts";
import { linkState, type Transport } from "./link-state.ts";
import { isSameView, NEW_LINK } from "./link-view.ts";
import { createMediaWatchdog } from "./media-watchdog.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { createPathProbing, isBadPath } from "./path-probing.ts";
import { createPeerIdentity } from "./peer-identity.ts";
import {
  firstConnection,
  hurry,
  isExhausted,
  type Loss,
  lossSince,
  nextStep,
  type RecoveryStep,
  stepOfPeer,
  type TraversalLevel,
  withStep,
} from "./recovery.ts";

/** Something arrived so recently that the peer counts as heard. */
const HEARD_WITHIN_MS = 3_000;
/**
 * To close a connection takes a browser up to a fifth of a second. Where nothing came over it any more, the next one's
 * offer need not wait for that.
 */
const RETIRED_FOR_MS = 500;

export function openPeerLink(options: PeerLinkOptions): PeerLink {
  const { peer, leads, polite, health } = options;
  let generation = 0;
  let connection: LinkConnection;
  let outbox: Outbox;
  let peerAway = false;
  let peerSends = { microphone: false, camera: false };
  let closed = false;

  let everConnected = false;
  let transportBefore: Transport = "new";
  /** A description could not be set: only a rebuild helps. */
  let broken = false;
  let level: TraversalLevel = 0;

  /** Connections that were replaced a moment ago. */
  const retired = new Set<LinkConnection>();
  let heartbeat: Heartbeat = createHeartbeat(monotonicMs());
  const probing = createPathProbing();
  const watchdog = createMediaWatchdog();
  /** Frames a second of its camera that the peer said last it encodes for this end; null where it does not say. */
  let peerFrameRate: number | null = null;
  let beatDueMs = 0;
  let asking = false;
  let keyFramesUntilMs = Number.NEGATIVE_INFINITY;
  /** Whether media has flowed since the link was opened. */
  let wasUp = false;
  let keyFrameDueMs = Number.NEGATIVE_INFINITY;
  /** Until the next but one. */
  let keyFrameGapMs: number = THRESHOLDS.keyFrameEveryMs;
  /** Round trip of the path when it last worked. */
  let rttMs = 0;
  /** Null while media flows. */
  /** When the browser is to check again what it gives up. */
  let pathDueMs = Number.NEGATIVE_INFINITY;
  let loss: Loss | null = firstConnection(monotonicMs());
  let wasSilent = false;
  /** This end was out of reach since its last restart, so the addresses that it offered then may be gone. */
  let wasCutSinceRestart = false;
  /** When the connection of now last came a step further on its way to being connected. */
  let progressMs = Number.NEGATIVE_INFINITY;
  /** When the peer last offered something: its attempt to mend, if this end finds out later. */
  let offered: { readonly step: RecoveryStep; readonly atMs: number } | null = null;

  /** A new connection is wanted, for other paths. */
  let isMoving = false;
  let ownRelayed: boolean | null = null;
  let peerRelayed = false;
  let cameraPaused = false;
  let bytesReceived = 0;
  let signsOfLife = 0;
  /** When the peer last signaled anything. */
  let signaledMs = Number.NEGATIVE_INFINITY;
  /** When something of the call last came: media, a beat, a message. */
  let arrivedMs = Number.NEGATIVE_INFINITY;
  /** When the last sample was taken. */
  let sampledMs = Number.NEGATIVE_INFINITY;
  const early = createEarlyCandidates();
  const identity = createPeerIdentity({
    remoteSdp: () => connection.connection.remoteDescription?.sdp,
    canSignal: options.canSignal,
  });
  const loudness = createLinkLoudness({
    receiver: () => connection.transceivers.receiver("microphone"),
    isShortOfProcessor: options.isShortOfProcessor,
  });

  let view = NEW_LINK;

  const refreshView = () => {
    const { transceivers } = connection;
    const nowMs = monotonicMs();
    const exhausted = loss !== null && isExhausted(loss, options.means(), nowMs);
    const state = linkState({
      everConnected,
      silentMs: heartbeat.silentMs(nowMs),
      allowanceMs: heartbeat.allowanceMs(),
      isLost: loss !== null,
      isExhausted: exhausted,
    });
    const next: LinkView = {
      link: state,
      route: route(),
      trouble: exhausted ? troubleOf() : null,
      microphone: transceivers.remoteTrack("microphone"),
      camera: transceivers.remoteTrack("camera"),
      screen: transceivers.remoteTrack("screen"),
      screenSound: transceivers.remoteTrack("screenSound"),
      cameraPaused,
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

  /** Why whole ladders bring nothing, as far as this end can tell. */
  const troubleOf = (): LinkTrouble => {
    if (!options.means().relay) return "no-relay";
    return connection.foundRelay() ? "unreachable" : "relay-unreachable";
  };

  const flush = (extent: { all: boolean }) => {
    const offerPending = connection.connection.signalingState === "have-local-offer";
    outbox.flush({ offerPending, connected: transport() === "connected" }, extent);
  };

  const take = (step: RecoveryStep, nowMs: number) => {
    if (loss === null) return;
    loss = withStep(loss, step, nowMs);
    health.restarted(step);
    // Where nothing was ever agreed on, there is nothing to restart: each end may think that the other one offers.
    const isWhole = !broken && !connection.hasLostKeys();
    const restartable = isWhole && (connection.makes || connection.isNegotiated());
    if (step.isRepeat === true && isWhole && !restartable && isFirstRepeat(loss)) wishForRestart();
    else if (step.kind === "full" || !restartable) rebuild(step.level);
    else if (!leads && connection.isNegotiated()) wishForRestart();
    else if (!isOffering()) restart();
    flush({ all: true });
  };

  const isFirstRepeat = ({ steps }: Loss) =>
    steps.filter(({ step }) => step.isRepeat === true).length === 1;

  /** Only the end that leads offers on what both have agreed on, so that offers do not meet; the other one asks. */
  const restart = () => {
    wasCutSinceRestart = false;
    connection.connection.restartIce();
  };
  const wishForRestart = () => void sendSignal(generation, { kind: "restart" });
  /** Agreed on a moment ago and on the way to being connected: a restart would only begin that again. */
  const isGettingOn = () =>
    !everConnected &&
    connection.isNegotiated() &&
    monotonicMs() - progressMs < THRESHOLDS.gettingOnForMs;
  /** The peer hears nothing, and asks. */
  const onRestartWish = () => {
    if (!leads || isGettingOn()) return;
    // The offer of a computer that is short of everything comes late; it is better than one of the other end.
    if (isOffering() || !connection.isNegotiated()) flush({ all: true });
    else if (connection.connection.signalingState === "stable") restart();
    if (loss !== null && connection.isNegotiated())
      loss = withStep(loss, stepOfPeer("fast", level), monotonicMs());
  };
  /** An offer is on its way that is still good: another restart would only follow it. */
  const isOffering = () =>
    connection.connection.signalingState === "have-local-offer" && !wasCutSinceRestart;

  /** Whether media is gone for so long, or so surely, that waiting is no use. */
  const isGone = (nowMs: number) =>
    broken ||
    transport() === "failed" ||
    heartbeat.silentMs(nowMs) >= Math.max(THRESHOLDS.reconnectAfterMs, 2 * heartbeat.allowanceMs());

  /** Compares what is with what should be, and does the next step of mending if it is due. */
  const judge = (nowMs: number) => {
    if (loss === null) {
      if (!isGone(nowMs)) return;
      loss = lossSince(nowMs);
      if (everConnected) health.lost(nowMs, heartbeat.silentMs(nowMs));
      rttMs = heartbeat.figures().rttMs ?? rttMs;
      // The peer found out first, and its attempt is under way.
      if (offered !== null && nowMs - offered.atMs < offered.step.patienceMs)
        loss = withStep(loss, offered.step, offered.atMs);
    } else if (
      transport() === "connected" &&
      heartbeat.missedMs(nowMs) < THRESHOLDS.suspectAfterMs &&
      // Checks may pass where nothing else does.
      nowMs - arrivedMs < heartbeat.allowanceMs() &&
      !broken
    ) {
      healed(nowMs);
      return;
    }
    // Nobody is there to answer; the return of the socket, or of the peer's, starts the next attempt.
    if (options.canSignal() ? peerAway : !mayCarry()) return;
    const { step, dueMs } = upNext(loss);
    if (nowMs >= dueMs) take(step, nowMs);
  };
  const upNext = (current: Loss) =>
    nextStep(current, options.means(), {
      leads,
      answered: signaledMs >= current.sinceMs,
      isTrying: everConnected && transport() !== "failed",
      progressMs,
      rttMs,
      random: jitter,
    });
  /** Of this link: two links of one person that were lost together are not mended in the same moment each time. */
  const jitter = Math.random();

  const healed = (nowMs: number) => {
    const last = loss?.steps.at(-1)?.step;
    health.healed(
      nowMs,
      last === undefined
        ? { kind: "none", level }
        : { kind: loss?.hurried === true ? "hurry" : last.kind, level },
    );
    loss = null;
    heartbeat.forgetLosses();
    // A first connection begins with a key frame by itself.
    if (wasUp) beginWithKeyFrames(nowMs);
    wasUp = true;
    // Before the first key frame is made, so that its size is one for a path that is just back.
    refreshView();
    options.onSilence();
  };

  /** The path is back, and the peer has nothing to decode the next frame from. */
  const beginWithKeyFrames = (nowMs: number) => {
    keyFramesUntilMs = nowMs + THRESHOLDS.keyFramesForMs;
    keyFrameGapMs = THRESHOLDS.keyFrameEveryMs;
  };

  /** Something of the call came, and not merely a check of the path. */
  const arrived = (atMs: number) => {
    arrivedMs = Math.max(arrivedMs, atMs);
    heartbeat.heard(atMs);
  };

  /** The path of before is gone with its address, and a restarted browser would hold on to it. */
  const holdsOn = (network: NetworkHint | null, nowMs: number) => {
    const before = [...connection.hostAddresses()];
    // An empty list is one that the browser keeps to itself.
    const addresses = network?.addresses ?? new Set();
    const hasMoved =
      before.length > 0 && addresses.size > 0 && !before.some((one) => addresses.has(one));
    return everConnected && hasMoved && heartbeat.silentMs(nowMs) < THRESHOLDS.holdsOnForMs;
  };

  /** Looks whether packets come that are no beats: at those that were played, and if need be in the statistics. */
  const lookForPackets = (nowMs: number) => {
    if (transport() === "new") return;
    // Each look has the page wait for two threads of the browser: while beats come, they say enough.
    if (heartbeat.missedMs(nowMs) < THRESHOLDS.doubtAfterMs && everConnected && loss === null)
      return;
    if (connection.hasNewMedia(nowMs)) arrived(nowMs);
    if (heartbeat.missedMs(nowMs) < THRESHOLDS.suspectAfterMs || asking || !everConnected) return;
    asking = true;
    void options.askForSample().finally(() => {
      asking = false;
    });
  };

  /** The path carries, but a source that the peer sends does not come over it. */
  const lookForSources = ({ received: { microphone, camera } }: LinkSample) => {
    if (loss !== null || wasSilent || peerAway || !options.canSignal())
      return watchdog.reset(sampledMs);
    const sources = [
      { isDue: peerSends.microphone, packets: microphone?.packets ?? 0 },
      { isDue: peerSends.camera && (peerFrameRate ?? 0) > 0, packets: camera?.packets ?? 0 },
    ];
    if (watchdog.look(sources, sampledMs)) replaceAt(level, sampledMs);
  };

  /** The path carries, but badly: maybe another one is better. */
  const probe = (nowMs: number) => {
    if (loss !== null || !leads || peerAway || !options.canSignal()) return;
    if (connection.connection.signalingState !== "stable") return;
    if (options.areAllPathsBad()) return;
    if (probing.isDue(heartbeat.figures(), nowMs)) restart();
  };

  const sendBeat = (nowMs: number) => {
    if (nowMs < beatDueMs) return;
    const silent = heartbeat.missedMs(nowMs) >= THRESHOLDS.suspectAfterMs;
    const usualMs = options.isShortOfProcessor() ? THRESHOLDS.beatWhenShortMs : THRESHOLDS.beatMs;
    // In doubt more often: whichever end hears the path again first can tell the other.
    const everyMs = silent ? THRESHOLDS.silentTickMs : usualMs;
    beatDueMs = nowMs + everyMs;
    connection.beat(() => heartbeat.next(nowMs, everyMs));
  };

  const watchSilence = (nowMs: number) => {
    const isSilent = everConnected && heartbeat.silentMs(nowMs) >= heartbeat.allowanceMs();
    connection.transceivers.holdPictures(isSilent && transport() !== "new");
    if (isSilent === wasSilent) return;
    wasSilent = isSilent;
    if (isSilent) health.silent(nowMs, heartbeat.silentMs(nowMs));
    // A silence that was mended is reported with the step that mended it.
    else if (loss === null) health.healed(nowMs, { kind: "none", level });
    // A short cut leaves no loss behind, but frames that nobody can decode.
    if (!isSilent) beginWithKeyFrames(nowMs);
    options.onSilence();
  };

  /** What an end that hears nothing looks for, so that no moment of a path that is back is lost. */
  const look = (nowMs: number) => {
    lookForPackets(nowMs);
    sendBeat(nowMs);
    watchSilence(nowMs);
  };

  /** Has the browser look for a path that it gives up, in case that comes back. */
  const keepPath = (nowMs: number) => {
    const silentMs = heartbeat.silentMs(nowMs);
    if (silentMs < THRESHOLDS.pathGivenUpMs || nowMs < pathDueMs) return;
    pathDueMs =
      nowMs +
      (silentMs < THRESHOLDS.pathOldMs ? THRESHOLDS.pathToldEveryMs : THRESHOLDS.pathOldEveryMs);
    connection.checkPathsAgain();
  };

  const onConnectionChange = () => {
    if (closed) return;
    const now = transport();
    const nowMs = monotonicMs();
    if (now !== "failed" && now !== "disconnected") progressMs = nowMs;
    if (now === "connected" && transportBefore !== "connected") {
      everConnected = true;
      // Checks and handshakes went both ways a moment ago.
      arrived(nowMs);
      watchSilence(nowMs);
      options.onConnected();
    }
    transportBefore = now;
    judge(nowMs);
    refreshView();
  };

  const tellRoute = () => {
    if (ownRelayed !== null) connection.tell({ kind: "route", relayed: ownRelayed });
  };

  /** Without a known identity no description of the peer could be taken. */
  const mayCarry = () => options.canCarry() && identity.known() !== null;

  /** Through the server; while that is away, over the link itself, as long as that is heard; else through a third. */
  const sendSignal = async (life: number, signal: SignalBody): Promise<Result<unknown>> => {
    const body = options.hidesAddress() ? withoutAddresses(signal) : signal;
    if (body === null) return success(null);
    if (!options.canSignal()) {
      const message: PeerMessage = { kind: "signal", generation: life, body };
      if (!wasSilent && connection.tell(message)) return success(null);
      if (mayCarry() && (await options.carry(life, body))) return success(null);
    }
    return await options.send(life, body);
  };

  const buildConnection = (makes: boolean) => {
    const life = generation;
    const lifeLevel = level;
    heartbeat = createHeartbeat(monotonicMs());
    const addressed = (body: SignalBody): SignalBody =>
      body.kind === "description" && body.type === "offer"
        ? { ...body, makes, ...(lifeLevel > 0 && { level: lifeLevel }) }
        : body;
    const ifCurrent =
      <A extends unknown[]>(step: (...args: A) => void) =>
      (...args: A) => {
        if (!closed && life === generation && connection === built) step(...args);
      };
    outbox = createOutbox(
      (body) => sendSignal(life, body),
      (retryAfterMs) =>
        setTimeout(
          ifCurrent(() => flush({ all: false })),
          retryAfterMs,
        ),
    );
    const box = outbox;
    const built = createLinkConnection({
      connection: options.connect(level, { hasMoved: loss?.holdsOn === true }),
      makes,
      polite,
      tracks: options.tracks,
      peers: options.peers,
      plan: options.plan,
      send: (body) => box.post(addressed(body)),
      onMessage: ifCurrent((message) => {
        switch (message.kind) {
          case "route":
            peerRelayed = message.relayed;
            refreshView();
            break;
          case "received":
            health.received(message, monotonicMs());
            peerFrameRate = message.sentFrameRate;
            break;
          case "paused":
            cameraPaused = message.camera;
            refreshView();
            break;
          case "signal":
            if (identity.mayComeDirectly(message.body)) receive(message.generation, message.body);
            break;
          default:
            options.onMessage(message);
        }
      }),
      onChannelOpen: ifCurrent(() => {
        tellRoute();
        options.onOpen();
      }),
      onStream: ifCurrent(options.onStream),
      onBeat: ifCurrent((beat) => {
        const nowMs = monotonicMs();
        arrivedMs = nowMs;
        heartbeat.take(beat, nowMs);
        // Not with the next tick: pictures wait for it.
        if (wasSilent) watchSilence(nowMs);
      }),
      // The peer may have missed the offer that this end insists on.
      onOfferIgnored: ifCurrent(() => flush({ all: true })),
      onGlare: ifCurrent(() => replaceAt(level, monotonicMs())),
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

  const retire = (old: LinkConnection) => {
    old.retire();
    retired.add(old);
    setTimeout(() => {
      retired.delete(old);
      old.close();
    }, RETIRED_FOR_MS);
  };

  const replaceConnection = (next: number, options: { makes: boolean; level: TraversalLevel }) => {
    identity.known();
    outbox.close();
    if (wasSilent) retire(connection);
    else connection.close();
    generation = next;
    level = options.level;
    broken = false;
    wasCutSinceRestart = false;
    progressMs = Number.NEGATIVE_INFINITY;
    transportBefore = "new";
    // Whoever asked for it, a new connection keeps to the paths of now.
    isMoving = false;
    ownRelayed = null;
    peerRelayed = false;
    cameraPaused = false;
    peerFrameRate = null;
    bytesReceived = 0;
    signsOfLife = 0;
    buildConnection(options.makes);
    refreshView();
  };

  const rebuild = (at: TraversalLevel) =>
    replaceConnection(generation + 1, { makes: true, level: at });

  const refreshServers = () => {
    const { connection: pc } = connection;
    pc.setConfiguration({ ...pc.getConfiguration(), ...options.paths(level) });
  };

  const moveIfPossible = (nowMs: number) => {
    if (!isMoving || closed || peerAway || !options.canSignal()) return;
    isMoving = false;
    const { relay, fromLevel } = options.means();
    replaceAt(relay ? fromLevel : 0, nowMs);
  };

  /** A new connection in the place of one that may work: meant, but mended like a loss if it comes to nothing. */
  const replaceAt = (at: TraversalLevel, nowMs: number) => {
    loss = withStep(lossSince(nowMs), stepOfPeer("full", at), nowMs);
    rebuild(at);
  };

  /** Signals come at least once; an offer that comes again is no further attempt. */
  let countedOffer: string | null = null;
  const onOffer = (step: RecoveryStep, sdp: string) => {
    if (sdp === countedOffer) return;
    countedOffer = sdp;
    offered = { step, atMs: monotonicMs() };
    if (loss !== null) loss = withStep(loss, step, offered.atMs);
  };

  function receive(theirs: number, body: SignalBody): void {
    if (closed) return;
    signaledMs = monotonicMs();
    if (theirs < generation) return;
    if (body.kind === "restart") {
      if (theirs === generation) onRestartWish();
      return;
    }
    const isOffer = body.kind === "description" && body.type === "offer";
    if (theirs > generation) {
      // A connection costs far more than a signal, and offers are what the server counts most strictly: so nothing
      // else may ask for a new one.
      if (!isOffer) {
        if (body.kind === "candidate") early.hold(theirs, body);
        return;
      }
      const theirLevel = levelOf(body);
      replaceConnection(theirs, { makes: false, level: theirLevel });
      onOffer(stepOfPeer("full", theirLevel), body.sdp);
    } else if (isOffer && connection.makes && !connection.isNegotiated()) {
      if (body.makes !== true) {
        // The peer adopted what this end made, and restarts already: its answer was lost on the way.
        flush({ all: true });
        return;
      }
      // Both ends rebuilt at once, and each made transceivers: one of them has to adopt the other's.
      if (!polite) return;
      replaceConnection(theirs, { makes: false, level: levelOf(body) });
    } else if (isOffer) {
      // The first offer of all is no restart of anything, and takes as long as a new connection.
      onOffer(stepOfPeer(connection.isNegotiated() ? "fast" : "full", level), body.sdp);
    }
    if (body.kind === "description") progressMs = signaledMs;
    void connection.negotiation.receive(body);
    if (body.kind === "description")
      for (const candidate of early.take(generation))
        void connection.negotiation.receive(candidate);
  }

  connection = buildConnection(leads);

  return {
    peer,
    view: () => view,

    update(participant) {
      const returned = peerAway && participant.seat === "present";
      peerAway = participant.seat === "away";
      peerSends = { microphone: participant.microphone, camera: participant.camera };
      if (returned) this.nudge(null);
      refreshView();
    },

    receive,
    receiveCarried(theirs, body) {
      const isOffer =
        body.kind === "restart" || (body.kind === "description" && body.type === "offer");
      // A third may hold back what it carries; nothing of long ago may disturb a link that is heard.
      const isMissed =
        loss !== null || heartbeat.missedMs(monotonicMs()) >= THRESHOLDS.suspectAfterMs;
      if (identity.mayCome(body) && (isMissed || !isOffer)) receive(theirs, body);
    },

    replace: (source, track) => connection.transceivers.replace(source, track),
    tune: (peers) => connection.transceivers.tune(peers, options.plan()),

    refreshServers,
    movePaths() {
      isMoving = true;
      // Without the server the connection that is there goes on, but finds no more paths that it may not use.
      refreshServers();
      moveIfPossible(monotonicMs());
      refreshView();
    },

    tick(nowMs, lateMs = 0) {
      if (closed) return;
      if (lateMs > THRESHOLDS.tickMs) heartbeat.heldUp(lateMs, nowMs);
      if (!options.canSignal() && !mayCarry()) wasCutSinceRestart = true;
      moveIfPossible(nowMs);
      look(nowMs);
      if (wasSilent) keepPath(nowMs);
      if (wasSilent) setTimeout(() => !closed && look(monotonicMs()), THRESHOLDS.silentTickMs);
      judge(nowMs);
      probe(nowMs);
      if (loss === null) connection.keepPacketLength(nowMs);
      if (nowMs < keyFramesUntilMs && nowMs >= keyFrameDueMs) {
        keyFrameDueMs = nowMs + keyFrameGapMs;
        keyFrameGapMs *= 2;
        connection.transceivers.makeKeyFrames();
      }
      refreshView();
    },

    nudge(network) {
      flush({ all: true });
      const nowMs = monotonicMs();
      if (loss === null && heartbeat.silentMs(nowMs) >= heartbeat.allowanceMs())
        loss = lossSince(nowMs);
      if (loss !== null && everConnected)
        loss = hurry(loss, nowMs, { holdsOn: holdsOn(network, nowMs) });
      judge(nowMs);
      refreshView();
    },
    reconnectNow() {
      const nowMs = monotonicMs();
      if (loss === null) return;
      take(upNext(loss).step, nowMs);
      refreshView();
    },
    rebuild: () => rebuild(0),

    getStats: () => connection.connection.getStats(),
    take(sample: LinkSample) {
      const checks = sample.checksReceived ?? 0;
      // What came between two samples came after the first; how long after, nobody can say.
      if (sample.bytesReceived > bytesReceived) arrived(sampledMs);
      else if (checks > signsOfLife && sampledMs - arrivedMs < THRESHOLDS.checksVouchMs)
        heartbeat.heard(sampledMs);
      sampledMs = monotonicMs();
      health.sampled({ sample, heartbeat: heartbeat.figures(), peer: peerSends }, sampledMs);
      const report = health.report(sampledMs);
      if (report !== null)
        connection.tell({ ...report, kind: "received", others: [...report.others] });
      bytesReceived = sample.bytesReceived;
      signsOfLife = checks;
      loudness.sampled(sample.audioAmplitude);
      options.onSample(sample);
      lookForSources(sample);
      if (sample.relayed !== null) ownRelayed = sample.relayed;
      // Said again in every round: a lost word is mended, and a link with nothing to send stays audible.
      tellRoute();
      refreshView();
    },
    tell: (message) => connection.tell(message),
    openStream: (label) => connection.openStream(label),
    recentRttMs: () => heartbeat.recentRttMs(),
    isSilent: () => wasSilent,
    isOpen: () => loss === null && !wasSilent && transport() === "connected",
    repeat() {
      flush({ all: true });
      if (loss !== null && !leads && connection.isNegotiated()) wishForRestart();
    },
    isBad: () => isBadPath(heartbeat.figures()),
    heard: () => everConnected && heartbeat.silentMs(monotonicMs()) <= HEARD_WITHIN_MS,

    amplitude: loudness.now,

    close() {
      closed = true;
      outbox.close();
      connection.close();
      for (const old of retired) old.close();
    },
  };
}

function levelOf(body: SignalBody): TraversalLevel {
  const level = body.kind === "description" ? body.level : undefined;
  return level === 1 || level === 2 ? level : 0;
}
