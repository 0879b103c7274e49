/** How loud the peer's microphone is now. */

/** Rounds of levels after which a source that brought no packet counts as silent. */
const SILENT_AFTER_READINGS = 3;

export interface LinkLoudness {
  /** Statistics were read: linear amplitude 0..1, null where they do not say. */
  sampled(amplitude: number | null): void;
  /** Linear amplitude 0..1. */
  now(): number;
}

/** Asks the receiver of the connection of now, unless this computer is short of processor. Nothing has to be ended. */
export function createLinkLoudness(options: {
  readonly receiver: () => RTCRtpReceiver | null;
  readonly isShortOfProcessor: () => boolean;
}): LinkLoudness {
  let statsAmplitude: number | null = null;
  let lastPacketAt = 0;
  let readingsWithoutPacket = 0;
  return {
    sampled(amplitude) {
      statsAmplitude = amplitude;
    },
    now() {
      // To ask a receiver, the page waits for two threads, which have enough to do then.
      if (options.isShortOfProcessor()) return statsAmplitude ?? 0;
      const source = options.receiver()?.getSynchronizationSources()[0];
      if (source === undefined) return 0;
      // With DTX a silent microphone sends next to nothing, and the last loudness would stand for seconds.
      readingsWithoutPacket = source.timestamp === lastPacketAt ? readingsWithoutPacket + 1 : 0;
      lastPacketAt = source.timestamp;
      if (readingsWithoutPacket >= SILENT_AFTER_READINGS) return 0;
      return source.audioLevel ?? statsAmplitude ?? 0;
    },
  };
}
