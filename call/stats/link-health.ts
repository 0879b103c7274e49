/** The health of the link to one peer, over all its connections: what the panel shows, and what the peer is told. */

import type { HeartbeatFigures } from "../mesh/heartbeat.ts";
import type { TraversalLevel } from "../mesh/recovery.ts";
import { THRESHOLDS } from "../thresholds.ts";
import { type LinkRates, linkRates } from "./link-rates.ts";
import type { Limitation, LinkSample, Mapping, Path } from "./link-sample.ts";
import type { Quality } from "./qualities.ts";
import { linkQuality, settleQuality, UNSETTLED } from "./quality.ts";

/** What ended a silence. `none`: it was over by itself; `hurry`: a hint that the network is back brought the step. */
export interface HealingStep {
  readonly kind: "fast" | "full" | "hurry" | "none";
  readonly level: TraversalLevel;
}

/** One silence, from its first moment on. */
export interface Fault {
  /** When the last packet had come, on the clock of the calls. */
  readonly sinceMs: number;
  /** How long it took to notice. */
  readonly detectMs: number;
  /** From noticing to the next packet; null while it lasts. */
  readonly healMs: number | null;
  /** Null while it lasts. */
  readonly step: HealingStep | null;
}

/** What one end tells the other of how it receives it. The sender is the link's other end, never a field. */
export interface ReceivedReport {
  readonly kind: "received";
  readonly quality: Quality;
  /** Packets of the addressee that did not come; null where too few were sent. */
  readonly lossRatio: number | null;
  /** Decoded frames of the addressee's camera, a second; null without one. */
  readonly frameRate: number | null;
  /** Encoded frames of the own camera for the addressee, a second: zero while it is held back; null if not known. */
  readonly sentFrameRate: number | null;
  /** Why the own camera sends the addressee less than it was asked to; null where the browser does not say. */
  readonly limitation: Limitation | null;
}

/** Media in one direction. What is not known, or not sent, is null. */
export interface StreamFigures {
  readonly bitrateBps: number | null;
  readonly lossRatio: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly frameRate: number | null;
  readonly audioCodec: string | null;
  readonly videoCodec: string | null;
}

export interface IncomingFigures extends StreamFigures {
  readonly jitterMs: number | null;
  readonly audioBufferMs: number | null;
  /** Heard sound that was guessed, 0..1. */
  readonly concealedRatio: number | null;
  /** Since the connection began. */
  readonly freezes: number | null;
  /** Sound ahead of the picture; negative when it lags. */
  readonly lipSyncMs: number | null;
}

export interface OutgoingFigures extends StreamFigures {
  readonly availableBps: number | null;
  /** Time to encode one frame. */
  readonly encodeMs: number | null;
  readonly limitation: Limitation | null;
}

/** One figure a second, oldest first; null where it was not known. */
export interface HealthHistory {
  readonly rttMs: readonly (number | null)[];
  readonly lossRatio: readonly (number | null)[];
  readonly incomingBps: readonly (number | null)[];
  readonly outgoingBps: readonly (number | null)[];
  readonly frameRate: readonly (number | null)[];
}

/** Immutable; a new object after each change. */
export interface LinkHealth {
  /** How this end receives the peer; null before anything was measured. */
  readonly receives: Quality | null;
  /** How the peer says that it receives this end; null while it does not say. */
  readonly received: Quality | null;
  readonly rttMs: number | null;
  readonly rttJitterMs: number | null;
  readonly beatLossRatio: number | null;
  readonly incoming: IncomingFigures;
  readonly outgoing: OutgoingFigures;
  /** Null until a candidate pair is selected. */
  readonly path: Path | null;
  readonly relayed: boolean | null;
  /** Steps of mending that this end took, and the level that the last one chose. */
  readonly restarts: { readonly fast: number; readonly full: number };
  readonly level: TraversalLevel;
  /** Of the last minute. */
  readonly mappingChanges: number;
  /** Silences in all, and the latest of them, oldest first. */
  readonly faultCount: number;
  readonly faults: readonly Fault[];
  readonly history: HealthHistory;
}

