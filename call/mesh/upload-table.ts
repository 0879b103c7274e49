/** Every number by which uploads are shared out, each with its reason. Heights are of pictures sixteen by nine. */

export const UPLOAD = {
  /** Share of the measured uplink that is given away: the rest is for what estimates miss, key frames and other programs. */
  safetyShare: 0.85,
  /** One microphone to one peer: Opus at the browsers' choice, sent twice (RFC 2198), and the headers of its packets. */
  audioBps: 90_000,
  /** The sound of what is shared, to one peer: the bound of its encoder and the headers of its packets. */
  screenSoundBps: 115_000,
  /** A screen must be legible, or it is worth nothing. */
  screenFloorBps: 150_000,
  screenBps: 1_500_000,
  /** A paused source comes back only when there is this many times its floor, or it would come and go. */
  resumeFactor: 1.5,
  /** A picture may be shown this much smaller than it is wanted: nobody sees the difference. */
  heightTolerance: 0.85,
  /** Sizes change when shown sizes or bitrates have changed by this share, or they would change with every breath. */
  hysteresis: 0.15,
  /** Bitrates below the wish are rounded down to powers of this, so that not every sample sets parameters. */
  bitrateGrid: 1.15,
  /** Frames of which half are left out are not half the bits: what moves between two of them is more. */
  frameRateExponent: 0.6,

  /** Plans are made at most so often: encoders need a moment to follow. */
  everyMs: 500,
  /** What is less far apart than this says nothing of rates. */
  sampleFromMs: 700,
  /** A picture that came back must last so long before its receiver is told that it is not paused any more. */
  resumedAfterMs: 3_000,

  /** Share of the time between two frames that encoding one may take: the other encoders need theirs. */
  encodeShareMax: 0.7,
  /** The processor is short: one step of relief, and the next when this one had its time to help. */
  cpuDownEveryMs: 2_000,
  /** Relief is taken back so late, and at the first relapse twice as late, up to a bound. */
  cpuUpAfterMs: 15_000,
  cpuUpAfterMaxMs: 120_000,
  /** No picture becomes smaller than this for the processor's sake alone. */
  cpuFloorHeight: 150,
} as const;

/** What captured width and height are divided by: few, so that an encoder is seldom made anew. */
export const SCALES = [1, 1.5, 2, 3, 4, 6, 8] as const;

/**
 * Bitrates of a talking head at full frame rate, for the encoder that every browser has (VP8 in real time). Bits grow
 * by about the power of three quarters of the pixels: neighbouring pixels are alike, and more so the smaller they are.
 */
export const BITRATES: readonly {
  readonly upToHeight: number;
  /** From here on more bits are not seen. */
  readonly bitrateBps: number;
  /** Below this the next smaller size looks better, and below that of the first row nothing does. */
  readonly floorBps: number;
}[] = [
  { upToHeight: 90, bitrateBps: 90_000, floorBps: 60_000 },
  { upToHeight: 120, bitrateBps: 130_000, floorBps: 80_000 },
  { upToHeight: 180, bitrateBps: 250_000, floorBps: 150_000 },
  { upToHeight: 240, bitrateBps: 400_000, floorBps: 240_000 },
  { upToHeight: 360, bitrateBps: 700_000, floorBps: 400_000 },
  { upToHeight: 480, bitrateBps: 1_000_000, floorBps: 600_000 },
  // Also what is higher, as the upright picture of a phone: more than this no home uplink has for each of several peers.
  { upToHeight: Number.POSITIVE_INFINITY, bitrateBps: 1_700_000, floorBps: 1_000_000 },
];

export const FULL_FRAME_RATE = 30;

/** Frame rates of a screen by its bitrate: sharpness first, since text that is blurred is not read. */
export const SCREEN_FRAME_RATES: readonly {
  readonly fromBps: number;
  readonly frameRate: number;
}[] = [
  { fromBps: 1_000_000, frameRate: 30 },
  { fromBps: 500_000, frameRate: 15 },
  { fromBps: 0, frameRate: 5 },
];

/**
 * What is saved when the processor is short, in order: frames that few would miss, then what the codec costs, then
 * pixels. Every step is sizes smaller than wanted, and frames a second at most: fewer than these, and lips are out of
 * step with words. The cheap codec comes only then, since changing over takes a key frame.
 */
export const CPU_STEPS: readonly {
  readonly sizes: number;
  readonly frameRate: number;
  readonly codec: CodecChoice;
}[] = [
  { sizes: 0, frameRate: 30, codec: "negotiated" },
  { sizes: 0, frameRate: 20, codec: "negotiated" },
  { sizes: 0, frameRate: 16, codec: "cheapest" },
  { sizes: 1, frameRate: 16, codec: "cheapest" },
  { sizes: 2, frameRate: 16, codec: "cheapest" },
  { sizes: 3, frameRate: 16, codec: "cheapest" },
];

/** What both ends agreed on first, or of all that they agreed on what costs an encoder least. */
export type CodecChoice = "negotiated" | "cheapest";
