/** Plays the sounds that a person has not turned off, and not many at once. */

import type { Tone, ToneChoices } from "./tone-choices.ts";

/** Many come at once: one sound says it. */
const EVERY_MS = 400;
/** That moment belongs to the connection, which opening a loudspeaker would delay; the notice comes as late. */
const AFTER_COMING_MS = 1_000;
const LATER: ReadonlySet<Tone> = new Set(["join", "leave"]);

/** Makes what takes the sounds of a moment; `play` lets one be heard. */
export function createTonePlayer(parts: {
  readonly choices: () => ToneChoices;
  readonly play: (tone: Tone) => void;
  readonly nowMs: () => number;
}): (tones: readonly Tone[]) => void {
  let lastMs = Number.NEGATIVE_INFINITY;
  const sound = (tone: Tone) => {
    const nowMs = parts.nowMs();
    if (!parts.choices()[tone] || nowMs - lastMs < EVERY_MS) return;
    lastMs = nowMs;
    parts.play(tone);
  };
  return (tones) => {
    for (const tone of tones)
      if (LATER.has(tone)) setTimeout(() => sound(tone), AFTER_COMING_MS);
      else sound(tone);
  };
}