export interface Sampled {
  readonly sample: LinkSample;
  readonly heartbeat: HeartbeatFigures;
  /** What the server says that the peer sends. */
  readonly peer: { readonly microphone: boolean; readonly camera: boolean };
}

/** Fed by the link as things happen; every time is of one clock that never goes back. */
export interface LinkHealthRecord {
  /** Statistics were read: in every round of the poller, and out of turn. */
  sampled(sampled: Sampled, nowMs: number): void;
  /** Nothing has come for `silentMs`, which is beyond what is let pass. Again while it lasts changes nothing. */
  silent(nowMs: number, silentMs: number): void;
  /** The link is given up and being mended; `silentMs` as in `silent`, which may not have been noticed before. */
  lost(nowMs: number, silentMs: number): void;
  /** This end took a step of mending. */
  restarted(step: { readonly kind: "fast" | "full"; readonly level: TraversalLevel }): void;
  /** Packets come again. Does nothing if none were missed. */
  healed(nowMs: number, step: HealingStep): void;
  /** The peer told how it receives this end. */
  received(theirs: ReceivedReport, nowMs: number): void;
  /** The same object until something changed. */
  snapshot(): LinkHealth;
  /** What to tell the peer; null before anything was measured. */
  report(): ReceivedReport | null;
}

/** Seconds that charts show. */
const HISTORY_LENGTH = 60;
const HISTORY_EVERY_MS = 1_000;
const FAULTS_KEPT = 10;
/** Samples closer together than this say nothing of rates. */
const RATES_FROM_MS = 800;
/** A camera that has just come on, or back after a cut, is judged when the standstill before it has left the window. */
const CAMERA_GRACE_MS = THRESHOLDS.qualityWindowMs + 1_000;

