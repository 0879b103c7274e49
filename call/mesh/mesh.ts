/** A topology in which every pair of participants has a link of its own. */

import type { Result } from "#protocol/failure.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import type { IceServer, ParticipantState } from "#protocol/room.ts";
import type { SendSignal, Signal } from "#protocol/signal.ts";
import { startStatsPoller } from "../stats/poller.ts";
import type { LinkView, LinkViews, SelfAddress, Source, Topology } from "../topology.ts";
import { openPeerLink, type PeerLink } from "./peer-link.ts";
import { isPolite, leadsLink, reconcile } from "./reconcile.ts";

/** Signals that overtook the news of their sender's session are kept for it, up to this many. */
const EARLY_SIGNALS_MAX = 200;

export interface MeshOptions {
  readonly self: SelfAddress;
  readonly iceServers: readonly IceServer[];
  /** Shared by all links, so that the session has one identity. Null lets the browser make one each. */
  readonly certificate: RTCCertificate | null;
  readonly send: (signal: SendSignal) => Promise<Result<unknown>>;
  /** The views changed. */
  readonly onChange: () => void;
}

export function createMesh(options: MeshOptions): Topology {
  const { self, certificate } = options;
  const links = new Map<ParticipantId, PeerLink>();
  const tracks: Record<Source, MediaStreamTrack | null> = {
    microphone: null,
    camera: null,
    screen: null,
  };
  let iceServers = toRtcIceServers(options.iceServers);
  let peers = 0;
  let views: LinkViews = new Map();
  let early: readonly Signal[] = [];
  let closed = false;

  const poller = startStatsPoller(() => links.values());

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

  const open = (me: ParticipantState, participant: ParticipantState) => {
    const peer = { id: participant.id, session: participant.session };
    const link = openPeerLink({
      peer,
      leads: leadsLink(me, participant),
      polite: isPolite(self.id, peer.id),
      connect: () =>
        new RTCPeerConnection({
          iceServers,
          bundlePolicy: "max-bundle",
          rtcpMuxPolicy: "require",
          ...(certificate && { certificates: [certificate] }),
        }),
      tracks: () => tracks,
      peers: () => peers,
      send: (generation, body) =>
        options.send({ to: peer.id, toSession: peer.session, generation, body }),
      onChange: refreshViews,
      onConnected: () => poller.pollNow(),
    });
    links.set(peer.id, link);
    const waiting = early.filter(({ fromSession }) => fromSession === peer.session);
    early = early.filter(({ fromSession }) => fromSession !== peer.session);
    for (const { generation, body } of waiting) link.receive(generation, body);
  };

  return {
    reconcile(me, others) {
      const change = reconcile(
        others,
        [...links.values()].map(({ peer }) => peer),
      );
      const peersBefore = peers;
      peers = others.length;
      for (const { id } of change.close) {
        guarded(() => links.get(id)?.close());
        links.delete(id);
      }
      for (const participant of change.open) guarded(() => open(me, participant));
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

    nudge() {
      for (const link of links.values()) guarded(() => link.nudge());
    },

    setIceServers(servers) {
      iceServers = toRtcIceServers(servers);
      for (const link of links.values()) guarded(() => link.setIceServers(iceServers));
    },

    views: () => views,

    report: (nowMs) => ({
      links: [...links.values()].map((link) => ({
        peer: link.peer.id,
        route: link.view().route,
        heard: link.heard(nowMs),
      })),
    }),

    *peerAmplitudes() {
      for (const [id, link] of links) yield [id, link.amplitude()] as const;
    },

    close() {
      closed = true;
      poller.stop();
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

function toRtcIceServers(servers: readonly IceServer[]): RTCIceServer[] {
  return servers.map(({ urls, username, credential }) => ({
    urls,
    ...(username !== undefined && { username }),
    ...(credential !== undefined && { credential }),
  }));
}
