/**
 * Network namespaces of one test run: who may make them, how they are named, and that none outlives its process. Only
 * `network.ts` builds on this.
 */

import { execFile, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** How many networks may exist on one machine at a time, each with its own part of the address range. */
export const SLOTS = 8;

/** Why there can be no namespaces here, and what would help; undefined where there can. */
export function whyNoNamespaces(): { readonly reason: string; readonly cure: string } | undefined {
  if (process.platform !== "linux") {
    return {
      reason: "network namespaces exist on Linux only",
      cure: "run the tests on Linux, for instance in a container with --privileged",
    };
  }
  if (process.getuid?.() !== 0) {
    return {
      reason: "making network namespaces needs root",
      cure: "run the tests as root: sudo npm test",
    };
  }
  const found = spawnSync("ip", ["netns", "list"], { encoding: "utf8" });
  if (found.error !== undefined || found.status !== 0) {
    return { reason: "ip is not installed", cure: "apt-get install iproute2" };
  }
  const name = `rondo-${process.pid}-try`;
  const tried = spawnSync("ip", ["netns", "add", name], { encoding: "utf8" });
  if (tried.status !== 0) {
    return {
      reason: `namespaces are not allowed here (${tried.stderr.trim()})`,
      cure: "run the tests outside a container, or in one with --privileged",
    };
  }
  spawnSync("ip", ["netns", "del", name]);
  return undefined;
}

/** Runs `ip`; a failure throws an Error with what it said. */
export async function ip(...words: readonly string[]): Promise<void> {
  await run("ip", words);
}

/** Runs a program inside a namespace to its end and returns what it printed; a failure throws an Error with that. */
export async function runIn(
  namespace: string,
  command: string,
  words: readonly string[],
): Promise<string> {
  const { stdout } = await run("ip", ["netns", "exec", namespace, command, ...words]);
  return stdout;
}

/** A part of the address range, and what is to be undone when it is given back. */
export interface Slot {
  readonly number: number;
  /** Makes a namespace that goes with the slot; the name is unique on this machine. */
  addNamespace(name: string): Promise<string>;
  /** Name for the link that joins this machine to the network. */
  readonly linkName: string;
  /** Ends every process in the namespaces, then the namespaces and the link. Safe to call twice. */
  release(): void;
}

/**
 * Takes a free slot. What a killed run left behind in it is removed first; what this run makes is removed by
 * `release()`, which also happens by itself when the process exits or is interrupted.
 */
export function takeSlot(): Slot {
  for (let number = 0; number < SLOTS; number++) {
    const lock = join(tmpdir(), `rondo-network-${number}.lock`);
    if (!takeLock(lock)) continue;
    removeRemains(number);
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      process.off("exit", release);
      process.off("SIGINT", interrupted);
      process.off("SIGTERM", interrupted);
      removeRemains(number);
      unlinkSync(lock);
    };
    const interrupted = (signal: NodeJS.Signals) => {
      release();
      process.kill(process.pid, signal);
    };
    process.on("exit", release);
    process.on("SIGINT", interrupted);
    process.on("SIGTERM", interrupted);
    return {
      number,
      linkName: linkName(number),
      release,
      async addNamespace(name) {
        const namespace = `${namePrefix(number)}${process.pid}-${name}`;
        await ip("netns", "add", namespace);
        await ip("-n", namespace, "link", "set", "lo", "up");
        return namespace;
      },
    };
  }
  throw new Error(`All ${SLOTS} test networks of this machine are in use.`);
}

function namePrefix(slot: number): string {
  return `rondo-net${slot}-`;
}

function linkName(slot: number): string {
  return `rondo-net${slot}`;
}

/** Takes the lock file, also from a process that is gone. */
function takeLock(file: string): boolean {
  for (const lastTry of [false, true]) {
    try {
      const opened = openSync(file, "wx", 0o600);
      writeSync(opened, String(process.pid));
      closeSync(opened);
      return true;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
      if (lastTry || isAlive(Number(readFileSync(file, "utf8")))) return false;
      unlinkSync(file);
    }
  }
  return false;
}

function isAlive(pid: number): boolean {
  // A lock that is empty is being written this very moment.
  return pid === 0 || existsSync(`/proc/${pid}`);
}

/** Synchronous, so that it also runs while the process exits. */
function removeRemains(slot: number): void {
  const ipNow = (...words: string[]) => spawnSync("ip", words, { encoding: "utf8" }).stdout;
  const namespaces = ipNow("netns", "list")
    .split("\n")
    .map((line) => line.split(" ")[0] ?? "")
    .filter((name) => name.startsWith(namePrefix(slot)));
  for (const namespace of namespaces) {
    for (const pid of ipNow("netns", "pids", namespace).split("\n").map(Number)) {
      if (pid > 0) endProcess(pid);
    }
    ipNow("netns", "del", namespace);
  }
  if (existsSync(`/sys/class/net/${linkName(slot)}`)) ipNow("link", "del", linkName(slot));
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself in between.
  }
}
