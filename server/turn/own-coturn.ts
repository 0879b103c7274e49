/** The relay that `npm start -- --turn` runs on this machine, with the configuration that Rondo ships. */

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { accessSync, constants, readFileSync } from "node:fs";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createServer, isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { delimiter, join } from "node:path";
import type { Log } from "../log.ts";
import { answersStun } from "./stun-binding.ts";

const START_TIMEOUT_MS = 10_000;
const STOP_TIMEOUT_MS = 3000;
const SECRET_BYTES = 32;
const SECRET_FILE = "turn-secret";
const CONFIGURATION_FILE = "turnserver.conf";

/** Where packages put it, besides PATH: services have a short one. */
const PROGRAM_FOLDERS = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/opt/homebrew/bin"];

export interface OwnCoturnOptions {
  /** The secret and the generated configuration are kept here. */
  readonly dataDir: string;
  /** The shipped `deploy/coturn/turnserver.conf`. */
  readonly configFile: string;
  /** IPv4 address browsers reach the relay at: of the LAN, or 127.0.0.1 when only this machine is served. */
  readonly address: string;
  readonly ports: {
    /** For UDP and TCP. */
    readonly listening: number;
    /** Relayed traffic uses ports from here … */
    readonly relayMin: number;
    /** … to here. */
    readonly relayMax: number;
  };
  readonly log: Pick<Log, "info" | "warn" | "error">;
}

/** A relay that answers; it ends with `stop()`, and by itself when this process ends in any way. */
export interface OwnCoturn {
  readonly turnUrls: readonly string[];
  readonly turnSecret: string;
  /** Resolves when it is gone; safe to call twice. */
  stop(): Promise<void>;
}

/** There is no relay; `cure` is a sentence for the person who started Rondo. Rondo runs without. */
export interface NoCoturn {
  readonly missing: true;
  readonly cure: string;
}

/**
 * Starts coturn and resolves when it answers STUN, or says what keeps it from running: not installed, no address to
 * relay from, a port in use. It never throws for those, since Rondo is to start all the same.
 *
 * Relays never reach 127.0.0.1 (the shipped list denies it, and the denial is kept whole), so for a loopback `address`
 * it listens there but relays from another address of this machine: two relays meet at that one.
 */
export async function startOwnCoturn(options: OwnCoturnOptions): Promise<OwnCoturn | NoCoturn> {
  const { address, ports, log } = options;
  const program = findTurnserver();
  if (program === undefined) return { missing: true, cure: howToInstall(process.platform) };
  const relayAddress = relayAddressFor(address);
  if (relayAddress === undefined) {
    return {
      missing: true,
      cure: "The relay needs a network: this machine has no IPv4 address but its loopback one.",
    };
  }

  if (!(await isPortFree(address, ports.listening))) {
    return {
      missing: true,
      cure:
        `The relay's port ${ports.listening} at ${address} is in use, perhaps by another coturn. ` +
        "Stop that one, or use it: set TURN_URLS and TURN_SECRET.",
    };
  }

  const turnSecret = await keepSecret(options.dataDir);
  const configuration = join(options.dataDir, CONFIGURATION_FILE);
  // In a file of the owner's rather than on the command line, which every user of the machine can read.
  await writePrivately(
    configuration,
    `${await readFile(options.configFile, "utf8")}
# ---- Generated at every start from deploy/coturn/turnserver.conf: changes here are lost -----------------------------
static-auth-secret=${turnSecret}
realm=rondo
listening-ip=${address}
relay-ip=${relayAddress}
allowed-peer-ip=${relayAddress}
listening-port=${ports.listening}
min-port=${ports.relayMin}
max-port=${ports.relayMax}
no-tls
`,
  );

  const coturn = spawnTied(program, ["-c", configuration]);
  const answered = await answersStun(
    { host: address, port: ports.listening },
    { timeoutMs: START_TIMEOUT_MS, signal: coturn.gone },
  );
  if (!answered) {
    await coturn.stop();
    log.warn({ event: "turn-start", reason: "silent" }, "no own relay");
    return {
      missing: true,
      cure: `coturn did not start. See what it says: ${program} -c ${configuration}`,
    };
  }
  let stopping = false;
  coturn.gone.addEventListener("abort", () => {
    if (!stopping) log.error({ event: "turn-ended" }, "the own relay ended unexpectedly");
  });
  log.info({ event: "turn-start" }, "own relay started");
  return {
    turnUrls: ["udp", "tcp"].map(
      (transport) => `turn:${address}:${ports.listening}?transport=${transport}`,
    ),
    turnSecret,
    async stop() {
      stopping = true;
      await coturn.stop();
    },
  };
}

