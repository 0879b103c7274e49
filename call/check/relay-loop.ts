/**
 * A loop through the relay: two peer connections of this page, each allowed nothing but the relay, and one data channel
 * between them on which nothing is repaired. What goes round has passed this network twice, out and in, so the time it
 * takes is the round trip to the relay, and what is missing was lost on either way.
 */

import type { IceServer } from "#protocol/room.ts";
import { THRESHOLDS } from "../thresholds.ts";
import { deadline } from "./deadline.ts";
import type { Finding } from "./findings.ts";
import type { CreateConnection } from "./gather.ts";
import { relayOnly } from "./relay-probe.ts";

const CONNECT_WITHIN_MS = 10_000;

/** First few and small packets, like speech: what is lost then is the network's doing and not ours. */
const LIGHT = { forMs: 1_500, packetBytes: 200, packetsPerSecond: 100 } as const;
/**
 * Then as much as one call of several cameras sends. The ceiling lies below what our relay's configuration lets one
 * allocation carry (`max-bps`), which would otherwise be measured in place of the network.
 */
const HEAVY = { forMs: 3_000, packetBytes: 1_000, packetsPerSecond: 640 } as const;
/** The last packets are still on their way. */
const DRAIN_MS = 500;
/** Congestion control begins slowly; only what comes later tells the speed. */
const RAMP_MS = 700;
/** More than this is not put into the browser's own queue, so that it does not end up as delay. */
const QUEUE_BYTES = 64_000;
const STEP_MS = 10;

/**
 * Payload of one loop, above all pauses and ceilings. What really crosses the network is measured as 2.3 times that over
 * UDP: it goes out and comes in again, with the headers of IP, UDP, TURN, DTLS and SCTP, and with acknowledgements. Over
 * TLS it is a little more, and all stays below the 5 MB that the page promises.
 */
export const LOOP_MAX_BYTES = 1_950_000;

/** A video call of two in good quality needs about this much in each direction, bits a second. */
const SLOW_BELOW_BPS = 1_500_000;
/** So near to the ceiling the network is not what limits. */
const CEILING_RATIO = 0.93;

export interface LoopMeasure {
  readonly throughputBps: number;
  /** Median of the light packets. */
  readonly rttMs: number;
  /** Share of the light packets that did not come, 0..1. */
  readonly lossRatio: number;
}

export interface LoopParts {
  readonly createConnection: CreateConnection;
  /** Milliseconds of a clock that only goes forward. */
  readonly nowMs: () => number;
}

/** Loops through `server`. Closes what it opens; never rejects. */
export async function probeLoop(
  parts: LoopParts,
  options: { readonly server: IceServer; readonly signal: AbortSignal },
): Promise<Finding> {
  const connections: RTCPeerConnection[] = [];
  const connect = deadline(options.signal, CONNECT_WITHIN_MS);
  try {
    for (let made = 0; made < 2; made += 1) {
      connections.push(parts.createConnection(relayOnly(options.server)));
    }
    const [out, back] = connections;
    if (out === undefined || back === undefined) throw new Error("two were just made");
    const channels = [out, back].map((connection) =>
      connection.createDataChannel("check", {
        negotiated: true,
        id: 0,
        ordered: false,
        maxRetransmits: 0,
      }),
    );
    const [sender, receiver] = channels;
    if (sender === undefined || receiver === undefined) throw new Error("two were just made");
    await introduce(out, back);
    await Promise.all(channels.map((channel) => opened(channel, connect.signal)));
    connect.clear();
    const measure = await measureLoop({
      sender,
      receiver,
      nowMs: parts.nowMs,
      signal: options.signal,
    });
    return measure === null ? { code: "loop.failed" } : judgeLoop(measure);
  } catch {
    return { code: "loop.failed" };
  } finally {
    connect.clear();
    for (const connection of connections) connection.close();
  }
}

/** Offer, answer and candidates between two connections of one page. */
async function introduce(out: RTCPeerConnection, back: RTCPeerConnection): Promise<void> {
  let isKnown: () => void = () => undefined;
  const known = new Promise<void>((resolve) => {
    isKnown = resolve;
  });
  for (const [from, to] of [
    [out, back],
    [back, out],
  ] as const) {
    from.addEventListener("icecandidate", ({ candidate }) => {
      // A candidate before its description would be refused.
      void known.then(() => to.addIceCandidate(candidate ?? undefined)).catch(() => undefined);
    });
  }
  await out.setLocalDescription();
  await back.setRemoteDescription(described(out));
  await back.setLocalDescription();
  await out.setRemoteDescription(described(back));
  isKnown();
}

function described(connection: RTCPeerConnection): RTCSessionDescription {
  if (connection.localDescription === null) throw new Error("it was just set");
  return connection.localDescription;
}

function opened(channel: RTCDataChannel, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (channel.readyState === "open") return resolve();
    channel.addEventListener("open", () => resolve(), { once: true });
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
  });
}

