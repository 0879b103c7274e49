/** What a page really receives, read from its own peer connections: decoded frames, heard audio, routes. */

declare global {
  interface Window {
    /** Every peer connection the page made, kept by `watchConnections`. */
    rondoConnections?: RTCPeerConnection[];
  }
}

/** Runs in the page before its scripts: keeps every peer connection it makes. */
export function watchConnections(): void {
  const connections: RTCPeerConnection[] = [];
  window.rondoConnections = connections;
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
    }
  };
}

export interface Received {
  /** Sum of decoded frames of all remote videos. */
  readonly framesDecoded: number;
  /** Videos that decoded anything. */
  readonly videos: number;
  /** Sum of `totalAudioEnergy` (webrtc-stats) of all remote audio. */
  readonly audioEnergy: number;
  /** Remote audio streams that carried any energy. */
  readonly audible: number;
  /** Largest distance in playout of one peer's audio and video, milliseconds; null until both play. */
  readonly lipSyncMs: number | null;
  /** Local and remote candidate types of the selected pairs. */
  readonly pairs: readonly {
    readonly local: string;
    readonly remote: string;
    readonly protocol: string;
  }[];
  /** Connections that are not closed. */
  readonly open: number;
}

/** A page of Playwright or of Puppeteer, with `watchConnections` in it. */
export interface ProbedPage {
  evaluate(read: () => Promise<Received>): Promise<Received>;
}

/** Reads all open connections of a page at once. */
export async function received(page: ProbedPage): Promise<Received> {
  return await page.evaluate(async () => {
    let framesDecoded = 0;
    let videos = 0;
    let audioEnergy = 0;
    let audible = 0;
    let lipSyncMs: number | null = null;
    const pairs: { local: string; remote: string; protocol: string }[] = [];
    const open = (window.rondoConnections ?? []).filter(
      ({ connectionState }) => connectionState !== "closed",
    );
    for (const connection of open) {
      // Reports are untyped beyond their base; each field is checked by use.
      const reports = new Map<string, Record<string, unknown>>();
      (await connection.getStats()).forEach((report, id) => {
        reports.set(id, report);
      });
      const playout: { audio: number | undefined; video: number | undefined } = {
        audio: undefined,
        video: undefined,
      };
      for (const report of reports.values()) {
        if (report["type"] === "inbound-rtp" && report["kind"] === "video") {
          const frames = Number(report["framesDecoded"] ?? 0);
          framesDecoded += frames;
          if (frames > 0) {
            videos += 1;
            playout.video = Number(report["estimatedPlayoutTimestamp"]);
          }
        }
        if (report["type"] === "inbound-rtp" && report["kind"] === "audio") {
          const energy = Number(report["totalAudioEnergy"] ?? 0);
          audioEnergy += energy;
          if (energy > 0) audible += 1;
          playout.audio = Number(report["estimatedPlayoutTimestamp"]);
        }
        if (
          report["type"] === "transport" &&
          typeof report["selectedCandidatePairId"] === "string"
        ) {
          const pair = reports.get(report["selectedCandidatePairId"]);
          const local = reports.get(String(pair?.["localCandidateId"]));
          const remote = reports.get(String(pair?.["remoteCandidateId"]));
          pairs.push({
            local: String(local?.["candidateType"]),
            remote: String(remote?.["candidateType"]),
            protocol: String(local?.["relayProtocol"] ?? local?.["protocol"]),
          });
        }
      }
      if (playout.audio && playout.video) {
        lipSyncMs = Math.max(lipSyncMs ?? 0, Math.abs(playout.audio - playout.video));
      }
    }
    return { framesDecoded, videos, audioEnergy, audible, lipSyncMs, pairs, open: open.length };
  });
}
