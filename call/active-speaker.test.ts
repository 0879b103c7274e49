import { describe, expect, it } from "vitest";
import {
  createActiveSpeaker,
  followSpeaker,
  NOBODY_SPEAKS,
  SPEAKER_HOLD_MS,
  type Speaker,
  type SpeakerState,
} from "./active-speaker.ts";
import type { LevelState } from "./call-state.ts";
import { participantId } from "./people-for-tests.ts";
import { createStore } from "./store.ts";

const [ben, cem] = [participantId("ben"), participantId("cem")];
const levels = (ofBen: number, ofCem: number): LevelState =>
  new Map([
    [ben, ofBen],
    [cem, ofCem],
  ]);
const EVERY_MS = 125;

/** A conversation, as levels that last for a while. */
function followed(parts: readonly (readonly [LevelState, number])[]): {
  state: SpeakerState;
  changes: number;
} {
  let state = NOBODY_SPEAKS;
  let nowMs = 0;
  let changes = 0;
  for (const [level, lastsMs] of parts) {
    for (const untilMs = nowMs + lastsMs; nowMs < untilMs; nowMs += EVERY_MS) {
      const next = followSpeaker(state, level, nowMs);
      if (next.speaker !== state.speaker) changes += 1;
      state = next;
    }
  }
  return { state, changes };
}

describe("the active speaker", () => {
  it("is nobody while all are silent", () => {
    expect(followed([[levels(0, 0), 5_000]]).state.speaker).toBeNull();
  });

  it("is whoever speaks, and stays it through a silence", () => {
    expect(followed([[levels(0.7, 0), 1_000]]).state.speaker).toBe(ben);
    expect(
      followed([
        [levels(0.7, 0), 1_000],
        [levels(0, 0), 20_000],
      ]).state.speaker,
    ).toBe(ben);
  });

  it("is not whoever coughs", () => {
    expect(
      followed([
        [levels(0.7, 0), 4_000],
        [levels(0.7, 0.9), 250],
        [levels(0.7, 0), 500],
      ]).state.speaker,
    ).toBe(ben);
  });

  it("changes to another one who speaks while the first is silent", () => {
    expect(
      followed([
        [levels(0.7, 0), SPEAKER_HOLD_MS + 1_000],
        [levels(0, 0.7), 2_000],
      ]).state.speaker,
    ).toBe(cem);
  });

  it("changes no more often than it may, however people interrupt each other", () => {
    const turns = Array.from({ length: 60 }, (_, turn): readonly [LevelState, number] => [
      turn % 2 === 0 ? levels(0.9, 0) : levels(0, 0.9),
      500,
    ]);

    expect(followed(turns).changes).toBeLessThanOrEqual(30_000 / SPEAKER_HOLD_MS + 1);
  });

  it("is nobody once whoever it was has left", () => {
    const { state } = followed([[levels(0.7, 0), 1_000]]);

    expect(followSpeaker(state, new Map([[cem, 0]]), 2_000).speaker).toBeNull();
  });

  it("of the others is never oneself, who may be the one who speaks of all", () => {
    const store = createStore<LevelState>(new Map());
    let nowMs = 0;
    const speaker = createActiveSpeaker(store, () => nowMs);
    const sound = (self: number, ofBen: number) => {
      for (let times = 0; times < 60; times += 1) {
        nowMs += EVERY_MS;
        store.update(
          () =>
            new Map<Speaker, number>([
              ["self", self],
              [ben, ofBen],
            ]),
        );
      }
    };

    sound(0.8, 0.2);
    expect(speaker.isSelf()).toBe(true);
    expect(speaker.getSnapshot()).toBe(ben);
    sound(0, 0.8);

    expect(speaker.isSelf()).toBe(false);
  });
});
