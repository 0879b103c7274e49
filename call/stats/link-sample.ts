/**
 * What one statistics report says of a link: pure, from the report alone (webrtc-stats). Counters grow since the
 * connection began, and only their growth means something (link-rates.ts); what a browser does not tell is null.
 */

import { SOURCES } from "../mesh/sending.ts";
import type { Source } from "../topology.ts";

export interface LinkSample {
  /** When the browser took it, milliseconds of the report's own clock; null for an empty report. */
  readonly takenAtMs: number | null;
  /** Whether a relay carries the media, as far as this end can see; null while no candidate pair is selected. */
  readonly relayed: boolean | null;
  /** Payload that arrived since the link began: media and messages, bytes. */
  readonly bytesReceived: number;
  /** The same on the way out, bytes. */
  readonly bytesSent: number;
  /** Connectivity checks and consent answers on the selected pair: a sign of life where no media flows. */
  readonly checksReceived: number | null;
  /** Loudness of the arriving microphone, linear amplitude 0..1; null where the report has none. */
  readonly audioAmplitude: number | null;
  /** Round trip of the latest check on the selected pair. */
  readonly rttMs: number | null;
  /** What the browser believes that the path outward carries, bits a second. */
  readonly availableOutgoingBps: number | null;
  /** How far the sound is ahead of the picture, by the sender's clock; negative when it lags. */
  readonly lipSyncMs: number | null;
  readonly path: Path | null;
  /** Null while no pair is selected, and while the own end is a relay: its address is no mapping of ours. */
  readonly mapping: Mapping | null;
  readonly received: Readonly<Record<Source, ReceivedSource | null>>;
  readonly sent: Readonly<Record<Source, SentSource | null>>;
}

/**
 * The own selected address, as short hashes: they tell one from another, no address can be read from them, and they are
 * never shown.
 */
export interface Mapping {
  readonly address: string;
  readonly port: string;
  /** One between two restarts of ICE, which open new ports. */
  readonly life: string;
}

/** The selected candidate pair, without its addresses (webrtc-stats, RTCIceCandidateStats). */
export interface Path {
  readonly local: string | null;
  readonly remote: string | null;
  /** Between the ends, or between the relay and the other end. */
  readonly protocol: string | null;
  /** Between this end and its own relay; null without one. */
  readonly relayProtocol: string | null;
}

/** One source as it arrives. Counters, except where a unit of time or a rate is in the name. */
export interface ReceivedSource {
  readonly codec: string | null;
  /** With RTP headers. */
  readonly bytes: number;
  readonly packets: number;
  /** Falls when a packet that counted as lost comes late. */
  readonly packetsLost: number;
  readonly jitterMs: number | null;
  /** Sum over all that was played of the time it had waited, and how much was played: samples or frames. */
  readonly waitedMs: number | null;
  readonly played: number | null;
  readonly samples: number | null;
  /** Samples that were guessed, and those of them that were guessed as silence, which nobody hears. */
  readonly concealedSamples: number | null;
  readonly silentConcealedSamples: number | null;
  readonly framesDecoded: number | null;
  readonly freezes: number | null;
  readonly frozenMs: number | null;
  readonly width: number | null;
  readonly height: number | null;
  /** Frames of the last second. */
  readonly frameRate: number | null;
}

/** One source as it is sent, and what the peer's receiver reports say of it. */
export interface SentSource {
  readonly codec: string | null;
  readonly bytes: number;
  readonly packets: number;
  /** Share of packets that the peer missed in its latest report. */
  readonly peerLossRatio: number | null;
  readonly peerRttMs: number | null;
  readonly framesEncoded: number | null;
  readonly keyFramesEncoded: number | null;
  /** Time spent on encoding, in all. */
  readonly encodingMs: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly frameRate: number | null;
  /** Why the browser sends less than it was asked to. */
  readonly limitation: Limitation | null;
}

export type Limitation = "none" | "cpu" | "bandwidth" | "other";

/** A report, or a recorded one: webrtc-stats only promises `forEach` and `get` by id. */
export interface StatsLike {
  forEach(visit: (entry: unknown) => void): void;
  get(id: string): unknown;
}

