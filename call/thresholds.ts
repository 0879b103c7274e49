/**
 * Every number by which a link is judged and mended, in one table, each with its reason. Times in milliseconds, ratios
 * 0..1.
 */
export const THRESHOLDS = {
  /** The watch looks at every link this often: detection is late by no more, and a look costs microseconds. */
  tickMs: 100,
  /** And at one that is silent twice as often: every moment until it is heard again is one without pictures. */
  silentTickMs: 50,

  /** Three beats fit into the silence that counts, so that one lost beat is not an alarm. Pairs that send no media by
   * choice keep the pace: five small packets a second cost less than a fault that is found half a minute late. */
  beatMs: 200,
  /** A page that is called late beats late, and each beat costs what it is short of. It announces the slower pace. */
  beatWhenShortMs: 400,

  /** A beat is late: from here on receivers are asked whether they play new packets, which takes two looks to tell. */
  doubtAfterMs: 300,
  /** From here on statistics are asked whether packets other than beats still come; two beats are missing. */
  suspectAfterMs: 400,
  /** For so long checks of the path stand in for what they do not carry: a page may be busy, but not that long. */
  checksVouchMs: 3_000,
  /** Silence of any packet that shows as unstable. Speech has gone for three syllables: people notice from here on. */
  unstableAfterMs: 600,
  /** Silence that starts the mending. Most blinks of a radio network are over by then and need none. */
  reconnectAfterMs: 1_200,
  /** The end that does not lead starts so much later, and so only when the other one cannot. */
  followerDelayMs: 1_500,

  /** A first connection that came a step further less than this ago is left alone: checks and handshakes take round trips,
   * and on a computer that is short of everything each of them takes its time. */
  gettingOnForMs: 3_000,

  /** A browser that restarts keeps to a pair that fell silent less than this ago, even if its address is gone (Chromium:
   * two and a half seconds to see the silence, and one before it changes over). */
  holdsOnForMs: 3_500,

  /** Chromium checks a silent path for some fifteen seconds and forgets it: it is told of the path again before, and so
   * often that it does not go without one for long. */
  pathGivenUpMs: 12_000,
  pathToldEveryMs: 2_500,
  /** What was gone for so long is looked for with less haste: every telling adds a line to what the browser keeps. */
  pathOldMs: 120_000,
  pathOldEveryMs: 15_000,

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
  /** A source that comes at this share of the rate at which it is sent is slow by choice of its sender. */
  frameRateKept: 0.8,
  /** Share of time in which the picture stands still. A freeze is three frames late and 150 ms (webrtc-stats). One of
   * twice that in the window is seen; a standstill of a second is a missed smile. */
  frozenFair: 0.1,
  frozenPoor: 0.3,
  /** Packets due below which a share of lost ones says nothing: one is too much of it. */
  lossPacketsMin: 40,
  /** Figures are judged over this time: long enough that one late packet is none, short enough to follow a fall. */
  qualityWindowMs: 3_000,
  /** A better quality must last so long before it shows, or the badge would flicker; a worse one shows at once. */
  betterAfterMs: 5_000,

  /** Peers tell each other how they receive at every change, and at least so often. */
  toldEveryMs: 5_000,
  /** What was told longer ago is not known any more: two reports are missing. */
  toldForMs: 12_000,
  /** One end or path must be the cause for so long before people are told, and so long not be it to be cleared. */
  blameAfterMs: 6_000,
  blameGoneAfterMs: 4_000,

  /** A NAT that changes its mind more often than this makes direct paths worthless. */
  mappingChangesPerMinute: 1,
  mappingWindowMs: 60_000,

  /** Another path is probed at most so often, for RTT or loss alone. */
  probeEveryMs: 30_000,
  /** A burst of delay is no reason to: queues of home routers empty within seconds. */
  probeAfterMs: 5_000,

  /**
   * A key frame is made again and again for so long after a heal: the first may still be lost, and then a receiver asks for
   * one only after three seconds (Chromium's longest wait for a frame).
   */
  keyFramesForMs: 2_000,
  /**
   * The second comes so long after the first, each further one twice as late as the one before: a path that is just back
   * carries little, and what comes after key frames waits for them.
   */
  keyFrameEveryMs: 200,

  /** A source that the peer sends and that does not come for so long, on a path that carries, will not come by itself:
   * encoders start within a second, a silent microphone sends twice in one (Opus DTX). Doubled with each attempt. */
  mediaMissingAfterMs: 6_000,
  /** A browser that did not play after so many new connections does not after one more. */
  mediaMissingAttempts: 3,

  /** A gap between two ticks that only sleep or a stopped process explains. */
  wakeGapMs: 3_000,
} as const;
