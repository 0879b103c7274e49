/** What one statistics report says of a link: pure, from the report alone (webrtc-stats). */

export interface LinkSample {
  /** Whether a relay carries the media, as far as this end can see; null while no candidate pair is selected. */
  readonly relayed: boolean | null;
  /** Payload that arrived since the link began: media and messages, bytes. Only its growth means something. */
  readonly bytesReceived: number;
  /** Connectivity checks and their answers that came on the selected pair: a sign of life when no media is sent. */
  readonly checksReceived: number | null;
  /** Loudness of the arriving microphone, linear amplitude 0..1; null where the report has none. */
  readonly audioAmplitude: number | null;
}

/** A report, or a recorded one: webrtc-stats only promises `forEach` and `get` by id. */
export interface StatsLike {
  forEach(visit: (entry: unknown) => void): void;
  get(id: string): unknown;
}

export function sampleLink(report: StatsLike): LinkSample {
  let pair: Entry | null = null;
  let bytesReceived = 0;
  let audioAmplitude: number | null = null;

  report.forEach((value) => {
    const entry = asEntry(value);
    if (entry === null) return;
    if (entry["type"] === "transport") {
      const selected = asEntry(report.get(String(entry["selectedCandidatePairId"])));
      if (selected !== null) pair = selected;
    } else if (entry["type"] === "candidate-pair") {
      // Firefox has no transport entry, and marks the pair itself.
      if (pair === null && entry["selected"] === true) pair = entry;
    } else if (entry["type"] === "inbound-rtp") {
      bytesReceived += numberOf(entry["bytesReceived"]) ?? 0;
      if (entry["kind"] === "audio")
        audioAmplitude = numberOf(entry["audioLevel"]) ?? audioAmplitude;
    } else if (entry["type"] === "data-channel") {
      bytesReceived += numberOf(entry["bytesReceived"]) ?? 0;
    }
  });

  return {
    relayed: pair === null ? null : isRelayed(report, pair),
    bytesReceived,
    checksReceived: pair === null ? null : checksOf(pair),
    audioAmplitude,
  };
}

/**
 * Whether the own end of the pair is a relay. A relay at the other end shows as such, or as a peer-reflexive address,
 * so the other end is asked over the data channel instead.
 */
function isRelayed(report: StatsLike, pair: Entry): boolean {
  return asEntry(report.get(String(pair["localCandidateId"])))?.["candidateType"] === "relay";
}

function checksOf(pair: Entry): number | null {
  const requests = numberOf(pair["requestsReceived"]);
  const responses = numberOf(pair["responsesReceived"]);
  return requests === null && responses === null ? null : (requests ?? 0) + (responses ?? 0);
}

type Entry = Readonly<Record<string, unknown>>;

function asEntry(value: unknown): Entry | null {
  // An entry is a dictionary whose members differ by its `type`; each is checked where it is read.
  return typeof value === "object" && value !== null ? (value as Entry) : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
