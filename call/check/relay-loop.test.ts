import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type FakeNetwork, fakeChannels } from "./connections-for-tests.ts";
import { judgeLoop, LOOP_MAX_BYTES, measureLoop } from "./relay-loop.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function measure(network: FakeNetwork, queuedBytes?: () => number) {
  const { sender, receiver, sentBytes } = fakeChannels(network, queuedBytes);
  const startedMs = Date.now();
  let tookMs = 0;
  const measuring = measureLoop({
    sender,
    receiver,
    nowMs: Date.now,
    signal: new AbortController().signal,
  }).finally(() => {
    tookMs = Date.now() - startedMs;
  });
  await vi.advanceTimersByTimeAsync(10_000);
  return { result: await measuring, sentBytes: sentBytes(), tookMs };
}

describe("the loop", () => {
  it("measures the way through the relay, within five seconds and the volume that is promised", async () => {
    const { result, sentBytes, tookMs } = await measure(() => 40);

    expect(result?.rttMs).toBe(40);
    expect(result?.lossRatio).toBe(0);
    expect(result?.throughputBps).toBeGreaterThan(4_500_000);
    expect(sentBytes).toBeLessThanOrEqual(LOOP_MAX_BYTES);
    // Out and in again, with a sixth more for headers and acknowledgements.
    expect(LOOP_MAX_BYTES * 2 * 1.17).toBeLessThan(5_000_000);
    expect(tookMs).toBeLessThanOrEqual(5_100);
  });

  it("counts what does not come", async () => {
    const { result } = await measure(({ number }) => (number % 10 === 0 ? null : 20));

    expect(result?.lossRatio).toBeGreaterThan(0.09);
    expect(result?.lossRatio).toBeLessThan(0.11);
    expect(result?.rttMs).toBe(20);
  });

  it("takes the median, which one late packet in three does not move", async () => {
    const { result } = await measure(({ number }) => (number % 3 === 0 ? 400 : 30));

    expect(result?.rttMs).toBe(30);
  });

  it("tells the speed of the network where the browser holds packets back", async () => {
    // One megabit a second: a packet leaves the queue every eight milliseconds.
    let queuedUntilMs = 0;
    const { result, sentBytes } = await measure(
      ({ bytes }) => {
        queuedUntilMs = Math.max(queuedUntilMs, Date.now()) + (bytes * 8) / 1_000;
        return queuedUntilMs - Date.now() + 25;
      },
      () => Math.max(0, queuedUntilMs - Date.now()) * 125,
    );

    expect(result?.throughputBps).toBeGreaterThan(850_000);
    expect(result?.throughputBps).toBeLessThan(1_100_000);
    expect(sentBytes).toBeLessThan(600_000);
  });

  it("has no measure where nothing comes", async () => {
    expect((await measure(() => null)).result).toBeNull();
  });

  it("ends soon after the check is stopped, and sends no more", async () => {
    const { sender, receiver, sentBytes } = fakeChannels(() => 10);
    const stop = new AbortController();
    const measuring = measureLoop({ sender, receiver, nowMs: Date.now, signal: stop.signal });
    await vi.advanceTimersByTimeAsync(200);
    stop.abort();
    const before = sentBytes();
    await vi.advanceTimersByTimeAsync(1_000);

    expect(await measuring).toBeNull();
    expect(sentBytes()).toBe(before);
  });
});

describe("the judgement of a loop", () => {
  const good = { throughputBps: 4_000_000, rttMs: 40, lossRatio: 0.004 };

  it.each([
    ["loop.good", good],
    ["loop.fast", { ...good, throughputBps: 5_000_000 }],
    ["loop.slow", { ...good, throughputBps: 900_000 }],
    ["loop.far", { ...good, rttMs: 400 }],
    ["loop.lossy", { ...good, lossRatio: 0.08 }],
    // Of several, what spoils speech most.
    ["loop.lossy", { throughputBps: 100_000, rttMs: 900, lossRatio: 0.3 }],
    ["loop.far", { throughputBps: 100_000, rttMs: 900, lossRatio: 0 }],
  ])("is %s for %o", (code, measured) => {
    expect(judgeLoop(measured).code).toBe(code);
  });

  it("rounds to what people can use", () => {
    expect(judgeLoop({ throughputBps: 4_260_000, rttMs: 0.4, lossRatio: 0.0066 }).values).toEqual({
      mbps: 4.3,
      ms: 1,
      lossPercent: 0.7,
    });
  });
});