export function createLinkHealth(): LinkHealthRecord {
  /** Samples of the last seconds, oldest first, of one connection and since the last silence. */
  let recent: readonly { readonly sample: LinkSample; readonly atMs: number }[] = [];
  let settled = UNSETTLED;
  let fault: Fault | null = null;
  /** From when on its picture can be expected; null while the peer's camera is off. */
  let cameraSinceMs: number | null = null;
  let theirs: { readonly report: ReceivedReport; readonly atMs: number } | null = null;
  let mapping: Mapping | null = null;
  let mappingChangedAtMs: readonly number[] = [];
  let chartedMs = Number.NEGATIVE_INFINITY;
  let chartedSample: LinkSample | null = null;
  let sentFrameRate: number | null = null;
  let health = NOTHING_KNOWN;

  const show = (change: Partial<LinkHealth>) => {
    health = { ...health, ...change };
  };

  const measure = (
    nowMs: number,
    facts: { heartbeat: HeartbeatFigures; rates: LinkRates | null; peer: Sampled["peer"] },
  ) => {
    const { heartbeat, rates, peer } = facts;
    cameraSinceMs = peer.camera ? (cameraSinceMs ?? nowMs) : null;
    const measured = linkQuality({
      silent: fault !== null,
      heartbeat,
      rates,
      peerSends: {
        microphone: peer.microphone,
        camera: cameraSinceMs !== null && nowMs - cameraSinceMs >= CAMERA_GRACE_MS,
        frameRate: theirs?.report.sentFrameRate ?? null,
        limitation: theirs?.report.limitation ?? null,
      },
    });
    settled = settleQuality(settled, measured, nowMs);
  };

  const countMappings = (sample: LinkSample, nowMs: number) => {
    if (sample.mapping !== null) {
      if (mapping !== null && isRemapped(mapping, sample.mapping))
        mappingChangedAtMs = [...mappingChangedAtMs, nowMs];
      mapping = sample.mapping;
    }
    mappingChangedAtMs = mappingChangedAtMs.filter(
      (atMs) => nowMs - atMs < THRESHOLDS.mappingWindowMs,
    );
  };

  const chart = (sample: LinkSample, rttMs: number | null, nowMs: number) => {
    // Samples out of turn come much more often than once a second, and the timer is never exact.
    if (nowMs - chartedMs < HISTORY_EVERY_MS * 0.7) return health.history;
    const rates = chartedSample === null ? null : linkRates(chartedSample, sample);
    chartedMs = nowMs;
    chartedSample = sample;
    const { history } = health;
    return {
      rttMs: charted(history.rttMs, fault === null ? rttMs : null),
      lossRatio: charted(history.lossRatio, rates?.lossRatio ?? null),
      incomingBps: charted(history.incomingBps, rates?.receivedBps ?? null),
      outgoingBps: charted(history.outgoingBps, rates?.sentBps ?? null),
      frameRate: charted(history.frameRate, rates?.frameRate ?? null),
    };
  };

  const begin = (nowMs: number, silentMs: number) => {
    if (fault !== null) return;
    fault = { sinceMs: nowMs - silentMs, detectMs: silentMs, healMs: null, step: null };
    settled = settleQuality(settled, "lost", nowMs);
    show({
      receives: "lost",
      received: "lost",
      faultCount: health.faultCount + 1,
      faults: [...health.faults, fault].slice(-FAULTS_KEPT),
    });
  };

  const fresh = (nowMs: number): ReceivedReport | null =>
    theirs !== null && nowMs - theirs.atMs < THRESHOLDS.toldForMs ? theirs.report : null;

  return {
    sampled({ sample, heartbeat, peer }, nowMs) {
      // Nothing is good or bad about a link that has never connected.
      if (sample.path === null && health.receives === null) return;
      const last = recent.at(-1)?.sample;
      // A new connection counts from zero.
      if (last !== undefined && sample.bytesReceived < last.bytesReceived) recent = [];
      // The last one in any case: in a hidden page the poller may be slow.
      recent = [
        ...recent.filter(
          ({ atMs }, place) =>
            nowMs - atMs <= THRESHOLDS.qualityWindowMs || place === recent.length - 1,
        ),
        { sample, atMs: nowMs },
      ];
      const base = recent[0];
      const rates =
        base === undefined || nowMs - base.atMs < RATES_FROM_MS
          ? null
          : linkRates(base.sample, sample);
      measure(nowMs, { heartbeat, rates, peer });
      countMappings(sample, nowMs);
      sentFrameRate = rates?.sentFrameRate ?? null;
      const rttMs = heartbeat.rttMs ?? sample.rttMs;
      const told = fresh(nowMs);
      show({
        receives: settled.quality,
        received: fault === null ? (told?.quality ?? null) : "lost",
        rttMs,
        rttJitterMs: heartbeat.rttJitterMs,
        beatLossRatio: heartbeat.lossRatio,
        incoming: incomingFigures(sample, rates),
        outgoing: outgoingFigures(sample, rates, told),
        path: sample.path,
        relayed: sample.relayed,
        mappingChanges: mappingChangedAtMs.length,
        history: chart(sample, rttMs, nowMs),
      });
    },

    silent: begin,
    lost: begin,

    restarted({ kind, level }) {
      const { restarts } = health;
      show({ restarts: { ...restarts, [kind]: restarts[kind] + 1 }, level });
    },

    healed(nowMs, step) {
      if (fault === null) return;
      const over = { ...fault, healMs: nowMs - (fault.sinceMs + fault.detectMs), step };
      fault = null;
      // What was lost in the cut says nothing of the path that is there now.
      recent = [];
      if (cameraSinceMs !== null) cameraSinceMs = nowMs;
      settled = settleQuality(settled, "good", nowMs);
      show({
        receives: settled.quality,
        received: fresh(nowMs)?.quality ?? null,
        faults: [...health.faults.slice(0, -1), over],
      });
    },

    received(report, nowMs) {
      theirs = { report, atMs: nowMs };
      if (fault === null && health.received !== report.quality) show({ received: report.quality });
    },

    snapshot: () => health,

    report() {
      if (health.receives === null) return null;
      return {
        kind: "received",
        quality: health.receives,
        lossRatio: health.incoming.lossRatio,
        frameRate: health.incoming.frameRate,
        // Zero too: a camera that is held back is not a picture that is lost.
        sentFrameRate,
        limitation: health.outgoing.limitation,
      };
    },
  };
}

