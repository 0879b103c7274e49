/** How each source is sent: one table, with the reasons. Pure. */

import type { Source } from "../topology.ts";

/** The order of media sections in every link: made by one end, adopted by the other by place (see transceivers.ts). */
export const SOURCES = [
  "microphone",
  "camera",
  "screen",
  "screenSound",
] as const satisfies readonly Source[];

export const KIND_OF_SOURCE = {
  microphone: "audio",
  camera: "video",
  screen: "video",
  screenSound: "audio",
} as const satisfies Record<Source, "audio" | "video">;

/** What gives way first when the path or the processor is short; the same judgement as the content hints. */
const DEGRADATION = {
  microphone: null,
  camera: "maintain-framerate",
  screen: "maintain-resolution",
  screenSound: null,
} as const satisfies Record<Source, RTCDegradationPreference | null>;

/**
 * Upper bounds of a camera to each peer before that has said how large it is shown, by the number of peers. Every peer
 * costs an encoder and a share of the uplink of its own, and is seen in a smaller tile; the product stays near what a
 * home uplink and a laptop carry. Also to a single peer a picture begins small: nothing is known of the path yet, and
 * the first frame of a large one is dropped or takes long to pass (join p50 545 ms at full size, 415 ms at half).
 */
const CAMERA: readonly {
  readonly upToPeers: number;
  readonly bitrateBps: number;
  /** Divides width and height of what is captured, before it is encoded. */
  readonly scaleDownBy: number;
}[] = [
  { upToPeers: 1, bitrateBps: 1_700_000, scaleDownBy: 2 },
  { upToPeers: 2, bitrateBps: 1_000_000, scaleDownBy: 2 },
  { upToPeers: 3, bitrateBps: 700_000, scaleDownBy: 2 },
  { upToPeers: 5, bitrateBps: 450_000, scaleDownBy: 2 },
  { upToPeers: Number.POSITIVE_INFINITY, bitrateBps: 250_000, scaleDownBy: 4 },
];
const SCREEN_BITRATE_BPS = 1_500_000;
/** Music in stereo, at which Opus is as good as most ears; the browsers' own choice is for voices. */
const SCREEN_SOUND_BITRATE_BPS = 96_000;

/**
 * Codecs of pictures that cost less than the one that browsers choose, cheapest first. With thirty encoders of pictures
 * 180 px high on two cores, OpenH264 and its decoder took two thirds of the processor time of libvpx's VP8, at the same
 * bitrate; many computers have hardware for it besides.
 */
const CHEAP_VIDEO_CODECS = ["video/h264"];

/** The cheapest of the `codecs` that a sender may use; null where none is cheaper than the browser's own choice. */
export function cheapestVideoCodec<T extends { readonly mimeType: string }>(
  codecs: readonly T[],
): T | null {
  return (
    CHEAP_VIDEO_CODECS.map((mimeType) =>
      codecs.find((codec) => codec.mimeType.toLowerCase() === mimeType),
    ).find((codec) => codec !== undefined) ?? null
  );
}

export interface SendingParameters {
  readonly maxBitrateBps: number | null;
  /** Null for sound. */
  readonly scaleDownBy: number | null;
  readonly priority: RTCPriorityType;
  readonly degradation: RTCDegradationPreference | null;
}

/** How `source` is to be sent in a link when there are `peers` others in the room. */
export function sendingParameters(source: Source, peers: number): SendingParameters {
  return {
    ...upperBounds(source, peers),
    // People forgive a poor picture, never broken speech.
    priority: KIND_OF_SOURCE[source] === "audio" ? "high" : "low",
    degradation: DEGRADATION[source],
  };
}

function upperBounds(
  source: Source,
  peers: number,
): Pick<SendingParameters, "maxBitrateBps" | "scaleDownBy"> {
  if (source === "microphone") return { maxBitrateBps: null, scaleDownBy: null };
  if (source === "screenSound")
    return { maxBitrateBps: SCREEN_SOUND_BITRATE_BPS, scaleDownBy: null };
  // Text that is scaled is not read.
  if (source === "screen") return { maxBitrateBps: SCREEN_BITRATE_BPS, scaleDownBy: 1 };
  const row = CAMERA.find(({ upToPeers }) => peers <= upToPeers);
  return { maxBitrateBps: row?.bitrateBps ?? null, scaleDownBy: row?.scaleDownBy ?? 1 };
}

/**
 * Codecs of a microphone in order of preference: Opus sent twice (RFC 2198, rides out most loss), Opus, then the rest.
 */
export function preferAudioCodecs<T extends { readonly mimeType: string }>(
  codecs: readonly T[],
): T[] {
  const rank = ({ mimeType }: T) => {
    const place = ["audio/red", "audio/opus"].indexOf(mimeType.toLowerCase());
    return place === -1 ? 2 : place;
  };
  return [...codecs].sort((a, b) => rank(a) - rank(b));
}
