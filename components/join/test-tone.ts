/** The sound of the speaker test: two soft notes, made here so that nothing has to be fetched. */

const SAMPLE_RATE_HZ = 24_000;
const NOTES_HZ = [523.25, 783.99];
const NOTE_SECONDS = 0.34;
const ATTACK_SECONDS = 0.025;
/** Well below full scale: somebody may be wearing headphones. */
const AMPLITUDE = 0.2;
const WAV_HEADER_BYTES = 44;

/** Samples in -1..1; each note swells fast and dies away slowly. */
export function toneSamples(): Float32Array {
  const perNote = Math.round(SAMPLE_RATE_HZ * NOTE_SECONDS);
  const samples = new Float32Array(perNote * NOTES_HZ.length);
  for (const [note, pitchHz] of NOTES_HZ.entries()) {
    for (let at = 0; at < perNote; at += 1) {
      const seconds = at / SAMPLE_RATE_HZ;
      const attack = Math.min(1, seconds / ATTACK_SECONDS);
      const decay = (1 - at / perNote) ** 2;
      samples[note * perNote + at] =
        AMPLITUDE * attack * decay * Math.sin(2 * Math.PI * pitchHz * seconds);
    }
  }
  return samples;
}

/** The tone as a WAV file (RIFF, 16-bit PCM, mono). */
export function toneWav(): Blob {
  const samples = toneSamples();
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
