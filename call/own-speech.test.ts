import { describe, expect, it } from "vitest";
import { createOwnSpeech } from "./own-speech.ts";

const EVERY_MS = 125;

function aSpeaker(start: { hand?: boolean; muted?: boolean } = {}) {
  const state = { hand: start.hand ?? false, muted: start.muted ?? false };
  const speech = createOwnSpeech({
    look: () => state,
    lowerHand: () => {
      state.hand = false;
    },
  });
  let nowMs = 0;
  const sounds = (loudness: number, lastsMs: number) => {
    for (const untilMs = nowMs + lastsMs; nowMs < untilMs; nowMs += EVERY_MS)
      speech.heard(loudness, nowMs);
  };
  return { state, speech, sounds };
}

describe("a raised hand", () => {
  it("is taken down once its owner has spoken for a while", () => {
    const { state, speech, sounds } = aSpeaker({ hand: true });

    sounds(0.6, 1_000);
    expect(state.hand).toBe(true);
    sounds(0, 1_000);
    sounds(0.6, 2_000);

    expect(state.hand).toBe(false);
    expect(speech.getSnapshot().handsLowered).toBe(1);
  });

  it("stays up through silence, noise, and talk into a muted microphone", () => {
    const { state, sounds } = aSpeaker({ hand: true });

    sounds(0.2, 20_000);
    state.muted = true;
    sounds(0.8, 20_000);

    expect(state.hand).toBe(true);
  });

  it("is counted for anew when it is raised again", () => {
    const { state, sounds } = aSpeaker({ hand: true });
    sounds(0.6, 3_000);
    state.hand = true;

    sounds(0.6, 1_000);

    expect(state.hand).toBe(true);
  });
});

describe("talking while muted", () => {
  it("is noticed after a moment, and told once in a while", () => {
    const { speech, sounds } = aSpeaker({ muted: true });

    sounds(0.6, 10_000);
    expect(speech.getSnapshot().mutedTimes).toBe(1);
    sounds(0.6, 30_000);

    expect(speech.getSnapshot().mutedTimes).toBe(2);
  });

  it("is not a cough now and then, nor anything while one is heard", () => {
    const { state, speech, sounds } = aSpeaker({ muted: true });
    for (let times = 0; times < 10; times += 1) {
      sounds(0.8, 250);
      sounds(0, 6_000);
    }
    state.muted = false;
    sounds(0.8, 10_000);

    expect(speech.getSnapshot().mutedTimes).toBe(0);
  });
});
