import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  firstConnection,
  hurry,
  isExhausted,
  type Loss,
  ladderFor,
  lossSince,
  type Means,
  nextStep,
  withStep,
} from "./recovery.ts";

const everything: Means = { relay: true, relayOverTcp: true, fromLevel: 0 };
const nothing: Means = { relay: false, relayOverTcp: false, fromLevel: 0 };
const end = (leads: boolean) => ({
  leads,
  answered: true,
  isTrying: false,
  progressMs: Number.NEGATIVE_INFINITY,
  rttMs: 0,
  random: 0.5,
});

/** What an end does on its own when nothing helps, until `untilMs`. */
function tried(loss: Loss, means: Means, options: ReturnType<typeof end>, untilMs: number) {
  const steps: { readonly what: string; readonly atMs: number }[] = [];
  let current = loss;
  for (;;) {
    const { step, dueMs } = nextStep(current, means, options);
    if (dueMs > untilMs) return { steps, loss: current };
    steps.push({ what: `${step.kind} ${step.level}`, atMs: dueMs });
    current = withStep(current, step, dueMs);
  }
}

describe("mending a lost link", () => {
  it("restarts at once, then connects anew, then only by relay, then only over TCP", () => {
    const { steps } = tried(lossSince(1_000), everything, end(true), 15_000);

    expect(steps.slice(0, 4).map(({ what }) => what)).toEqual([
      "fast 0",
      "full 0",
      "full 1",
      "full 2",
    ]);
    expect(steps[0]?.atMs).toBe(1_000);
  });

  it("does not try relays that there are none of", () => {
    const { steps } = tried(lossSince(0), nothing, end(true), 60_000);

    expect(new Set(steps.map(({ what }) => what))).toEqual(new Set(["fast 0", "full 0"]));
  });

  it("skips what a restless NAT made worthless", () => {
    expect(ladderFor({ ...everything, fromLevel: 1 }).map(({ level }) => level)).toEqual([0, 1, 2]);
    expect(ladderFor({ ...nothing, fromLevel: 1 })).toEqual(ladderFor(nothing));
  });

  it("lets the other end go first where that one leads", () => {
    const leader = nextStep(lossSince(0), everything, end(true));
    const follower = nextStep(lossSince(0), everything, end(false));

    expect(follower.dueMs - leader.dueMs).toBeGreaterThanOrEqual(1_000);
  });

  it("makes no new connection for a peer whom no offer reaches", () => {
    const lost = withStep(lossSince(0), nextStep(lossSince(0), everything, end(true)).step, 0);

    const unanswered = nextStep(lost, everything, { ...end(true), answered: false });
    const answered = nextStep(lost, everything, end(true));

    expect(answered).toMatchObject({ step: { kind: "full" } });
    expect(answered.dueMs).toBeLessThan(2_000);
    // It asks again instead, without being nearer to the next rung.
    expect(unanswered).toMatchObject({ step: { kind: "fast", isRepeat: true } });
    const repeated = withStep(lost, unanswered.step, unanswered.dueMs);
    expect(nextStep(repeated, everything, end(true)).step).toMatchObject({
      kind: "full",
      level: 0,
    });
  });

  it("begins nothing anew while the last attempt gets on, however slowly", () => {
    const first = firstConnection(0);
    const slow = { ...end(true), progressMs: 5_900 };

    const untouched = nextStep(first, everything, end(true));
    const described = nextStep(first, everything, slow);

    expect(untouched.step).toEqual(described.step);
    expect(described.dueMs - untouched.dueMs).toBe(5_900);
  });

  it("gives an answer that came late as much time as one that came at once", () => {
    const first = firstConnection(0);
    const repeated = nextStep(first, everything, { ...end(true), answered: false });
    const asked = withStep(first, repeated.step, repeated.dueMs);

    const answered = nextStep(asked, everything, {
      ...end(true),
      progressMs: repeated.dueMs + 1_000,
    });

    expect(repeated.step.isRepeat).toBe(true);
    expect(answered.dueMs - (repeated.dueMs + 1_000)).toBeGreaterThanOrEqual(4_000);
  });

  it("gives a slow path more time", () => {
    const lost = withStep(lossSince(0), nextStep(lossSince(0), everything, end(true)).step, 0);

    const near = nextStep(lost, everything, end(true)).dueMs;
    const far = nextStep(lost, everything, { ...end(true), rttMs: 600 }).dueMs;

    expect(far - near).toBeGreaterThanOrEqual(1_200);
  });

  it("starts over at once when the network is said to be back, at either end", () => {
    const { loss } = tried(lossSince(0), everything, end(false), 30_000);
    const again = hurry(loss, 31_000);

    const next = nextStep(again, everything, end(false));

    expect(next).toMatchObject({ step: { kind: "fast" }, dueMs: 31_000 });
  });

  it("gives a path that the browser still tries a moment to come back by itself, and no more", () => {
    const again = hurry(lossSince(0), 5_000);

    const { dueMs } = nextStep(again, everything, { ...end(true), isTrying: true });

    expect(dueMs).toBeGreaterThan(5_100);
    expect(dueMs).toBeLessThan(5_400);
  });

  it("makes a new connection where the old path is gone and the browser holds on to it", () => {
    const again = hurry(lossSince(0), 5_000, { holdsOn: true });

    const next = nextStep(again, everything, { ...end(false), answered: false, isTrying: true });

    expect(next).toMatchObject({ step: { kind: "full", level: 0 }, dueMs: 5_000 });
  });

  it("does not turn a shower of hints into a shower of steps", () => {
    let loss = lossSince(0);
    const taken: number[] = [];
    for (let nowMs = 0; nowMs < 2_000; nowMs += 10) {
      loss = hurry(loss, nowMs);
      const { step, dueMs } = nextStep(loss, everything, end(true));
      if (dueMs > nowMs) continue;
      taken.push(nowMs);
      loss = withStep(loss, step, nowMs);
    }

    expect(taken.length).toBeGreaterThan(1);
    for (const [place, atMs] of taken.entries())
      if (place > 0) expect(atMs - (taken[place - 1] ?? 0)).toBeGreaterThanOrEqual(400);
  });

  it("is said to have failed after one whole ladder, and not before", () => {
    const { steps } = tried(lossSince(0), everything, end(true), 60_000);
    let loss = lossSince(0);
    for (const [place, { atMs }] of steps.slice(0, 4).entries()) {
      expect(isExhausted(loss, everything, atMs)).toBe(false);
      const ladder = ladderFor(everything)[place];
      if (ladder !== undefined) loss = withStep(loss, ladder, atMs);
    }

    expect(isExhausted(loss, everything, (steps[3]?.atMs ?? 0) + 10_000)).toBe(true);
  });

  it("counts the first connection as a step", () => {
    expect(nextStep(firstConnection(0), everything, end(true)).dueMs).toBeGreaterThanOrEqual(5_000);
  });

  it("never gives up, never hastens, and never pauses for long", () => {
    fc.assert(
      fc.property(
        fc.record({
          relay: fc.boolean(),
          relayOverTcp: fc.boolean(),
          fromLevel: fc.constantFrom(0, 1, 2),
        }),
        fc.boolean(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(2_000),
        (means, leads, random, rttMs) => {
          const options = { ...end(leads), random, rttMs };
          const hourMs = 3_600_000;
          const { steps } = tried(lossSince(0), means as Means, options, hourMs); // fc loses the union.
          expect(hourMs - (steps.at(-1)?.atMs ?? 0)).toBeLessThan(40_000);
          for (const [place, { atMs }] of steps.entries()) {
            const before = steps[place - 1];
            if (before !== undefined) expect(atMs - before.atMs).toBeGreaterThanOrEqual(500);
          }
        },
      ),
    );
  });
});