/** Reads a report of a whole connection. Never throws: of an unknown report everything is null or zero. */
export function sampleLink(report: StatsLike): LinkSample {
  let takenAtMs: number | null = null;
  let pair: Entry | null = null;
  let bytesReceived = 0;
  let bytesSent = 0;
  let audioAmplitude: number | null = null;
  const received: Record<Source, ReceivedSource | null> = { ...NO_SOURCES };
  const sent: Record<Source, SentSource | null> = { ...NO_SOURCES };
  const playoutMs: { audio: number | null; video: number | null } = { audio: null, video: null };

  report.forEach((value) => {
    const entry = asEntry(value);
    if (entry === null) return;
    const type = entry["type"];
    // Entries about the other end bear the time of its report.
    if (typeof type !== "string" || !type.startsWith("remote-"))
      takenAtMs = Math.max(takenAtMs ?? 0, numberOf(entry["timestamp"]) ?? 0) || null;
    if (type === "transport") {
      pair = entryAt(report, entry["selectedCandidatePairId"]) ?? pair;
    } else if (type === "candidate-pair") {
      // Older Firefox has no transport entry, and marks the pair itself.
      if (pair === null && entry["selected"] === true) pair = entry;
    } else if (type === "inbound-rtp") {
      bytesReceived += numberOf(entry["bytesReceived"]) ?? 0;
      const source = sourceOf(entry);
      if (source === null) return;
      const before = received[source];
      const now = receivedSource(report, entry);
      // A peer that changed its SSRC has two entries for a while: the one that went further is the live one.
      if (before !== null && before.bytes > now.bytes) return;
      received[source] = now;
      if (source === "microphone") {
        audioAmplitude = numberOf(entry["audioLevel"]) ?? audioAmplitude;
        playoutMs.audio = numberOf(entry["estimatedPlayoutTimestamp"]);
      }
      if (source === "camera") playoutMs.video = numberOf(entry["estimatedPlayoutTimestamp"]);
    } else if (type === "outbound-rtp") {
      bytesSent += numberOf(entry["bytesSent"]) ?? 0;
      const source = sourceOf(entry);
      if (source !== null) sent[source] = sentSource(report, entry);
    } else if (type === "data-channel") {
      bytesReceived += numberOf(entry["bytesReceived"]) ?? 0;
      bytesSent += numberOf(entry["bytesSent"]) ?? 0;
    }
  });

  return {
    takenAtMs,
    ...pairFigures(report, pair),
    bytesReceived,
    bytesSent,
    audioAmplitude,
    lipSyncMs:
      playoutMs.audio === null || playoutMs.video === null
        ? null
        : playoutMs.audio - playoutMs.video,
    received,
    sent,
  };
}

const NO_SOURCES = { microphone: null, camera: null, screen: null, screenSound: null } as const;

function pairFigures(
  report: StatsLike,
  pair: Entry | null,
): Pick<
  LinkSample,
  "relayed" | "checksReceived" | "rttMs" | "availableOutgoingBps" | "path" | "mapping"
> {
  const local = entryAt(report, pair?.["localCandidateId"]);
  const remote = entryAt(report, pair?.["remoteCandidateId"]);
  const requests = numberOf(pair?.["requestsReceived"]);
  const responses = numberOf(pair?.["responsesReceived"]);
  return {
    // Only the own end shows: a relay at the other end may look like a peer-reflexive address, so the other end is asked
    // over the data channel instead.
    relayed: pair === null ? null : local?.["candidateType"] === "relay",
    checksReceived:
      requests === null && responses === null ? null : (requests ?? 0) + (responses ?? 0),
    rttMs: thousandfold(pair?.["currentRoundTripTime"]),
    availableOutgoingBps: numberOf(pair?.["availableOutgoingBitrate"]),
    path:
      pair === null
        ? null
        : {
            local: wordOf(local?.["candidateType"]),
            remote: wordOf(remote?.["candidateType"]),
            protocol: wordOf(local?.["protocol"]),
            relayProtocol: wordOf(local?.["relayProtocol"]),
          },
    mapping: local === null || local["candidateType"] === "relay" ? null : mappingOf(local),
  };
}

