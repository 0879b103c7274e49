import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AdminOverview } from "#protocol/admin.ts";
import type { Answer } from "./admin-api.ts";
import { createOverviewPoll } from "./overview-poll.ts";

function anOverview(nowMs: number): AdminOverview {
  const problems = { "not-hearing": 0, "not-heard": 0, "no-video": 0, dropped: 0, other: 0 };
  const ratings = { sinceMs: 0, count: 0, stars: 0, problems };
  return { nowMs, rooms: [], relay: "none", publicStun: false, ratings, audit: [] };
}

/** A server whose answers are given by hand. */
function aServer() {
  const questions: {
    answer: (answer: Answer<AdminOverview>) => Promise<void>;
    signal: AbortSignal;
  }[] = [];
  const load = (signal: AbortSignal) =>
    new Promise<Answer<AdminOverview>>((resolve) => {
      questions.push({
        signal,
        answer: async (answer) => {
          resolve(answer);
          await vi.advanceTimersByTimeAsync(0);
        },
      });
    });
  return { questions, load };
}

const lost = { ok: false, kind: "unreachable" } as const;
const fine = (nowMs: number) => ({ ok: true, value: anOverview(nowMs) }) as const;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function aPoll() {
  const { questions, load } = aServer();
  const onSignedOut = vi.fn();
  const poll = createOverviewPoll({ load, onSignedOut, nowMs: () => 42 });
  return { poll, questions, onSignedOut };
}

describe("the poll of the overview", () => {
  it("asks at once and a second after each answer, one question at a time", async () => {
    const { poll, questions } = aPoll();

    poll.start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(questions).toHaveLength(1);
    await questions[0]?.answer(fine(1));
    await vi.advanceTimersByTimeAsync(999);
    expect(questions).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);

    expect(questions).toHaveLength(2);
    expect(poll.getSnapshot()).toEqual({ overview: anOverview(1), state: "live", updatedAtMs: 42 });
  });

  it("keeps the last overview and asks more and more rarely while there is no answer", async () => {
    const { poll, questions } = aPoll();
    poll.start();
    await questions[0]?.answer(fine(1));
    await vi.advanceTimersToNextTimerAsync();
    const pausesMs: number[] = [];

    for (let round = 1; round < 7; round += 1) {
      await questions[round]?.answer(lost);
      expect(poll.getSnapshot()).toMatchObject({ overview: anOverview(1), state: "stale" });
      const answeredAtMs = Date.now();
      await vi.advanceTimersToNextTimerAsync();
      pausesMs.push(Date.now() - answeredAtMs);
    }

    expect(pausesMs).toEqual([2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it("is live again with the first answer", async () => {
    const { poll, questions } = aPoll();
    poll.start();
    await questions[0]?.answer(lost);
    await vi.advanceTimersToNextTimerAsync();

    await questions[1]?.answer(fine(2));

    expect(poll.getSnapshot()).toMatchObject({ overview: anOverview(2), state: "live" });
    await vi.advanceTimersByTimeAsync(1000);
    expect(questions).toHaveLength(3);
  });

  it("ends with the session, and says so once", async () => {
    const { poll, questions, onSignedOut } = aPoll();
    poll.start();

    await questions[0]?.answer({ ok: false, kind: "signed-out" });
    await vi.advanceTimersByTimeAsync(60_000);

    expect(questions).toHaveLength(1);
    expect(onSignedOut).toHaveBeenCalledTimes(1);
  });

  it("aborts its question when it is stopped and takes no late answer", async () => {
    const { poll, questions } = aPoll();
    poll.start();

    poll.stop();
    await questions[0]?.answer(fine(1));
    await vi.advanceTimersByTimeAsync(60_000);

    expect(questions[0]?.signal.aborted).toBe(true);
    expect(poll.getSnapshot().overview).toBeNull();
    expect(questions).toHaveLength(1);
  });

  it("asks anew at once after an action, and ignores what was asked before it", async () => {
    const { poll, questions } = aPoll();
    poll.start();

    poll.refresh();
    await questions[1]?.answer(fine(2));
    await questions[0]?.answer(fine(1));

    expect(questions[0]?.signal.aborted).toBe(true);
    expect(poll.getSnapshot().overview).toEqual(anOverview(2));
  });

  it("asks nothing after an action while nobody looks", () => {
    const { poll, questions } = aPoll();

    poll.refresh();

    expect(questions).toEqual([]);
  });
});
