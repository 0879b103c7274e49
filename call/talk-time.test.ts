import { describe, expect, it } from "vitest";
import type { Speaker } from "./active-speaker.ts";
import { participantId } from "./people-for-tests.ts";
import { followTalk, NOBODY_TALKED, type TalkTime } from "./talk-time.ts";

const ben = participantId("ben");
const cem = participantId("cem");

/** Levels every so often on a clock that goes on over several turns. */
function aTalk(everyMs = 200) {
  let nowMs = 0;
  let talk: TalkTime = followTalk(NOBODY_TALKED, new Map(), nowMs);
  return {
    /** For so long everyone is as loud as is said. */
    lasts(forMs: number, ...levels: readonly (readonly [Speaker, number])[]) {
      for (const endMs = nowMs + forMs; nowMs < endMs; ) {
        nowMs += everyMs;
        talk = followTalk(talk, new Map(levels), nowMs);
      }
    },
    sleeps(forMs: number) {
      nowMs += forMs;
    },
    spoken: (who: Speaker) => talk.spokenMs.get(who) ?? 0,
  };
}

describe("talk time", () => {
  it("is the time in which somebody is loud, for each apart, also for two at once", () => {
    const talk = aTalk();
    talk.lasts(10_000, ["self", 0.6], [ben, 0]);
    talk.lasts(4_000, ["self", 0.6], [ben, 0.5]);

    expect(talk.spoken("self")).toBe(14_000);
    expect(talk.spoken(ben)).toBe(4_000);
  });

  it("goes on over a breath, and not over a silence", () => {
    const talk = aTalk();
    talk.lasts(1_000, [ben, 0.6]);
    talk.lasts(400, [ben, 0.1]);
    talk.lasts(1_000, [ben, 0.6]);
    expect(talk.spoken(ben)).toBe(2_400);

    talk.lasts(20_000, [ben, 0.1]);
    expect(talk.spoken(ben)).toBe(3_000);
  });

  it("does not count noise below speech", () => {
    const talk = aTalk();
    talk.lasts(10_000, [ben, 0.2]);

    expect(talk.spoken(ben)).toBe(0);
  });

  it("counts in a hidden page too, whose clock is slow, and never while the computer sleeps", () => {
    const slow = aTalk(1_000);
    slow.lasts(10_000, [ben, 0.6]);
    expect(slow.spoken(ben)).toBe(10_000);

    slow.sleeps(3_600_000);
    slow.lasts(1_000, [ben, 0.6]);
    expect(slow.spoken(ben)).toBe(10_000);
  });

  it("stays with whoever has left", () => {
    const talk = aTalk();
    talk.lasts(2_000, [ben, 0.6], [cem, 0]);
    talk.lasts(5_000, [cem, 0.6]);

    expect(talk.spoken(ben)).toBe(2_000);
    expect(talk.spoken(cem)).toBe(5_000);
  });
});
