/** A topology in which every pair of participants has a link of its own. */

import type { Result } from "#protocol/failure.ts";
import type { ParticipantId, SessionId } from "#protocol/ids.ts";
import type { PeerMessage } from "#protocol/link.ts";
import type { IceServer, ParticipantState } from "#protocol/room.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { SendSignal, Signal } from "#protocol/signal.ts";
import type { Health } from "../health-store.ts";
import type { Saving } from "../saving-store.ts";
import type { SessionSigner } from "../session-key.ts";
import { startStatsPoller } from "../stats/poller.ts";
import { THRESHOLDS } from "../thresholds.ts";
import { monotonicMs, type StartTicker, startWorkerTicker } from "../ticker.ts";
import type { LinkView, LinkViews, SelfAddress, Source, Topology } from "../topology.ts";
import type { Carrier, createCarrier } from "./carrier.ts";
import type { Connect } from "./fresh-connection.ts";
import { meansOf, serversFor } from "./ice-paths.ts";
import type { PeerLink } from "./link-contract.ts";
import { createPagePace } from "./page-pace.ts";
import { openPeerLink } from "./peer-link.ts";
import { isPolite, leadsLink, reconcile } from "./reconcile.ts";
import type { TraversalLevel } from "./recovery.ts";
import { createUploads } from "./uploads.ts";

/** Signals that overtook the news of their sender's session are kept for it, up to this many. */
const EARLY_SIGNALS_MAX = 200;
/** With so many links that are all bad, the trouble is at this end. */
const OWN_TROUBLE_FROM_LINKS = 3;

export interface MeshOptions {
  readonly self: SelfAddress;
  readonly code: RoomCode;
  readonly iceServers: readonly IceServer[];
  /** What the person chose so far; what is chosen later comes with `setSaving`. */
  readonly saving: Saving;
  /** Shared by all links, so that the session has one identity. Null lets the browser make one each. */
  readonly certificate: RTCCertificate | null;
  /** Signs what others carry for this end. Null where the browser cannot: then nobody carries anything for it. */
  readonly signer: SessionSigner | null;
  /** Makes connections that know the networks of this moment; the page's own, where it is not said. */
  readonly connectFresh?: Connect;
  readonly send: (signal: SendSignal) => Promise<Result<unknown>>;
  /** Whether the server can be reached now. */
  readonly canSignal: () => boolean;
  /** Whether it is known that the server cannot be reached, and no mere doubt. */
  readonly isServerAway: () => boolean;
  /** The views changed. */
  readonly onChange: () => void;
  /** A link fell silent or is heard again. */
  readonly onSilence: () => void;
  /** Where links tell how they do. */
  readonly health: Pick<Health, "link" | "forget" | "computer" | "getSnapshot">;
  /** A message of a peer over its link. */
  readonly onMessage: (from: ParticipantId, message: PeerMessage) => void;
  /** This peer opened a data channel for something of its own. */
  readonly onStream: (from: ParticipantId, channel: RTCDataChannel) => void;
  /** Messages can be told to this peer, for the first time or again. */
  readonly onOpen: (peer: ParticipantId) => void;
  /** Loads what others are carried by, once there are others: the page before a call need not wait for it. */
  readonly loadCarrier?: () => Promise<typeof createCarrier>;
  /** Whether this end is the one who speaks; never, where it is not said. */
  readonly isSpeaking?: () => boolean;
  /** The clock of the watch; replaced in tests. */
  readonly startTicker?: StartTicker;
}