/** Path of coturn's server program, or undefined where it is not installed. */
export function findTurnserver(): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...PROGRAM_FOLDERS];
  return folders
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, "turnserver"))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** The sentence that says how to get coturn on this system. */
export function howToInstall(platform: NodeJS.Platform): string {
  const how =
    platform === "darwin"
      ? "brew install coturn"
      : platform === "linux"
        ? "apt-get install coturn (Debian, Ubuntu) or dnf install coturn (Fedora)"
        : undefined;
  return how === undefined
    ? "coturn does not run on this system. Run it on a Linux machine and set TURN_URLS and TURN_SECRET."
    : `coturn is not installed. To have a relay: ${how}, then start again.`;
}

/** The address relays get for people who reach the server at `address`; undefined where there is none. */
function relayAddressFor(address: string): string | undefined {
  if (isIP(address) !== 4) return undefined;
  if (!address.startsWith("127.")) return address;
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
}

/**
 * Whether nobody listens at this port by UDP or TCP. coturn shares its UDP port with any other coturn of the same user,
 * and half of the packets would then reach one that has another secret.
 */
async function isPortFree(address: string, port: number): Promise<boolean> {
  const tcp = createServer();
  const udp = createSocket("udp4");
  try {
    tcp.listen({ host: address, port, exclusive: true });
    await once(tcp, "listening");
    udp.bind({ address, port, exclusive: true });
    await once(udp, "listening");
    return true;
  } catch {
    return false;
  } finally {
    tcp.close();
    udp.close();
  }
}

/** The relay's secret, made at the first start: credentials given out before a restart stay good. */
async function keepSecret(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, SECRET_FILE);
  const secret = /^[0-9a-f]{64}$/;
  try {
    const kept = readFileSync(file, "utf8").trim();
    if (secret.test(kept)) {
      await chmod(file, 0o600);
      return kept;
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  const made = randomBytes(SECRET_BYTES).toString("hex");
  await writePrivately(file, `${made}\n`);
  return made;
}

/** Replaces a file at once; nobody but its owner can read it at any moment. */
async function writePrivately(file: string, text: string): Promise<void> {
  const fresh = `${file}.${randomBytes(6).toString("hex")}`;
  await writeFile(fresh, text, { mode: 0o600, flag: "wx" });
  await rename(fresh, file);
}

/**
 * Runs a program that ends when this process does, even if this one is killed: a shell holds the other end of a pipe
 * and ends the program when the pipe closes. (A program left behind would keep the port from the next start.)
 */
function spawnTied(program: string, words: readonly string[]) {
  // The shell lets go of the program's output, so that its end shows as the end of the pipe. It waits for the program
  // only after the kill, so the id cannot be another process's by then.
  const script = '"$@" & exec >/dev/null 2>&1; cat; kill -9 $!; wait';
  const shell = spawn("/bin/sh", ["-c", script, "sh", program, ...words], {
    stdio: ["pipe", "pipe", "pipe"],
    // A group of its own: Ctrl+C in a terminal reaches Rondo, and Rondo ends the relay when it is done with it.
    detached: true,
  });
  // Read on, or the program stops when the pipe is full; its lines hold addresses of people, so they go nowhere.
  shell.stdout.resume();
  shell.stderr.resume();
  shell.stdin.on("error", () => undefined);
  const gone = new AbortController();
  shell.stdout.once("end", () => gone.abort());
  shell.once("error", () => gone.abort());
  const exited = once(shell, "exit");
  exited.catch(() => undefined);
  return {
    /** Aborted when the program has ended. */
    gone: gone.signal,
    async stop() {
      if (shell.exitCode !== null || shell.signalCode !== null) return;
      const hurry = setTimeout(() => shell.kill("SIGKILL"), STOP_TIMEOUT_MS);
      shell.stdin.end();
      await exited;
      clearTimeout(hurry);
    },
  };
}
