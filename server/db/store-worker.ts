/** The program of the database's thread: opens the store, then performs calls until the server's thread ends it. */

import { parentPort, workerData } from "node:worker_threads";
import { openStore } from "./open-store.ts";
import { sendError } from "./sent-error.ts";
import type { Store, StoreLog, StorePlace } from "./store.ts";
import { type Answer, callsOf, type Question } from "./store-calls.ts";

if (parentPort === null) throw new Error("this program is a thread of the server");
const port = parentPort;

// Sent by `startThread`, as the questions are; a port knows no types.
const { databaseUrl, dataDir } = workerData as StorePlace;
try {
  const store = await openStore({ databaseUrl, dataDir, log: logOverThere() });
  serve(store);
  say({ kind: "opened", database: store.kind });
} catch (error) {
  say({ kind: "not-opened", error: sendError(error) });
}

function say(answer: Answer): void {
  port.postMessage(answer);
}

function serve(store: Store): void {
  const perform = callsOf(store);
  port.on("message", ({ id, name, args }: Question) => {
    perform(name, args).then(
      (value) => say({ kind: "result", id, value }),
      (error: unknown) => say({ kind: "refusal", id, error: sendError(error) }),
    );
  });
}

/** Lines go to the log that the server's thread was given. */
function logOverThere(): StoreLog {
  const line =
    (level: keyof StoreLog): StoreLog["info"] =>
    ({ error, ...fields }, message) => {
      say({
        kind: "log",
        level,
        fields,
        error: error === undefined ? null : sendError(error),
        message,
      });
    };
  return { info: line("info"), warn: line("warn"), error: line("error") };
}
