/** A peer connection that gathers what a test tells it to, and a pair of data channels with a network between. */

import type { CreateConnection } from "./gather.ts";

export const HOST = "candidate:1 1 udp 2122260223 ann.local 50000 typ host generation 0";
export const TCP_HOST = "candidate:2 1 tcp 1518280447 ann.local 9 typ host tcptype active";
export const SRFLX =
  "candidate:3 1 UDP 1686052607 203.0.113.7 50001 typ srflx raddr 0.0.0.0 rport 0";
export const RELAY =
  "candidate:4 1 udp 41885439 203.0.113.9 60001 typ relay raddr 203.0.113.7 rport 50001";

/** Says what one connection goes through, one task each. */
export type Happening =
  | { readonly candidate: string }
  | { readonly errorCode: number }
  | "complete"
  | "rejected";

export interface FakeConnections {
  readonly createConnection: CreateConnection;
  readonly configurations: readonly RTCConfiguration[];
  /** How many are open. */
  open(): number;
}

/** `happenings` are asked for with the first URL of each connection. */
export function fakeConnections(
  happenings: (url: string) => readonly Happening[],
): FakeConnections {
  const configurations: RTCConfiguration[] = [];
  let open = 0;

  class FakeConnection extends EventTarget {
    iceGatheringState: RTCIceGatheringState = "new";
    readonly happenings: readonly Happening[];

    constructor(happenings: readonly Happening[]) {
      super();
      this.happenings = happenings;
      open += 1;
    }

    createDataChannel(): void {}

    async setLocalDescription(): Promise<void> {
      if (this.happenings.includes("rejected")) throw new DOMException("", "OperationError");
      for (const happening of this.happenings) queueMicrotask(() => this.happen(happening));
    }

    happen(happening: Happening): void {
      if (happening === "complete") {
        this.iceGatheringState = "complete";
        this.dispatchEvent(new Event("icegatheringstatechange"));
      } else if (happening !== "rejected") {
        const isError = "errorCode" in happening;
        const event = new Event(isError ? "icecandidateerror" : "icecandidate");
        this.dispatchEvent(Object.assign(event, isError ? happening : { candidate: happening }));
      }
    }

    close(): void {
      open -= 1;
    }
  }

  return {
    createConnection(configuration) {
      configurations.push(configuration);
      const url = String(configuration.iceServers?.[0]?.urls);
      if (url.includes("unparseable")) throw new DOMException("", "SyntaxError");
      // Probes use what the fake has, and no more.
      return new FakeConnection(happenings(url)) as unknown as RTCPeerConnection;
    },
    configurations,
    open: () => open,
  };
}

/** What a network does to one packet: when it arrives after being sent, in milliseconds; null when it is lost. */
export type FakeNetwork = (packet: {
  readonly number: number;
  readonly bytes: number;
}) => number | null;

/**
 * Two ends of a data channel; `queuedBytes` is what the sending browser holds back. Time is that of vitest's fake
 * timers.
 */
export function fakeChannels(network: FakeNetwork, queuedBytes: () => number = () => 0) {
  let sentBytes = 0;
  let number = 0;
  const receiver = new EventTarget();
  const sender = {
    readyState: "open",
    get bufferedAmount() {
      return queuedBytes();
    },
    send(packet: ArrayBuffer) {
      sentBytes += packet.byteLength;
      number += 1;
      const delayMs = network({ number, bytes: packet.byteLength });
      if (delayMs === null) return;
      setTimeout(
        () => receiver.dispatchEvent(Object.assign(new Event("message"), { data: packet })),
        delayMs,
      );
    },
  };
  return {
    // The loop uses what the fakes have, and no more.
    sender: sender as unknown as RTCDataChannel,
    receiver: receiver as unknown as RTCDataChannel,
    sentBytes: () => sentBytes,
  };
}
