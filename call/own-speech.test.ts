import { describe, expect, it } from "vitest";
import { ALL_PERMITTED } from "#protocol/moderation.ts";
import { QUIET_SELF } from "#protocol/room.ts";
import { createOwnSpeech, type Speaking, speakingOf } from "./own-speech.ts";

const EVERY_MS = 125;

function aSpeaker({ hand = false, isMuted = false }: Partial<Speaking> = {}) {
  const state = { hand, isHeard: !isMuted, isMuted };
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

describe("what is said", () => {
  const on = { ...QUIET_SELF, hand: true, microphone: true };
  const off = { ...on, microphone: false };
  const silenced = { ...ALL_PERMITTED, microphone: false };

  it.each([
    ["is heard by whoever is reached", on, ALL_PERMITTED, ["failed", "unstable"], true, false],
    ["is heard by nobody while alone", on, ALL_PERMITTED, [], false, false],
    ["is heard by nobody who is not reached", on, ALL_PERMITTED, ["reconnecting"], false, false],
    ["is not heard of who is muted", off, ALL_PERMITTED, ["connected"], false, true],
    ["is not heard of who may not speak", off, silenced, ["connected"], false, false],
    ["is not heard of who may not speak any more", on, silenced, ["connected"], false, false],
  ] as const)("%s", (_, self, may, links, isHeard, isMuted) => {
    const peers = links.map((link) => ({ link }));

    expect(speakingOf(self, { may, peers })).toEqual({
      hand: true,
      isHeard,
      isMuted,
    });
  });
});

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
    Object.assign(state, { isHeard: false, isMuted: true });
    sounds(0.8, 20_000);

    expect(state.hand).toBe(true);
  });

  it("stays up through talk that nobody hears, whatever the reason, and is counted for from then on", () => {
    const { state, speech, sounds } = aSpeaker({ hand: true });
    // As of a guest who may not use the microphone: neither heard nor able to unmute.
    state.isHeard = false;

    sounds(0.8, 20_000);

    expect(state.hand).toBe(true);
    expect(speech.getSnapshot()).toEqual({ handsLowered: 0, mutedTimes: 0 });
    state.isHeard = true;
    sounds(0.8, 2_000);
    expect(state.hand).toBe(true);
    sounds(0.8, 1_000);
    expect(state.hand).toBe(false);
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
    const { speech, sounds } = aSpeaker({ isMuted: true });

    sounds(0.6, 10_000);
    expect(speech.getSnapshot().mutedTimes).toBe(1);
    sounds(0.6, 30_000);

    expect(speech.getSnapshot().mutedTimes).toBe(2);
  });

  it("is not a cough now and then, nor anything while one is heard", () => {
    const { state, speech, sounds } = aSpeaker({ isMuted: true });
    for (let times = 0; times < 10; times += 1) {
      sounds(0.8, 250);
      sounds(0, 6_000);
    }
    Object.assign(state, { isHeard: true, isMuted: false });
    sounds(0.8, 10_000);

    expect(speech.getSnapshot().mutedTimes).toBe(0);
  });
});
