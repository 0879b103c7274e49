/**
 * The write-behind queue: takes events at once, writes them in batches, in order, by one writer. Knows no database:
 * `write` does the writing and `isRefused` tells a bad event from a database in trouble.
 */

import type { Log } from "../log.ts";
import type { CallEvent, Journal } from "./database.ts";
import { JournalTimeoutError } from "./errors.ts";

/**
 * How long the first event of a batch waits for company; a killed process forgets as much. A batch costs the same for one
 * event as for many, and who lost their seat to a kill takes another with the same token.
 */
const GATHER_MS = 100;
/** Reads, and people with them, wait while a batch is written; larger ones were measured to save nothing. */
const MAX_BATCH = 50;
const MAX_WAITING = 50_000;
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 5_000;

export interface JournalOptions {
  /** Writes a batch, all or nothing. Must be idempotent: after a lost connection a written batch comes again. */
  readonly write: (batch: readonly CallEvent[]) => Promise<void>;
  /** True where the database refuses what is written, for good; false where waiting may help. */
  readonly isRefused: (error: unknown) => boolean;
  readonly log: Pick<Log, "warn" | "error">;
  /** Bound of the events in memory. */
  readonly maxWaiting?: number;
}

/** A running journal; `stop()` ends its timers and leaves what is not written unwritten. */
export interface RunningJournal extends Journal {
  /** Events in memory, the batch being written included. */
  readonly waiting: number;
  /** Events lost since start: beyond the bound of memory, or refused by the database for good. */
  readonly dropped: number;
  stop(): void;
}

/** Starts a journal. The caller stops it. */
export function startJournal(options: JournalOptions): RunningJournal {
  const { write, isRefused, log, maxWaiting = MAX_WAITING } = options;

  /** Numbered, because a full memory drops events from behind the batch being written. */
  const queue: { readonly number: number; readonly event: CallEvent }[] = [];
  /** Events at the head of the queue that the writer holds; never dropped from under it. */
  let inFlight = 0;
  /** Number of the last event recorded. */
  let recorded = 0;
  let dropped = 0;
  let isOverflowing = false;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  let retryMs = FIRST_RETRY_MS;
  /** Keeps the one writer one. */
  let isWriting = false;
  const waiters = new Set<{ upTo: number; done: () => void }>();

  /** True when no event up to this number waits any more. */
  function isSettled(upTo: number): boolean {
    const oldest = queue[0];
    return oldest === undefined || oldest.number > upTo;
  }

  function tellWaiters(): void {
    for (const waiter of waiters) {
      if (isSettled(waiter.upTo)) waiter.done();
    }
  }

  function schedule(delayMs: number): void {
    if (stopped || isWriting || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      isWriting = true;
      void writeNext();
    }, delayMs);
  }

  async function writeNext(): Promise<void> {
    const batch = queue.slice(0, MAX_BATCH).map((entry) => entry.event);
    inFlight = batch.length;
    let delayMs = 0;
    try {
      await write(batch);
      finish(batch.length);
    } catch (error) {
      delayMs = isRefused(error) ? await writeOneByOne(batch) : backOff(error);
    }
    inFlight = 0;
    isWriting = false;
    if (queue.length > 0) schedule(delayMs || (queue.length >= MAX_BATCH ? 0 : GATHER_MS));
  }

  /** One event that the database refuses for good must not hold up all that came after it. */
  async function writeOneByOne(batch: readonly CallEvent[]): Promise<number> {
    for (const event of batch) {
      try {
        await write([event]);
      } catch (error) {
        if (!isRefused(error)) return backOff(error);
        dropped += 1;
        log.error({ error, event: event.kind }, "journal: the database refuses an event");
      }
      finish(1);
    }
    return 0;
  }

  /** Returns the wait before the next try, in ms. */
  function backOff(error: unknown): number {
    const delayMs = retryMs;
    log.warn(
      { error, count: queue.length, durationMs: delayMs },
      "journal: writing failed, trying again",
    );
    retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
    return delayMs;
  }

  function finish(count: number): void {
    queue.splice(0, count);
    inFlight -= count;
    retryMs = FIRST_RETRY_MS;
    isOverflowing = false;
    tellWaiters();
  }

  return {
    get waiting() {
      return queue.length;
    },
    get dropped() {
      return dropped;
    },

    record(event) {
      if (stopped) {
        dropped += 1;
        return;
      }
      recorded += 1;
      queue.push({ number: recorded, event });
      if (queue.length > maxWaiting) {
        // A block at a time: dropping one event for each that comes would shift the whole queue every time.
        const count = Math.min(Math.max(1, Math.floor(maxWaiting / 100)), queue.length - inFlight);
        queue.splice(inFlight, count);
        dropped += count;
        if (!isOverflowing)
          log.error({ count }, "journal: memory is full, dropping the oldest events");
        isOverflowing = true;
        tellWaiters();
      }
      schedule(queue.length >= MAX_BATCH ? 0 : GATHER_MS);
    },

    flush(timeoutMs) {
      const upTo = recorded;
      if (isSettled(upTo)) return Promise.resolve();
      // Whoever asks is about to leave: no use in waiting for company, or for the end of a long back-off.
      if (timer !== null) clearTimeout(timer);
      timer = null;
      schedule(0);
      return new Promise((resolve, reject) => {
        const waiter = {
          upTo,
          done: () => {
            clearTimeout(limit);
            waiters.delete(waiter);
            resolve();
          },
        };
        const limit = setTimeout(() => {
          waiters.delete(waiter);
          reject(new JournalTimeoutError(queue.length));
        }, timeoutMs);
        waiters.add(waiter);
      });
    },

    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