function receivedSource(report: StatsLike, entry: Entry): ReceivedSource {
  return {
    codec: codecOf(report, entry),
    bytes: (numberOf(entry["bytesReceived"]) ?? 0) + (numberOf(entry["headerBytesReceived"]) ?? 0),
    packets: numberOf(entry["packetsReceived"]) ?? 0,
    packetsLost: numberOf(entry["packetsLost"]) ?? 0,
    jitterMs: thousandfold(entry["jitter"]),
    waitedMs: thousandfold(entry["jitterBufferDelay"]),
    played: numberOf(entry["jitterBufferEmittedCount"]),
    samples: numberOf(entry["totalSamplesReceived"]),
    concealedSamples: numberOf(entry["concealedSamples"]),
    silentConcealedSamples: numberOf(entry["silentConcealedSamples"]),
    framesDecoded: numberOf(entry["framesDecoded"]),
    freezes: numberOf(entry["freezeCount"]),
    frozenMs: thousandfold(entry["totalFreezesDuration"]),
    ...pictureOf(entry),
  };
}

function sentSource(report: StatsLike, entry: Entry): SentSource {
  const peer = entryAt(report, entry["remoteId"]);
  const limitation = entry["qualityLimitationReason"];
  return {
    codec: codecOf(report, entry),
    bytes: (numberOf(entry["bytesSent"]) ?? 0) + (numberOf(entry["headerBytesSent"]) ?? 0),
    packets: numberOf(entry["packetsSent"]) ?? 0,
    peerLossRatio: numberOf(peer?.["fractionLost"]),
    peerRttMs: thousandfold(peer?.["roundTripTime"]),
    framesEncoded: numberOf(entry["framesEncoded"]),
    keyFramesEncoded: numberOf(entry["keyFramesEncoded"]),
    encodingMs: thousandfold(entry["totalEncodeTime"]),
    ...pictureOf(entry),
    limitation: LIMITATIONS.find((known) => known === limitation) ?? null,
  };
}

const LIMITATIONS: readonly Limitation[] = ["none", "cpu", "bandwidth", "other"];

function pictureOf(entry: Entry): Pick<ReceivedSource, "width" | "height" | "frameRate"> {
  // Nothing is pictured at no size: Firefox says zero where Chromium says nothing.
  return {
    width: numberOf(entry["frameWidth"]) || null,
    height: numberOf(entry["frameHeight"]) || null,
    frameRate: numberOf(entry["framesPerSecond"]),
  };
}

/** Media sections have an order by which both ends know the sources, and browsers number them in it. */
function sourceOf(entry: Entry): Source | null {
  const source = SOURCES[Number(entry["mid"] ?? Number.NaN)];
  if (source !== undefined) return source;
  if (entry["kind"] === "audio") return "microphone";
  return entry["kind"] === "video" ? "camera" : null;
}

function codecOf(report: StatsLike, entry: Entry): string | null {
  const mimeType = wordOf(entryAt(report, entry["codecId"])?.["mimeType"]);
  return mimeType?.split("/")[1] ?? null;
}

function mappingOf(candidate: Entry): Mapping {
  return {
    address: hashOf(candidate["address"] ?? candidate["ip"]),
    port: hashOf(candidate["port"]),
    life: hashOf(candidate["usernameFragment"]),
  };
}

/** FNV-1a. Short, so that many addresses share each value. */
function hashOf(value: unknown): string {
  let hash = 0x811c9dc5;
  for (const symbol of String(value))
    hash = Math.imul(hash ^ (symbol.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(36);
}

type Entry = Readonly<Record<string, unknown>>;

function asEntry(value: unknown): Entry | null {
  // An entry is a dictionary whose members differ by its `type`; each is checked where it is read.
  return typeof value === "object" && value !== null ? (value as Entry) : null;
}

function entryAt(report: StatsLike, id: unknown): Entry | null {
  return typeof id === "string" ? asEntry(report.get(id)) : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Seconds of a report, in milliseconds. */
function thousandfold(value: unknown): number | null {
  const seconds = numberOf(value);
  return seconds === null ? null : seconds * 1_000;
}

function wordOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
