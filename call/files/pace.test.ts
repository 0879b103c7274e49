import { describe, expect, it } from "vitest";
import { createPace, nextRate, START_RATE } from "./pace.ts";

const used = (rttMs: number | null) => ({ rttMs, isUsed: true });

describe("the rate of a file", () => {
  it("grows while the round trip stays what it was", () => {
    const first = nextRate(START_RATE, used(20));
    const second = nextRate(first, used(25));

    expect(second.bytesPerSecond).toBeGreaterThan(2 * START_RATE.bytesPerSecond);
    expect(second.baseRttMs).toBe(20);
  });

  it("does not grow where something else held the file back", () => {
    expect(nextRate(START_RATE, { rttMs: 20, isUsed: false }).bytesPerSecond).toBe(
      START_RATE.bytesPerSecond,
    );
  });

  it("falls when what is sent stands in queues, and goes on falling until they are empty", () => {
    let rate = nextRate(START_RATE, used(20));
    const before = rate.bytesPerSecond;

    for (let looks = 0; looks < 3; looks += 1) rate = nextRate(rate, used(400));

    expect(rate.bytesPerSecond).toBeLessThan(before / 4);
  });

  it("never falls to nothing", () => {
    let rate = nextRate(START_RATE, used(20));

    for (let looks = 0; looks < 100; looks += 1) rate = nextRate(rate, used(5_000));

    expect(rate.bytesPerSecond).toBeGreaterThan(10_000);
  });

  it("stays where the round trip is not known", () => {
    expect(nextRate(START_RATE, used(null))).toBe(START_RATE);
  });
});

describe("a pace", () => {
  it("lets go at once what a second brings, and then as much as time brings", () => {
    const pace = createPace(0);
    const second = START_RATE.bytesPerSecond;

    expect(pace.take(second, 0)).toBe(0);
    const waitMs = pace.take(second / 10, 0);
    expect(waitMs).toBeGreaterThan(0);
    expect(pace.take(second / 10, waitMs)).toBe(0);
    expect(pace.take(second / 10, waitMs)).toBeGreaterThan(90);
  });

  it("does not save up for long what was not used", () => {
    const pace = createPace(0);

    expect(pace.take(START_RATE.bytesPerSecond, 3_600_000)).toBe(0);
    expect(pace.take(1, 3_600_000)).toBeGreaterThan(0);
  });

  it("gets faster when all of it is used on a path that is not full", () => {
    const pace = createPace(0);
    pace.take(START_RATE.bytesPerSecond, 0);
    pace.take(1, 0);

    pace.look(20);
    pace.take(1, 0);
    pace.look(20);

    let sent = 0;
    for (let atMs = 0; atMs <= 1_000; atMs += 10)
      while (pace.take(1_000, atMs) === 0) sent += 1_000;
    expect(sent).toBeGreaterThan(START_RATE.bytesPerSecond);
  });
});