interface Arrival {
  readonly phase: number;
  readonly sentMs: number;
  readonly receivedMs: number;
  readonly bytes: number;
}

const LIGHT_PHASE = 0;
const HEAVY_PHASE = 1;

/**
 * Sends both phases through open channels and reads what arrives; a few seconds in all. Null when nothing came, or when
 * `signal` ended it.
 */
export async function measureLoop(options: {
  readonly sender: RTCDataChannel;
  readonly receiver: RTCDataChannel;
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
}): Promise<LoopMeasure | null> {
  const { sender, receiver, nowMs, signal } = options;
  const arrivals: Arrival[] = [];
  let leftBytes = LOOP_MAX_BYTES;
  receiver.binaryType = "arraybuffer";
  const onMessage = ({ data }: MessageEvent<unknown>) => {
    if (!(data instanceof ArrayBuffer) || data.byteLength < HEADER_BYTES) return;
    arrivals.push({ ...readHeader(data), receivedMs: nowMs(), bytes: data.byteLength });
  };
  receiver.addEventListener("message", onMessage);

  /** Sends evenly for a while; the number of packets that left. */
  const send = async (phase: number, pace: typeof LIGHT | typeof HEAVY): Promise<number> => {
    const startedMs = nowMs();
    let sent = 0;
    for (;;) {
      const elapsedMs = nowMs() - startedMs;
      if (elapsedMs >= pace.forMs || signal.aborted || sender.readyState !== "open") return sent;
      const due = Math.ceil((elapsedMs / 1000) * pace.packetsPerSecond);
      while (sent < due && leftBytes >= pace.packetBytes && sender.bufferedAmount < QUEUE_BYTES) {
        sender.send(packet(phase, pace.packetBytes, nowMs()));
        leftBytes -= pace.packetBytes;
        sent += 1;
      }
      await pause(STEP_MS);
    }
  };

  try {
    const lightSent = await send(LIGHT_PHASE, LIGHT);
    const heavyStartedMs = nowMs();
    await send(HEAVY_PHASE, HEAVY);
    const heavyEndedMs = nowMs();
    await pause(DRAIN_MS);
    if (signal.aborted) return null;

    const light = arrivals.filter(({ phase }) => phase === LIGHT_PHASE);
    if (lightSent === 0 || light.length === 0) return null;
    const delays = light.map(({ sentMs, receivedMs }) => receivedMs - sentMs).sort((a, b) => a - b);
    return {
      rttMs: delays[Math.floor(delays.length / 2)] ?? 0,
      lossRatio: Math.max(0, 1 - light.length / lightSent),
      throughputBps: speedOf(
        arrivals.filter(({ phase }) => phase === HEAVY_PHASE),
        { startedMs: heavyStartedMs, endedMs: heavyEndedMs },
      ),
    };
  } finally {
    receiver.removeEventListener("message", onMessage);
  }
}

/** Bits a second that came while the sending went on, without its slow beginning. */
function speedOf(
  arrivals: readonly Arrival[],
  { startedMs, endedMs }: { startedMs: number; endedMs: number },
): number {
  const firstMs = startedMs + RAMP_MS;
  const bytes = arrivals
    .filter(({ receivedMs }) => receivedMs > firstMs && receivedMs <= endedMs)
    .reduce((sum, arrival) => sum + arrival.bytes, 0);
  return endedMs > firstMs ? (bytes * 8 * 1000) / (endedMs - firstMs) : 0;
}

/** Where the numbers lie, most worth saying first: what is lost and late spoils speech, what is slow only pictures. */
export function judgeLoop(measure: LoopMeasure): Finding {
  const values = {
    mbps: Math.round(measure.throughputBps / 100_000) / 10,
    ms: Math.max(1, Math.round(measure.rttMs)),
    lossPercent: Math.round(measure.lossRatio * 1000) / 10,
  };
  if (measure.lossRatio >= THRESHOLDS.beatLossHigh) return { code: "loop.lossy", values };
  if (measure.rttMs >= THRESHOLDS.rttHighMs) return { code: "loop.far", values };
  if (measure.throughputBps < SLOW_BELOW_BPS) return { code: "loop.slow", values };
  const ceilingBps = HEAVY.packetBytes * 8 * HEAVY.packetsPerSecond;
  const isFast = measure.throughputBps >= ceilingBps * CEILING_RATIO;
  return { code: isFast ? "loop.fast" : "loop.good", values };
}

/** A packet begins with its phase and the time of sending. */
const HEADER_BYTES = 9;

function packet(phase: number, bytes: number, sentMs: number): ArrayBuffer {
  const buffer = new ArrayBuffer(bytes);
  const view = new DataView(buffer);
  view.setUint8(0, phase);
  view.setFloat64(1, sentMs);
  return buffer;
}

function readHeader(buffer: ArrayBuffer): Pick<Arrival, "phase" | "sentMs"> {
  const view = new DataView(buffer);
  return { phase: view.getUint8(0), sentMs: view.getFloat64(1) };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
