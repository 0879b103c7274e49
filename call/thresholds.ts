/**
 * Every number by which a link is judged and mended, in one table, each with its reason. Times in milliseconds, ratios
 * 0..1.
 */
export const THRESHOLDS = {
  /** The watch looks at every link this often: detection is late by no more, and a look costs microseconds. */
  tickMs: 100,

  /** Three beats fit into the silence that counts, so that one lost beat is not an alarm. */
  beatMs: 200,
  /** A pair that sends no media: only so often as keeps a NAT's UDP mapping open (RFC 4787 REQ-5: two minutes and more;
   * cheap routers: half a minute). Silence there is noticed that much later. */
  idleBeatMs: 30_000,

  /** From here on statistics are asked whether packets other than beats still come; two beats are missing. */
  suspectAfterMs: 400,
  /** Silence of any packet that shows as unstable. Speech has gone for three syllables: people notice from here on. */
  unstableAfterMs: 600,
  /** Silence that starts the mending. Most blinks of a radio network are over by then and need none. */
  reconnectAfterMs: 1_200,
  /** The end that does not lead starts so much later, and so only when the other one cannot. */
  followerDelayMs: 1_500,

  /** RTT above which speech overlaps (ITU-T G.114: 150 ms one way). */
  rttHighMs: 300,
  /** RTT that makes talk impossible (Daily's "low": 600 ms). */
  rttPoorMs: 600,
  /** Lost beats above which a path is bad. Measured over `lossWindowBeats`: with fewer, one beat is too much of it. */
  beatLossHigh: 0.05,
  beatLossPoor: 0.15,
  lossWindowBeats: 60,
  /** Share of what is heard that is guessed and not received: from here on words break (house laboratory). */
  concealedFair: 0.03,
  concealedPoor: 0.1,
  /** Frames a second below which movement is a slide show. */
  frameRateFair: 12,
  frameRatePoor: 5,

  /** A NAT that changes its mind more often than this makes direct paths worthless. */
  mappingChangesPerMinute: 1,
  mappingWindowMs: 60_000,

  /** Another path is probed at most so often, for RTT or loss alone. */
  probeEveryMs: 30_000,

  /** A key frame is made again and again for so long after a heal: the first may still be lost. */
  keyFramesForMs: 400,

  /** A gap between two ticks that only sleep or a stopped process explains. */
  wakeGapMs: 3_000,
} as const;
