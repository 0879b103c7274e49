/** How long `npm start` takes when all is built, and what the server holds when nobody is there. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Part } from "./part.ts";
import { median } from "./statistics.ts";

const ROUNDS = 5;
const POLL_MS = 5;
const START_TIMEOUT_MS = 60_000;
const IDLE_MS = 10_000;

export const start: Part = async ({ runs, say }) => {
  const dataDir = mkdtempSync(join(tmpdir(), "rondo-bench-"));
  try {
    // The first start makes keys and the database.
    await timeStart(["npm", "start"], dataDir);
    const startMs: number[] = [];
    for (let round = 1; round <= (runs ?? ROUNDS); round += 1) {
      const { elapsedMs } = await timeStart(["npm", "start"], dataDir);
      startMs.push(elapsedMs);
      say(`start ${round}: ${elapsedMs.toFixed(0)} ms`);
    }
    let idleBytes = Number.NaN;
    // Without npm in between, whose process is not the server's.
    await timeStart([process.execPath, "scripts/start.mjs"], dataDir, async (pid) => {
      await sleep(IDLE_MS);
      idleBytes = residentBytes(pid);
    });
    return {
      figures: [
        {
          name: "start: second `npm start` to first page, median",
          value: median(startMs),
          unit: "ms",
          limit: { atMost: 2_000 },
        },
        { name: "start: slowest", value: Math.max(...startMs), unit: "ms" },
        {
          name: "start: resident memory of the idle server",
          value: idleBytes / 1_000_000,
          unit: "MB",
          limit: { atMost: 220 },
        },
      ],
      samples: { startMs, idleBytes },
    };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
};

/** Starts, waits for the first whole page, does what else is wanted with it, and ends it. */
async function timeStart(
  [program = "", ...args]: readonly string[],
  dataDir: string,
  meanwhile: (pid: number) => Promise<void> = async () => undefined,
): Promise<{ elapsedMs: number }> {
  const port = await freePort();
  const startMs = performance.now();
  const child = spawn(program, args, {
    env: { ...process.env, DATA_DIR: dataDir, HOST: "127.0.0.1", PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: npm does not hand every signal on.
    detached: true,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += String(chunk);
    });
  }
  try {
    await firstPage(`http://127.0.0.1:${port}/`, child).catch((error: unknown) => {
      throw new Error(`the server did not start:\n${output}`, { cause: error });
    });
    const elapsedMs = performance.now() - startMs;
    await meanwhile(child.pid ?? 0);
    return { elapsedMs };
  } finally {
    await endGroup(child);
  }
}

async function firstPage(url: string, child: ChildProcess): Promise<void> {
  const deadlineMs = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    if (performance.now() > deadlineMs) throw new Error("no page came");
    try {
      const response = await fetch(url);
      const page = await response.text();
      if (response.ok && page.includes("</html>")) return;
    } catch {
      // Not listening yet.
    }
    await sleep(POLL_MS);
  }
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = once(child, "exit");
  process.kill(-child.pid, "SIGTERM");
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no TCP port");
  return address.port;
}

function residentBytes(pid: number): number {
  const kibibytes =
    process.platform === "linux"
      ? /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]
      : execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" });
  return Number(kibibytes) * 1_024;
}
