/**
 * Loaded before a server that is measured (`--import`): answers over IPC what the process has used so far. The server
 * itself knows nothing of it, so what is measured is the one that people run.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { Question, SelfReport } from "./measured-process.ts";

/** V8 returns pages to the system a moment after a collection. */
const AFTER_COLLECTION_MS = 300;

process.on("message", (question: Question) => {
  if (question.kind === "report") void answer(question);
});

async function answer(question: Question & { kind: "report" }): Promise<void> {
  if (question.collectGarbage) {
    // There with --expose-gc. The second round takes what finalizers of the first let go.
    for (let round = 0; round < 2; round += 1) {
      globalThis.gc?.();
      await sleep(AFTER_COLLECTION_MS);
    }
  }
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const reply: SelfReport = { cpuUs: user + system, rssBytes: rss, heapBytes: heapUsed };
  process.send?.({ id: question.id, reply });
}
