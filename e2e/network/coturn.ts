/** coturn on a host of the test network, with the configuration that Rondo ships. */

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generate } from "selfsigned";
import { findTurnserver } from "#server/turn/own-coturn.ts";
import { answersStun } from "#server/turn/stun-binding.ts";
import type { Host } from "./host.ts";

const SHIPPED_CONFIGURATION = fileURLToPath(
  new URL("../../deploy/coturn/turnserver.conf", import.meta.url),
);
const PORT = 3478;
const TLS_PORT = 5349;
const START_TIMEOUT_MS = 10_000;

export interface RunningCoturn {
  readonly address: string;
  readonly port: number;
  readonly tlsPort: number;
  /** UDP, TCP and TLS. The certificate is self-signed: browsers need `--ignore-certificate-errors`. */
  readonly turnUrls: readonly string[];
  readonly turnSecret: string;
  readonly realm: string;
  /** Its process on this machine. */
  readonly pid: number;
  /** What it has printed so far. */
  output(): string;
  /** Ends it; safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts coturn and waits until it answers. `relayAddress` is another address of the host to relay from, by default its
 * own; `words` are appended to the command line. Throws an Error with its output if it does not come up.
 */
export async function runCoturn(
  host: Host,
  options: {
    readonly secret?: string;
    readonly relayAddress?: string;
    readonly words?: readonly string[];
  } = {},
): Promise<RunningCoturn> {
  const program = findTurnserver();
  if (program === undefined) throw new Error("No coturn: apt-get install coturn");
  const turnSecret = options.secret ?? randomBytes(16).toString("hex");
  const realm = "rondo.test";
  const relayAddress = options.relayAddress ?? host.address;
  const folder = await mkdtemp(join(tmpdir(), "rondo-coturn-"));
  const { cert, private: key } = await generate([{ name: "commonName", value: realm }], {
    keyType: "ec",
  });
  await writeFile(join(folder, "cert.pem"), cert);
  await writeFile(join(folder, "key.pem"), key, { mode: 0o600 });

  const coturn = host.spawn(program, [
    ...["-c", SHIPPED_CONFIGURATION],
    `--static-auth-secret=${turnSecret}`,
    `--realm=${realm}`,
    `--listening-ip=${host.address}`,
    `--relay-ip=${relayAddress}`,
    `--allowed-peer-ip=${relayAddress}`,
    `--listening-port=${PORT}`,
    `--tls-listening-port=${TLS_PORT}`,
    ...["--min-port=50000", "--max-port=60000"],
    `--cert=${join(folder, "cert.pem")}`,
    `--pkey=${join(folder, "key.pem")}`,
    ...(options.words ?? []),
  ]);
  let output = "";
  coturn.stdout?.on("data", (text) => {
    output += text;
  });
  coturn.stderr?.on("data", (text) => {
    output += text;
  });
  const ended = once(coturn, "exit");
  const gone = new AbortController();
  void ended.then(() => gone.abort());

  async function stop() {
    // It takes seconds to end in good manners, and there is nothing here to keep.
    coturn.kill("SIGKILL");
    await ended;
    await rm(folder, { recursive: true, force: true });
  }

  const server = { host: host.address, port: PORT };
  const answered = await answersStun(server, {
    timeoutMs: START_TIMEOUT_MS,
    signal: gone.signal,
  });
  if (!answered || coturn.pid === undefined) {
    await stop();
    throw new Error(`coturn does not answer:\n${output}`);
  }
  return {
    address: host.address,
    port: PORT,
    tlsPort: TLS_PORT,
    turnUrls: [
      `turn:${host.address}:${PORT}?transport=udp`,
      `turn:${host.address}:${PORT}?transport=tcp`,
      `turns:${host.address}:${TLS_PORT}?transport=tcp`,
    ],
    turnSecret,
    realm,
    pid: coturn.pid,
    output: () => output,
    stop,
  };
}
