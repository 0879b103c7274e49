/** A listener where a relay must never reach, to show that nothing arrives. */

import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Host } from "../../e2e/network/host.ts";

const CANARY = fileURLToPath(new URL("./canary-for-tests.mjs", import.meta.url));

/** Any that no test uses otherwise; this one is of a service that home networks trust. */
export const CANARY_PORT = 5353;

export interface Canary {
  /** A line for each datagram and connection that has arrived. */
  heard(): readonly string[];
  /** Sends to it from its own host, to show that it would hear. */
  sendLocally(address: string, text: string): void;
}

/** Listens on every address of a host until the network is closed. */
export async function startCanary(host: Host): Promise<Canary> {
  const lines: string[] = [];
  const canary: ChildProcess = host.spawn(process.execPath, [CANARY, String(CANARY_PORT)]);
  await new Promise<void>((resolve, reject) => {
    let rest = "";
    canary.stdout?.on("data", (text) => {
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      lines.push(...parts);
      if (lines.length > 0) resolve();
    });
    canary.once("exit", () => reject(new Error("The canary died.")));
  });
  return {
    heard: () => lines.slice(1),
    sendLocally: (address, text) => canary.stdin?.write(`${address} ${text}\n`),
  };
}
