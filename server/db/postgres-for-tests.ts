/**
 * A real PostgreSQL for tests: the machine's own binaries, a cluster of its own in a temporary folder, gone at the end.
 */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const STOP_LIMIT_MS = 5_000;

/** What cures a missing PostgreSQL; for the title of a skipped suite. */
export const postgresCure = "apt-get install postgresql";

/** The folder with `initdb` and `postgres`, newest version first, or null. */
export function findPostgres(): string | null {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian)
    ? readdirSync(debian).sort((a, b) => Number(b) - Number(a))
    : [];
  const { PATH = "" } = process.env;
  const folders = [
    ...versions.map((version) => join(debian, version, "bin")),
    ...PATH.split(delimiter),
  ];
  return (
    folders.find(
      (folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")),
    ) ?? null
  );
}

/** A running PostgreSQL. */
export interface TestPostgres {
  readonly port: number;
  readonly password: string;
  /** Creates an empty database and returns its URL. */
  createDatabase(): Promise<string>;
  /** Stops the server, ending all connections, so that nobody answers until `start`. */
  halt(): Promise<void>;
  start(): Promise<void>;
  /** Stops the server and deletes its files. */
  stop(): Promise<void>;
}

/** Starts PostgreSQL on a free port of 127.0.0.1. The caller stops it. */
export async function startPostgres(bin: string): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), "rondo-postgres-"));
  const password = "ann-and-ben";
  // PostgreSQL refuses to run as root; Debian's package makes a user for it.
  const owner = process.getuid?.() === 0 ? userIds("postgres") : null;
  if (owner !== null) chownSync(folder, owner.uid, owner.gid);
  const cluster = join(folder, "cluster");
  const run = { ...owner, cwd: folder, stdio: "pipe" as const };

  execFileSync(
    "sh",
    ["-c", `umask 077; printf %s "$1" > "$2"`, "sh", password, join(folder, "password")],
    run,
  );
  execFileSync(
    join(bin, "initdb"),
    [
      ["-D", cluster],
      ["-U", "rondo"],
      ["-A", "scram-sha-256"],
      [`--pwfile=${join(folder, "password")}`],
      ["--no-sync", "--encoding=UTF8", "--locale=C"],
    ].flat(),
    run,
  );
  const port = await freePort();

  let server: ChildProcess | null = null;
  let created = 0;

  async function start(): Promise<void> {
    const settings = [
      `port=${port}`,
      "listen_addresses=127.0.0.1",
      `unix_socket_directories=${folder}`,
      "fsync=off",
      "synchronous_commit=off",
      "full_page_writes=off",
      "shared_buffers=16MB",
      "max_connections=40",
    ];
    const args = ["-D", cluster, ...settings.flatMap((setting) => ["-c", setting])];
    const child = spawn(join(bin, "postgres"), args, {
      ...owner,
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    server = child;
    let log = "";
    await new Promise<void>((resolve, reject) => {
      child.stderr?.on("data", (chunk: Buffer) => {
        log += chunk.toString();
        if (log.includes("ready to accept connections")) resolve();
      });
      child.on("error", reject);
      child.on("exit", () => reject(new Error(`PostgreSQL did not start:\n${log}`)));
    });
  }

  async function halt(): Promise<void> {
    const child = server;
    server = null;
    if (child === null || child.exitCode !== null) return;
    const exited = new Promise((resolve) => child.once("exit", resolve));
    // "Fast shutdown": ends all connections, and loses nothing although the cluster never syncs.
    child.kill("SIGINT");
    const limit = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
    await exited;
    clearTimeout(limit);
  }

  // A test run that ends in the middle must not leave a server behind.
  const killAtExit = () => void server?.kill("SIGKILL");
  process.once("exit", killAtExit);
  await start();
  return {
    port,
    password,
    start,
    halt,
    createDatabase: async () => {
      created += 1;
      const name = `rondo_${created}`;
      execFileSync(
        join(bin, "psql"),
        [
          "-h",
          "127.0.0.1",
          "-p",
          String(port),
          "-U",
          "rondo",
          "-d",
          "postgres",
          "-c",
          `CREATE DATABASE ${name}`,
        ],
        { ...run, env: { ...process.env, PGPASSWORD: password } },
      );
      return `postgresql://rondo:${password}@127.0.0.1:${port}/${name}`;
    },
    stop: async () => {
      process.off("exit", killAtExit);
      await halt();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function userIds(name: string): { uid: number; gid: number } {
  const read = (flag: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8" }));
  return { uid: read("-u"), gid: read("-g") };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") return reject(new Error("no port"));
      server.close(() => resolve(address.port));
    });
  });
}