export function createMesh(options: MeshOptions): Topology {
  const { self, certificate } = options;
  const links = new Map<ParticipantId, PeerLink>();
  const tracks: Record<Source, MediaStreamTrack | null> = {
    microphone: null,
    camera: null,
    screen: null,
    screenSound: null,
  };
  let iceServers = toRtcIceServers(options.iceServers);
  let saving = options.saving;
  /** Direct paths to these sessions were given up. */
  const relayed = new Set<SessionId>();
  let peers = 0;
  let views: LinkViews = new Map();
  let early: readonly Signal[] = [];
  let closed = false;

  const pace = createPagePace(THRESHOLDS.tickMs, THRESHOLDS.wakeGapMs);
  const uploads = createUploads({
    links: () => links,
    tracks: () => tracks,
    saving: () => saving,
    isSpeaking: options.isSpeaking ?? (() => false),
    isShortOfProcessor: () => pace.isShort(),
  });
  let carrier: Carrier | null = null;
  let others: readonly ParticipantState[] = [];
  let isCarrierAsked = false;
  const loadCarrier = async () => {
    if (isCarrierAsked) return;
    isCarrierAsked = true;
    try {
      const create = await (options.loadCarrier ?? importCarrier)();
      carrier = create({
        self,
        code: options.code,
        signer: options.signer,
        links: () => links,
        isServerAway: options.isServerAway,
        nowMs: monotonicMs,
      });
      carrier.learn(others);
    } catch {
      // The network may be gone already; the next link to connect asks again.
      isCarrierAsked = false;
    }
  };
  const poller = startStatsPoller(() => links.values());
  let lastTickMs = monotonicMs();
  const ticker = (options.startTicker ?? startWorkerTicker)(THRESHOLDS.tickMs, (nowMs) => {
    // This computer slept, or the process was stopped: nothing that was known still holds.
    const woke = nowMs - lastTickMs > THRESHOLDS.wakeGapMs;
    const lateMs = woke ? 0 : Math.max(0, nowMs - lastTickMs - THRESHOLDS.tickMs);
    lastTickMs = nowMs;
    pace.ticked(nowMs);
    options.health.computer(pace.isShort());
    for (const link of links.values())
      guarded(() => {
        if (woke) link.nudge(null);
        link.tick(nowMs, lateMs);
      });
    guarded(() => carrier?.tick(nowMs));
    guarded(() => uploads.tick(nowMs));
    if (woke) options.onSilence();
  });

  const refreshViews = () => {
    if (closed) return;
    const next = new Map<ParticipantId, LinkView>();
    for (const [id, link] of links) next.set(id, link.view());
    const same =
      next.size === views.size && [...next].every(([id, view]) => views.get(id) === view);
    if (same) return;
    views = next;
    options.onChange();
  };

  /** A NAT on the way changes its mapping all the time: direct paths are lost as soon as they are found. */
  const isRestless = (id: ParticipantId) =>
    (options.health.getSnapshot().links.get(id)?.mappingChanges ?? 0) >
    THRESHOLDS.mappingChangesPerMinute;

  /** What a connection of this level may use; who hides an address uses relays alone, whatever the level. */
  const pathsOf = (level: TraversalLevel, session: SessionId) => {
    const own = level === 0 && saving.hideAddress ? 1 : raised(level, levelTo(session));
    return {
      iceServers: serversFor(own, iceServers),
      iceTransportPolicy: own === 0 ? ("all" as const) : ("relay" as const),
    };
  };
  /** From which level on connections to a session are made. */
  const levelTo = (session: SessionId): TraversalLevel => (relayed.has(session) ? 1 : 0);

  /** Each of two bad paths may have a cause of its own; more than that do not go bad together by chance. */
  const areAllPathsBad = () =>
    links.size >= OWN_TROUBLE_FROM_LINKS && [...links.values()].every((link) => link.isBad());

  const open = (me: ParticipantState, participant: ParticipantState) => {
    const peer = { id: participant.id, session: participant.session };
    const link = openPeerLink({
      peer,
      leads: leadsLink(me, participant),
      polite: isPolite(self.id, peer.id),
      connect: (level, { hasMoved }) => {
        const configuration: RTCConfiguration = {
          ...pathsOf(level, peer.session),
          bundlePolicy: "max-bundle",
          rtcpMuxPolicy: "require",
          ...(certificate && { certificates: [certificate] }),
        };
        const connect = hasMoved ? options.connectFresh : undefined;
        return connect?.(configuration) ?? new RTCPeerConnection(configuration);
      },
      tracks: () => tracks,
      peers: () => peers,
      plan: () => uploads.planOf(peer.id),
      send: (generation, body) =>
        options.send({ to: peer.id, toSession: peer.session, generation, body }),
      canSignal: options.canSignal,
      canCarry: () => carrier?.canReach(peer) ?? false,
      carry: async (generation, body) => (await carrier?.send(peer, generation, body)) ?? false,
      hidesAddress: () => saving.hideAddress,
      paths: (level) => pathsOf(level, peer.session),
      means: () => ({
        ...meansOf(iceServers),
        fromLevel: isRestless(peer.id) ? 1 : levelTo(peer.session),
      }),
      areAllPathsBad,
      isShortOfProcessor: () => pace.isShort(),
      onChange: refreshViews,
      onConnected: () => {
        void poller.poll(link);
        void loadCarrier();
      },
      onSilence: () => {
        guarded(() => uploads.tick(monotonicMs()));
        options.onSilence();
      },
      health: options.health.link(peer.id),
      onMessage: (message) => {
        if (links.get(peer.id) !== link) return;
        if (message.kind === "carried") carrier?.receive(peer, message);
        else if (!uploads.hear(peer.id, message)) options.onMessage(peer.id, message);
      },
      onOpen: () => {
        uploads.opened(peer.id);
        options.onOpen(peer.id);
      },
      onStream: (channel) => {
        if (links.get(peer.id) === link) options.onStream(peer.id, channel);
        else channel.close();
      },
      onSample: (sample) => uploads.sampled(peer.id, sample, monotonicMs()),
      askForSample: async () => {
        const asked = links.get(peer.id);
        if (asked !== undefined) await poller.poll(asked);
      },
    });
    links.set(peer.id, link);
    const waiting = early.filter(({ fromSession }) => fromSession === peer.session);
    early = early.filter(({ fromSession }) => fromSession !== peer.session);
    for (const { generation, body } of waiting) link.receive(generation, body);
  };

  return {
    reconcile(me, next) {
      others = next;
      const change = reconcile(
        others,
        [...links.values()].map(({ peer }) => peer),
      );
      const peersBefore = peers;
      peers = others.length;
      carrier?.learn(others);
      for (const { id } of change.close) {
        const link = links.get(id);
        guarded(() => link?.close());
        if (link !== undefined) relayed.delete(link.peer.session);
        links.delete(id);
        uploads.forget(id);
        if (!others.some((other) => other.id === id)) options.health.forget(id);
      }
      for (const participant of change.open) guarded(() => open(me, participant));
      if (peers !== peersBefore) uploads.changed();
      for (const participant of others)
        guarded(() => {
          const link = links.get(participant.id);
          link?.update(participant);
          if (peers !== peersBefore) link?.tune(peers);
        });
      refreshViews();
    },

    async publish(source, track) {
      tracks[source] = track;
      uploads.changed();
      // A sender that refuses a track keeps that link without it; the others are not concerned.
      await Promise.allSettled([...links.values()].map((link) => link.replace(source, track)));
    },

    receive(signal) {
      if (closed || signal.toSession !== self.session) return;
      const link = links.get(signal.from);
      if (link?.peer.session === signal.fromSession) {
        guarded(() => link.receive(signal.generation, signal.body));
      } else {
        // From a session that has gone, or from one that the next room state will tell of.
        early = [...early, signal].slice(-EARLY_SIGNALS_MAX);
      }
    },

    nudge(network) {
      for (const link of links.values()) guarded(() => link.nudge(network));
    },

    tell(message, to) {
      for (const [id, link] of links) if (to === undefined || id === to) link.tell(message);
    },

    openStream: (to, label) => links.get(to)?.openStream(label) ?? null,
    recentRttMs: (to) => links.get(to)?.recentRttMs() ?? null,

    show: (id, heights) => uploads.show(id, heights),

    isCutOff: () => links.size > 0 && [...links.values()].every((link) => link.isSilent()),

    reconnectNow(id) {
      guarded(() => links.get(id)?.reconnectNow());
    },

    setSaving(next) {
      const hidBefore = saving.hideAddress;
      saving = next;
      uploads.changed();
      if (hidBefore === next.hideAddress) return;
      for (const link of links.values()) guarded(() => link.movePaths());
    },

    moveToRelay(id) {
      const link = links.get(id);
      if (link === undefined || !meansOf(iceServers).relay) return;
      relayed.add(link.peer.session);
      guarded(() => link.movePaths());
    },

    setIceServers(servers) {
      iceServers = toRtcIceServers(servers);
      for (const link of links.values()) guarded(() => link.refreshServers());
    },

    views: () => views,

    report: () => ({
      links: [...links.values()].map((link) => ({
        peer: link.peer.id,
        route: link.view().route,
        heard: link.heard(),
      })),
    }),

    *peerAmplitudes() {
      for (const [id, link] of links) yield [id, link.amplitude()] as const;
    },

    close() {
      closed = true;
      poller.stop();
      ticker.stop();
      for (const link of links.values()) guarded(() => link.close());
      links.clear();
    },
  };
}

/** One link's trouble is not another's: what throws here is left behind with a note. */
function guarded(step: () => void): void {
  try {
    step();
  } catch (error) {
    console.warn("link: a step failed", error);
  }
}

async function importCarrier(): Promise<typeof createCarrier> {
  return (await import("./carrier.ts")).createCarrier;
}

function raised(a: TraversalLevel, b: TraversalLevel): TraversalLevel {
  return a > b ? a : b;
}

function toRtcIceServers(servers: readonly IceServer[]): RTCIceServer[] {
  return servers.map(({ urls, username, credential }) => ({
    urls,
    ...(username !== undefined && { username }),
    ...(credential !== undefined && { credential }),
  }));
}
