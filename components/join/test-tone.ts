/** Soft notes, made here so that nothing has to be fetched: the sound of the speaker test, and those of a call. */

const SAMPLE_RATE_HZ = 24_000;
const ATTACK_SECONDS = 0.025;
const WAV_HEADER_BYTES = 44;

export interface ToneShape {
  readonly notesHz: readonly number[];
  readonly noteSeconds: number;
  /** 0..1; well below full scale, since somebody may be wearing headphones. */
  readonly amplitude: number;
}

/** Of the speaker test. */
const TEST_TONE: ToneShape = { notesHz: [523.25, 783.99], noteSeconds: 0.34, amplitude: 0.2 };

/** Samples in -1..1; each note swells fast and dies away slowly. */
export function toneSamples(shape: ToneShape = TEST_TONE): Float32Array {
  const perNote = Math.round(SAMPLE_RATE_HZ * shape.noteSeconds);
  const samples = new Float32Array(perNote * shape.notesHz.length);
  for (const [note, pitchHz] of shape.notesHz.entries()) {
    for (let at = 0; at < perNote; at += 1) {
      const seconds = at / SAMPLE_RATE_HZ;
      const attack = Math.min(1, seconds / ATTACK_SECONDS);
      const decay = (1 - at / perNote) ** 2;
      samples[note * perNote + at] =
        shape.amplitude * attack * decay * Math.sin(2 * Math.PI * pitchHz * seconds);
    }
  }
  return samples;
}

/** The tone as a WAV file (RIFF, 16-bit PCM, mono). */
export function toneWav(shape: ToneShape = TEST_TONE): Blob {
  const samples = toneSamples(shape);
  const bytes = new DataView(new ArrayBuffer(WAV_HEADER_BYTES + samples.length * 2));
  const ascii = (at: number, text: string) => {
    for (let index = 0; index < text.length; index += 1)
      bytes.setUint8(at + index, text.charCodeAt(index));
  };
  ascii(0, "RIFF");
  bytes.setUint32(4, bytes.byteLength - 8, true);
  ascii(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, 1, true);
  bytes.setUint32(24, SAMPLE_RATE_HZ, true);
  bytes.setUint32(28, SAMPLE_RATE_HZ * 2, true);
  bytes.setUint16(32, 2, true);
  bytes.setUint16(34, 16, true);
  ascii(36, "data");
  bytes.setUint32(40, samples.length * 2, true);
  for (const [index, sample] of samples.entries())
    bytes.setInt16(WAV_HEADER_BYTES + index * 2, Math.round(sample * 0x7fff), true);
  return new Blob([bytes], { type: "audio/wav" });
}