/** Whether a NAT, or a new network, changed the own address. A restart opens a new port by itself. */
function isRemapped(before: Mapping, now: Mapping): boolean {
  if (before.address !== now.address) return true;
  return before.life === now.life && before.port !== now.port;
}

function charted(
  before: readonly (number | null)[],
  figure: number | null,
): readonly (number | null)[] {
  return [...before, figure].slice(-HISTORY_LENGTH);
}

function incomingFigures(sample: LinkSample, rates: LinkRates | null): IncomingFigures {
  const { microphone, camera } = sample.received;
  const isShown = rates !== null && rates.frameRate !== null && rates.frameRate > 0;
  return {
    bitrateBps: rates?.receivedBps ?? null,
    lossRatio: rates?.lossRatio ?? null,
    // The last size stands in the report after the camera is off.
    width: isShown ? (camera?.width ?? null) : null,
    height: isShown ? (camera?.height ?? null) : null,
    frameRate: isShown ? rates.frameRate : null,
    audioCodec: microphone?.codec ?? null,
    videoCodec: camera?.codec ?? null,
    jitterMs: microphone?.jitterMs ?? null,
    audioBufferMs: rates?.audioBufferMs ?? null,
    concealedRatio: rates?.concealedRatio ?? null,
    freezes: camera?.freezes ?? null,
    lipSyncMs: isShown ? sample.lipSyncMs : null,
  };
}

function outgoingFigures(
  sample: LinkSample,
  rates: LinkRates | null,
  told: ReceivedReport | null,
): OutgoingFigures {
  const { microphone, camera } = sample.sent;
  const isSent = rates !== null && rates.sentFrameRate !== null && rates.sentFrameRate > 0;
  return {
    bitrateBps: rates?.sentBps ?? null,
    // The peer's own count; its receiver reports (RFC 3550 §6.4.1) where it has not told.
    lossRatio: told?.lossRatio ?? camera?.peerLossRatio ?? microphone?.peerLossRatio ?? null,
    width: isSent ? (camera?.width ?? null) : null,
    height: isSent ? (camera?.height ?? null) : null,
    frameRate: isSent ? rates.sentFrameRate : null,
    audioCodec: microphone?.codec ?? null,
    videoCodec: camera?.codec ?? null,
    availableBps: sample.availableOutgoingBps,
    encodeMs: rates?.encodeMs ?? null,
    limitation: isSent ? (camera?.limitation ?? null) : null,
  };
}

const NOTHING_STREAMED: StreamFigures = {
  bitrateBps: null,
  lossRatio: null,
  width: null,
  height: null,
  frameRate: null,
  audioCodec: null,
  videoCodec: null,
};

/** Before the first sample. */
export const NOTHING_KNOWN: LinkHealth = {
  receives: null,
  received: null,
  rttMs: null,
  rttJitterMs: null,
  beatLossRatio: null,
  incoming: {
    ...NOTHING_STREAMED,
    jitterMs: null,
    audioBufferMs: null,
    concealedRatio: null,
    freezes: null,
    lipSyncMs: null,
  },
  outgoing: { ...NOTHING_STREAMED, availableBps: null, encodeMs: null, limitation: null },
  path: null,
  relayed: null,
  restarts: { fast: 0, full: 0 },
  level: 0,
  mappingChanges: 0,
  faultCount: 0,
  faults: [],
  history: { rttMs: [], lossRatio: [], incomingBps: [], outgoingBps: [], frameRate: [] },
};
