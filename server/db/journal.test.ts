import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { CallEvent } from "./database.ts";
import { JournalTimeoutError } from "./errors.ts";
import { type RunningJournal, startJournal } from "./journal.ts";

class Refusal extends Error {}

function peak(people: number): CallEvent {
  return { kind: "call-peaked", callId: "call-1", people };
}

function peopleIn(batch: readonly CallEvent[]): number[] {
  return batch.map((event) => (event.kind === "call-peaked" ? event.people : -1));
}

describe("the journal", () => {
  let written: number[][];
  let write: ReturnType<typeof vi.fn<(batch: readonly CallEvent[]) => Promise<void>>>;
  let journal: RunningJournal;
  const log = { warn: vi.fn(), error: vi.fn() };

  function start(maxWaiting = 1_000): void {
    journal = startJournal({
      write,
      isRefused: (error) => error instanceof Refusal,
      log,
      maxWaiting,
    });
  }

  beforeEach(() => {
    vi.useFakeTimers();
    vi.clearAllMocks();
    written = [];
    write = vi.fn(async (batch) => void written.push(peopleIn(batch)));
    start();
  });

  afterEach(() => {
    journal.stop();
    vi.useRealTimers();
  });

  test("writes what came within a moment as one batch, in order", async () => {
    for (const people of [1, 2, 3]) journal.record(peak(people));
    expect(write).not.toHaveBeenCalled();

    await vi.advanceTimersByTimeAsync(100);

    expect(written).toEqual([[1, 2, 3]]);
    expect(journal.waiting).toBe(0);
  });

  test("writes one batch at a time", async () => {
    let finish: () => void = () => undefined;
    write.mockImplementationOnce(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    journal.record(peak(1));
    await vi.advanceTimersByTimeAsync(100);
    journal.record(peak(2));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(write).toHaveBeenCalledTimes(1);

    finish();
    await vi.advanceTimersByTimeAsync(100);

    expect(written).toEqual([[2]]);
  });

  test("cuts a crowd into batches and keeps the order", async () => {
    const crowd = Array.from({ length: 1_000 }, (_, at) => at);
    for (const people of crowd) journal.record(peak(people));

    await vi.advanceTimersByTimeAsync(500);

    expect(written.length).toBeGreaterThan(1);
    expect(written.flat()).toEqual(crowd);
  });

  test("tries a failing database again and again, ever more rarely, and loses nothing", async () => {
    write.mockImplementation(() => Promise.reject(new Error("no connection")));
    journal.record(peak(1));
    await vi.advanceTimersByTimeAsync(100);
    journal.record(peak(2));
    await vi.advanceTimersByTimeAsync(60_000);
    const tries = write.mock.calls.length;
    expect(tries).toBeGreaterThan(5);
    expect(tries).toBeLessThan(25);

    write.mockImplementation(async (batch) => void written.push(peopleIn(batch)));
    await vi.advanceTimersByTimeAsync(5_000);

    expect(written).toEqual([[1, 2]]);
    expect(journal.dropped).toBe(0);
  });

  test("leaves out an event that the database refuses, and writes the others", async () => {
    write.mockImplementation(async (batch) => {
      if (peopleIn(batch).includes(2)) throw new Refusal();
      written.push(peopleIn(batch));
    });
    for (const people of [1, 2, 3]) journal.record(peak(people));

    await vi.advanceTimersByTimeAsync(100);

    expect(written).toEqual([[1], [3]]);
    expect(journal.dropped).toBe(1);
    expect(log.error).toHaveBeenCalledTimes(1);
  });

  test("goes on where it was when the connection is lost between refusals", async () => {
    let isConnected = true;
    write.mockImplementation(async (batch) => {
      const people = peopleIn(batch);
      if (people.length > 1) throw new Refusal();
      if (!isConnected) throw new Error("no connection");
      written.push(people);
      isConnected = false;
    });
    for (const people of [1, 2]) journal.record(peak(people));
    await vi.advanceTimersByTimeAsync(150);
    expect(written).toEqual([[1]]);

    isConnected = true;
    await vi.advanceTimersByTimeAsync(200);

    expect(written).toEqual([[1], [2]]);
  });

  test("drops the oldest beyond the bound of memory, but never the batch being written", async () => {
    journal.stop();
    start(10);
    let finish: () => void = () => undefined;
    write.mockImplementationOnce(
      (batch) =>
        new Promise((resolve) => {
          finish = () => {
            written.push(peopleIn(batch));
            resolve();
          };
        }),
    );
    journal.record(peak(0));
    await vi.advanceTimersByTimeAsync(100);
    for (let people = 1; people <= 14; people += 1) journal.record(peak(people));
    expect(journal.waiting).toBe(10);

    finish();
    await vi.advanceTimersByTimeAsync(200);

    expect(written.flat()).toEqual([0, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    expect(journal.dropped).toBe(5);
    expect(log.error).toHaveBeenCalledTimes(1);
  });

  describe("flush", () => {
    test("resolves at once when nothing waits", async () => {
      await expect(journal.flush(1)).resolves.toBeUndefined();
    });

    test("writes at once, also in the middle of a long back-off", async () => {
      write.mockImplementation(() => Promise.reject(new Error("no connection")));
      journal.record(peak(1));
      await vi.advanceTimersByTimeAsync(20_000);
      write.mockImplementation(async (batch) => void written.push(peopleIn(batch)));

      const flushed = journal.flush(1_000);
      await vi.advanceTimersByTimeAsync(1);

      await expect(flushed).resolves.toBeUndefined();
      expect(written).toEqual([[1]]);
    });

    test("waits for what was recorded before it, not for what comes after", async () => {
      journal.record(peak(1));
      const flushed = journal.flush(1_000);
      write.mockImplementation(async (batch) => {
        written.push(peopleIn(batch));
        journal.record(peak(2));
      });

      await vi.advanceTimersByTimeAsync(1);

      await expect(flushed).resolves.toBeUndefined();
    });

    test("rejects with the number of waiting events when the time is over, and keeps them", async () => {
      write.mockImplementation(() => Promise.reject(new Error("no connection")));
      journal.record(peak(1));
      const flushed = journal.flush(500);
      const outcome = expect(flushed).rejects.toEqual(new JournalTimeoutError(1));

      await vi.advanceTimersByTimeAsync(500);

      await outcome;
      expect(journal.waiting).toBe(1);
    });
  });

  test("takes nothing any more once stopped", async () => {
    journal.stop();
    journal.record(peak(1));
    await vi.advanceTimersByTimeAsync(1_000);

    expect(write).not.toHaveBeenCalled();
    expect(journal.dropped).toBe(1);
  });
});
