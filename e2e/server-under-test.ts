/** The built server as people run it: its own process, port and data folder. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface ServerUnderTest {
  readonly url: string;
  readonly dataDir: string;
  /** Everything the process printed so far. */
  output(): string;
  /** Ends the process as `kill -9` does. */
  kill(): Promise<void>;
  /** Sends the process a signal, for instance SIGSTOP. */
  signal(name: NodeJS.Signals): void;
  /** Starts it again on the same port, with the same data. */
  restart(): Promise<void>;
  /** Ends the process in order and deletes its data. */
  stop(): Promise<void>;
}

/** Starts `dist/server.mjs`; `env` adds to the environment, `url` is how browsers reach it (default: as it says). */
export async function startServer(
  env: Record<string, string> = {},
  options: { flags?: readonly string[]; command?: readonly string[] } = {},
): Promise<ServerUnderTest> {
  const dataDir = mkdtempSync(join(tmpdir(), "rondo-e2e-"));
  let port = "0";
  let printed = "";
  let child: ChildProcess | null = null;
  let url = "";
  /** Whoever is stopped in the middle leaves no server behind. */
  const abandon = () => {
    child?.kill("SIGKILL");
    rmSync(dataDir, { recursive: true, force: true });
  };
  process.on("exit", abandon);

  async function launch(): Promise<void> {
    const [program = process.execPath, ...prefix] = [...(options.command ?? []), process.execPath];
    const started = spawn(program, [...prefix, "dist/server.mjs", ...(options.flags ?? [])], {
      env: {
        ...process.env,
        NODE_ENV: "production",
        DATA_DIR: dataDir,
        PORT: port,
        // Tests open many rooms and sockets from one address; limits have tests of their own.
        ROOMS_PER_HOUR_PER_ADDRESS: "100000",
        ROOM_LOOKUPS_PER_MINUTE_PER_ADDRESS: "10000",
        LOG_LEVEL: "warn",
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child = started;
    url = await new Promise<string>((resolve, reject) => {
      const listen = (chunk: unknown): void => {
        printed += String(chunk);
        const ready = /Rondo is ready: +(\S+)/.exec(printed)?.[1];
        if (ready !== undefined) resolve(ready);
      };
      started.stdout?.on("data", listen);
      started.stderr?.on("data", listen);
      started.once("exit", (code) =>
        reject(new Error(`the server ended with ${code}:\n${printed}`)),
      );
    });
    port = new URL(url).port;
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  await launch();
  return {
    get url() {
      return env["PUBLIC_URL"] ?? url;
    },
    dataDir,
    output: () => printed,
    kill: () => end("SIGKILL"),
    signal: (name) => child?.kill(name),
    async restart() {
      printed = "";
      await launch();
    },
    async stop() {
      await end("SIGTERM");
      process.off("exit", abandon);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
