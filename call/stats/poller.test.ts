import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sampleLink } from "./link-sample.ts";
import { type PolledLink, startStatsPoller } from "./poller.ts";

const aLink = (getStats: () => Promise<Map<string, unknown>> = async () => new Map()) => ({
  getStats: vi.fn(getStats),
  take: vi.fn(),
});

const loadReader = async () => sampleLink;

describe("reading statistics", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("asks the few links of a small room every second", async () => {
    const links = [aLink(), aLink(), aLink()];
    const poller = startStatsPoller(() => links as unknown as PolledLink[], loadReader);

    await vi.advanceTimersByTimeAsync(6_000);

    expect(links.map(({ take }) => take.mock.calls.length)).toEqual([6, 6, 6]);
    poller.stop();
  });

  it("asks no more links a second in a large room, and each as often as the others", async () => {
    const links = Array.from({ length: 7 }, () => aLink());
    const poller = startStatsPoller(() => links as unknown as PolledLink[], loadReader);
    const asked = () => links.reduce((sum, { getStats }) => sum + getStats.mock.calls.length, 0);

    const each: number[] = [];
    for (let second = 0; second < 6; second += 1) {
      const before = asked();
      await vi.advanceTimersByTimeAsync(1_000);
      each.push(asked() - before);
    }

    expect(Math.max(...each)).toBeLessThanOrEqual(3);
    expect(links.map(({ take }) => take.mock.calls.length)).toEqual([2, 2, 2, 2, 2, 2, 2]);
    poller.stop();
  });

  it("asks one link out of turn, but not twice at once", async () => {
    const link = aLink();
    const poller = startStatsPoller(() => [], loadReader);

    // The types of a report are the browser's.
    const asked = link as unknown as PolledLink;
    await Promise.all([poller.poll(asked), poller.poll(asked)]);

    expect(link.take).toHaveBeenCalledTimes(1);
    poller.stop();
  });

  it("leaves out a link that cannot answer, and takes nothing once it is stopped", async () => {
    const closed = aLink(() => Promise.reject(new Error("closed")));
    let answer: (report: Map<string, unknown>) => void = () => {};
    const slow = aLink(() => new Promise((resolve) => (answer = resolve)));
    const poller = startStatsPoller(() => [closed, slow] as unknown as PolledLink[], loadReader);

    await vi.advanceTimersByTimeAsync(1_000);
    poller.stop();
    answer(new Map());
    await vi.advanceTimersByTimeAsync(1_000);

    expect(closed.take).not.toHaveBeenCalled();
    expect(slow.take).not.toHaveBeenCalled();
  });

  it("loads what reads a report before it is needed, and again where that failed", async () => {
    const link = aLink();
    const load = vi
      .fn<() => Promise<typeof sampleLink>>()
      .mockRejectedValueOnce(new Error("offline"))
      .mockRejectedValueOnce(new Error("offline"))
      .mockResolvedValue(sampleLink);
    const poller = startStatsPoller(() => [link] as unknown as PolledLink[], load);
    expect(load).toHaveBeenCalledTimes(1);

    await vi.advanceTimersByTimeAsync(1_000);
    expect(link.take).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_000);

    expect(link.take).toHaveBeenCalledTimes(1);
    poller.stop();
  });
});
