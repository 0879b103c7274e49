/** The sounds of a call: one family of soft notes, made here so that nothing is fetched. */

import { type ToneShape, toneWav } from "#components/join/test-tone.ts";
import type { Tone } from "./tone-choices.ts";

/** Rising for who comes, falling for who goes; a hand is high, a message short, a knock low. All quiet, and over in a moment. */
const SHAPES: Readonly<Record<Tone, ToneShape>> = {
  join: { notesHz: [523.25, 659.25], noteSeconds: 0.16, amplitude: 0.12 },
  leave: { notesHz: [659.25, 523.25], noteSeconds: 0.16, amplitude: 0.12 },
  knock: { notesHz: [392, 392, 392], noteSeconds: 0.11, amplitude: 0.14 },
  hand: { notesHz: [783.99, 783.99], noteSeconds: 0.12, amplitude: 0.1 },
  message: { notesHz: [880], noteSeconds: 0.18, amplitude: 0.09 },
};

const made = new Map<Tone, Blob>();

/** As a WAV file; made on first use. */
export function toneOf(tone: Tone): Blob {
  const known = made.get(tone);
  if (known !== undefined) return known;
  const blob = toneWav(SHAPES[tone]);
  made.set(tone, blob);
  return blob;
}
