/** The servers that are compared, each a process of its own. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundlePath } from "./bundle-path.ts";
import { type MeasuredProcess, startMeasuredProcess } from "./measured-process.ts";

export type ServerKind = "rondo" | "minimal" | "ws";

export const SERVER_NAMES: Readonly<Record<ServerKind, string>> = {
  rondo: "Rondo",
  minimal: "minimal socket.io relay",
  ws: "bare ws relay",
};

export interface MeasuredServer extends Pick<MeasuredProcess, "report" | "pid"> {
  readonly kind: ServerKind;
  readonly url: string;
  /** Ends it and deletes its data. */
  stop(): Promise<void>;
}

/** Rondo's limits are by address, and here one address is everybody; limits by pair and by message stay. */
const OPENED_LIMITS = {
  MAX_SOCKETS: "100000",
  MAX_SOCKETS_PER_ADDRESS: "100000",
  ROOMS_PER_HOUR_PER_ADDRESS: "1000000",
};

export async function startServer(kind: ServerKind): Promise<MeasuredServer> {
  return kind === "rondo" ? await startRondo() : await startRelay(kind);
}

/** Starts all of them; `use` gets them in the order asked for, and they are ended whatever it does. */
export async function withServers<T>(
  kinds: readonly ServerKind[],
  use: (servers: readonly MeasuredServer[]) => Promise<T>,
): Promise<T> {
  const servers: MeasuredServer[] = [];
  try {
    for (const kind of kinds) servers.push(await startServer(kind));
    return await use(servers);
  } finally {
    for (const server of servers) await server.stop();
  }
}

async function startRelay(kind: Exclude<ServerKind, "rondo">): Promise<MeasuredServer> {
  const child = startMeasuredProcess(bundlePath(kind === "ws" ? "ws-relay" : "minimal-relay"), {
    NODE_ENV: "production",
  });
  const url = await child.printed(/listening: (\S+)/);
  return { kind, url, pid: child.pid, report: child.report, stop: child.stop };
}

/** The built server with its pages and an SQLite database of its own, as `npm start` runs it. */
async function startRondo(): Promise<MeasuredServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "rondo-bench-"));
  const child = startMeasuredProcess("dist/server.mjs", {
    ...OPENED_LIMITS,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    HOST: "127.0.0.1",
    PORT: "0",
    DATA_DIR: dataDir,
  });
  const url = await child.printed(/Rondo is ready: +(\S+)/);
  return {
    kind: "rondo",
    url,
    pid: child.pid,
    report: child.report,
    async stop() {
      await child.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
