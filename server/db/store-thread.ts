/**
 * The store in a thread of its own. SQLite's driver holds up the thread it is called in, and building queries takes
 * more processor time than all else in a join: neither may delay the messages of a call.
 */

import { Worker } from "node:worker_threads";
import type { Database } from "./database.ts";
import { receiveError } from "./sent-error.ts";
import type { OpenStoreOptions, Store, StoreLog, StorePlace } from "./store.ts";
import { type Answer, type PerformCall, type Question, storeOver } from "./store-calls.ts";

/** From the sources and in the build alike, the file beside this one. */
const PROGRAM = new URL("./store-worker.mjs", import.meta.url);

const FIRST_RESTART_MS = 100;
const MAX_RESTART_MS = 5_000;

/**
 * Starts the thread and opens the store in it; rejects as `openStore` does. A thread that ends by itself rejects what
 * waits for it and is replaced; until then every call rejects. The caller calls `close()`, which ends the thread.
 */
export async function openStoreInThread(
  options: OpenStoreOptions,
  program = PROGRAM,
): Promise<Store> {
  const { log, databaseUrl, dataDir } = options;
  const place: StorePlace = { databaseUrl, dataDir };
  let closing = false;
  let startedAtMs = performance.now();
  let restartMs = FIRST_RESTART_MS;
  let restart: NodeJS.Timeout | undefined;
  const first = await startThread(place, program, log);
  let thread: StoreThread | null = first;
  void first.ended.then(replace);

  function replace(error: Error): void {
    thread = null;
    if (closing) return;
    // One that lived for a while had nothing to do with the failures before.
    if (performance.now() - startedAtMs > MAX_RESTART_MS) restartMs = FIRST_RESTART_MS;
    log.error({ error, durationMs: restartMs }, "database: its thread ended, starting another");
    restart = setTimeout(startAgain, restartMs);
    restartMs = Math.min(restartMs * 2, MAX_RESTART_MS);
  }

  function startAgain(): void {
    startedAtMs = performance.now();
    startThread(place, program, log).then((started) => {
      if (closing) return started.end();
      thread = started;
      log.info({}, "database: its thread runs again");
      return started.ended.then(replace);
    }, replace);
  }

  const perform: PerformCall = (name, args) =>
    thread === null
      ? Promise.reject(new Error("the database's thread is not running"))
      : thread.perform(name, args);

  return {
    ...storeOver(first.kind, perform),
    async close() {
      closing = true;
      clearTimeout(restart);
      const last = thread;
      if (last === null) return;
      try {
        await last.perform("close", []);
      } finally {
        await last.end();
      }
    },
  };
}

interface StoreThread {
  readonly kind: Database["kind"];
  readonly perform: PerformCall;
  /** Resolves with the reason when the thread has ended, by `end()` or not. */
  readonly ended: Promise<Error>;
  end(): Promise<void>;
}

async function startThread(place: StorePlace, program: URL, log: StoreLog): Promise<StoreThread> {
  const worker = new Worker(program, { workerData: place, name: "database" });
  const waiting = new Map<
    number,
    { resolve: (value: never) => void; reject: (error: Error) => void }
  >();
  let asked = 0;
  let isOver = false;

  let reason: Error | null = null;
  worker.once("error", (error) => {
    reason = error instanceof Error ? error : new Error(String(error));
  });
  const ended = new Promise<Error>((resolve) => {
    worker.once("exit", (code) => {
      isOver = true;
      const error = reason ?? new Error(`the database's thread ended (${code})`);
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
      resolve(error);
    });
  });
  const end = async (): Promise<void> => void (await worker.terminate());

  const kind = await new Promise<Database["kind"]>((resolve, reject) => {
    void ended.then(reject);
    worker.on("message", (answer: Answer) => {
      switch (answer.kind) {
        case "opened":
          return resolve(answer.database);
        case "not-opened":
          return reject(receiveError(answer.error));
        case "log": {
          const error = answer.error === null ? {} : { error: receiveError(answer.error) };
          return log[answer.level]({ ...answer.fields, ...error }, answer.message);
        }
        case "result":
          // Of the call with this number, so of the type that `perform` promised for it.
          waiting.get(answer.id)?.resolve(answer.value as never);
          break;
        case "refusal":
          waiting.get(answer.id)?.reject(receiveError(answer.error));
          break;
      }
      waiting.delete(answer.id);
    });
  }).catch(async (error: unknown) => {
    await end();
    throw error;
  });

  return {
    kind,
    ended,
    end,
    perform: (name, args) =>
      new Promise((resolve, reject) => {
        if (isOver) return reject(new Error("the database's thread has ended"));
        asked += 1;
        const question: Question = { id: asked, name, args };
        worker.postMessage(question);
        waiting.set(asked, { resolve, reject });
      }),
  };
}
