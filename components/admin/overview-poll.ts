/** Keeps the overview current while somebody looks at it. Knows no React; the page reads its store. */

import { createStore, type ReadableStore } from "#call/store.ts";
import type { AdminOverview } from "#protocol/admin.ts";
import type { Answer } from "./admin-api.ts";

export interface OverviewState {
  /** The last overview that came; kept while nothing new comes. */
  readonly overview: AdminOverview | null;
  readonly state: "starting" | "live" | "stale";
  /** When the last overview came, by this machine's clock; null before the first. */
  readonly updatedAtMs: number | null;
}

/** From the end of one answer to the next question: with the question itself, well under what "live" promises. */
const INTERVAL_MS = 1000;
const MAX_BACKOFF_MS = 15_000;

export interface OverviewPoll extends ReadableStore<OverviewState> {
  /** Asks at once, and again and again until `stop`. */
  start(): void;
  /** Aborts the open question and asks no more; `start` goes on. */
  stop(): void;
  /** Asks now rather than at the next turn, for after an action. Nothing while stopped. */
  refresh(): void;
}

/**
 * Asks one question at a time. A question without an answer makes the state stale and the pauses longer; a session
 * that is over ends the polling and is told once. `stop` must be called in the end.
 */
export function createOverviewPoll(parts: {
  load: (signal: AbortSignal) => Promise<Answer<AdminOverview>>;
  onSignedOut: () => void;
  nowMs?: () => number;
}): OverviewPoll {
  const { load, onSignedOut, nowMs = Date.now } = parts;
  const store = createStore<OverviewState>({
    overview: null,
    state: "starting",
    updatedAtMs: null,
  });
  let running: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  function stop(): void {
    clearTimeout(timer);
    running?.abort();
    running = null;
  }

  function askNow(): void {
    stop();
    const question = new AbortController();
    running = question;
    void load(question.signal).then((answer) => {
      // Stopped, or asked anew since.
      if (running !== question) return;
      if (answer.ok) {
        failures = 0;
        store.update(() => ({ overview: answer.value, state: "live", updatedAtMs: nowMs() }));
      } else if (answer.kind === "signed-out") {
        stop();
        onSignedOut();
        return;
      } else {
        failures += 1;
        store.update((before) => ({ ...before, state: "stale" }));
      }
      timer = setTimeout(askNow, Math.min(INTERVAL_MS * 2 ** failures, MAX_BACKOFF_MS));
    });
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    start: askNow,
    stop,
    refresh() {
      if (running !== null) askNow();
    },
  };
}
