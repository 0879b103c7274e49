/** A process of its own that answers questions over IPC: a server under measurement, or the source of load. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { pathToFileURL } from "node:url";
import { bundlePath } from "./bundle-path.ts";

/** What a process has used since it started. */
export interface SelfReport {
  /** Processor time of all its threads, microseconds. */
  readonly cpuUs: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
}

export type Question = { readonly id: number } & (
  | { readonly kind: "report"; readonly collectGarbage: boolean }
  | { readonly kind: "task"; readonly task: unknown }
);

/** With `--profile` every process leaves a CPU profile there; the figures are then those of a profiled server. */
export const PROFILE_DIR = ".cache/bench/profiles";
const PROFILE = process.argv.includes("--profile");

export interface MeasuredProcess {
  readonly pid: number;
  /** Resolves with the first group of a pattern once the process prints it; rejects if it ends before. */
  printed(pattern: RegExp): Promise<string>;
  report(options?: { collectGarbage?: boolean }): Promise<SelfReport>;
  /** Hands a task over and resolves with its result; rejects with the error that the process reports. */
  perform(task: unknown): Promise<unknown>;
  /** Ends it in order. */
  stop(): Promise<void>;
}

/**
 * Starts a Node program with `--expose-gc` and with answers to `report()`; the caller stops it. `env` adds to the
 * environment.
 */
export function startMeasuredProcess(
  program: string,
  env: Readonly<Record<string, string>> = {},
): MeasuredProcess {
  const child: ChildProcess = fork(program, [], {
    env: { ...process.env, ...env },
    execArgv: [
      "--expose-gc",
      "--import",
      pathToFileURL(bundlePath("self-report")).href,
      ...(PROFILE ? ["--cpu-prof", "--cpu-prof-dir", PROFILE_DIR] : []),
    ],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  let questions = 0;
  let gone = false;
  const waiting = new Map<
    number,
    { resolve: (reply: unknown) => void; reject: (error: Error) => void }
  >();
  const readers = new Set<() => void>();

  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      output += String(chunk);
      for (const read of readers) read();
    });
  }
  child.on("message", (answer: { id?: number; reply?: unknown; error?: string }) => {
    // Programs may send messages of their own, which nobody here waits for.
    const asked = answer.id === undefined ? undefined : waiting.get(answer.id);
    if (answer.id === undefined || asked === undefined) return;
    waiting.delete(answer.id);
    if (answer.error === undefined) asked.resolve(answer.reply);
    else asked.reject(new Error(answer.error));
  });
  const ended = once(child, "exit").then(([code, signal]) => {
    gone = true;
    for (const { reject } of waiting.values()) {
      reject(new Error(`${program} ended (${code ?? signal}):\n${output}`));
    }
    waiting.clear();
    for (const read of readers) read();
  });

  // Distributes over the union, so that each kind keeps its own fields.
  type Unnumbered<Q> = Q extends unknown ? Omit<Q, "id"> : never;
  function ask(question: Unnumbered<Question>): Promise<unknown> {
    questions += 1;
    const id = questions;
    return new Promise((resolve, reject) => {
      if (gone) return reject(new Error(`${program} has ended:\n${output}`));
      waiting.set(id, { resolve, reject });
      child.send({ ...question, id });
    });
  }

  return {
    pid: child.pid ?? 0,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const read = (): void => {
          const found = pattern.exec(output)?.[1];
          if (found === undefined && !gone) return;
          readers.delete(read);
          if (found === undefined) reject(new Error(`${program} ended:\n${output}`));
          else resolve(found);
        };
        readers.add(read);
        read();
      }),
    report: async ({ collectGarbage = false } = {}) =>
      (await ask({ kind: "report", collectGarbage })) as SelfReport, // What self-report.ts sends.
    perform: (task) => ask({ kind: "task", task }),
    async stop() {
      if (gone) return;
      child.kill("SIGTERM");
      await ended;
    },
  };
}
