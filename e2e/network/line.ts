/** How good the line of one host is: loss, rate, delay. Set at the router, and at the host's own end for its sending. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { ip, runIn } from "./namespaces.ts";

const DELAY_LINE = fileURLToPath(new URL("./delay-line.py", import.meta.url));
/** What waits in front of a slow line before it is dropped: a modem's buffer, neither tiny nor endless. */
const QUEUE_MS = 300;
/** How much may pass at once, as time at the given rate; at least a packet or two. */
const BURST_MS = 20;
const BURST_MIN_BYTES = 3_200;
/** Before the rules by which faults drop packets would be too early: what is dropped must not be delayed first. */
const AFTER_FAULTS = 200;

/** What is left out is perfect. */
export interface Line {
  /** Share of packets lost, 0 to 1, in each direction. */
  readonly lossRatio?: number;
  /** What the host can send, bits a second. */
  readonly upBps?: number;
  /** What the host can receive, bits a second. */
  readonly downBps?: number;
  /** What each direction takes, milliseconds. */
  readonly delayMs?: number;
  /** By how much the delay varies to either side, milliseconds; packets stay in order. */
  readonly jitterMs?: number;
  /** Share of packets, 0 to 1, that may overtake others by as much as the jitter allows. */
  readonly reorderRatio?: number;
  /** Share of packets, 0 to 1, that arrive twice. */
  readonly duplicateRatio?: number;
}

/** Where a host hangs on the router. */
export interface Port {
  readonly name: string;
  readonly router: string;
  /** The router's device that leads to the host. */
  readonly device: string;
  /** Tells its routing tables from those of other hosts. */
  readonly number: number;
  /** The namespace and device at the other end of the cable. */
  readonly end: { readonly namespace: string; readonly device: string };
  /** Its address of the moment. */
  address(): string;
}

export interface HostLine {
  /** Makes the line as described from now on; `{}` makes it perfect again. */
  set(line: Line): Promise<void>;
}

/** A perfect line, to be made worse. What it starts ends with `set({})`, or with the namespaces. */
export function createLine(port: Port): HostLine {
  let limited: readonly { readonly namespace: string; readonly device: string }[] = [];
  let lossy = false;
  let delayed: { readonly program: ChildProcess; readonly rules: readonly string[][] } | undefined;

  async function setLoss(ratio: number): Promise<void> {
    if (ratio === 0 && !lossy) return;
    lossy = true;
    // A chain for each host: made if it is not there, and emptied.
    const chain = `ip line ${port.device}`;
    const drop = `numgen random mod 10000 < ${Math.round(ratio * 10_000)} drop`;
    const commands = [
      "add table ip line",
      `add chain ${chain} { type filter hook forward priority 0; }`,
      `flush chain ${chain}`,
      ...(ratio === 0
        ? []
        : [
            `add rule ${chain} iifname ${port.device} ${drop}`,
            `add rule ${chain} oifname ${port.device} ${drop}`,
          ]),
    ];
    await runIn(port.router, "nft", [commands.join("; ")]);
  }

  async function setRates(upBps?: number, downBps?: number): Promise<void> {
    for (const { namespace, device } of limited)
      await runIn(namespace, "tc", ["qdisc", "del", "dev", device, "root"]);
    limited = [];
    const ends = [
      { ...port.end, bps: upBps },
      { namespace: port.router, device: port.device, bps: downBps },
    ];
    for (const { namespace, device, bps } of ends) {
      if (bps === undefined) continue;
      const burstBytes = Math.max(BURST_MIN_BYTES, Math.round((bps * BURST_MS) / 8_000));
      await runIn(namespace, "tc", [
        ...["qdisc", "add", "dev", device, "root", "tbf", "rate", `${bps}bit`],
        ...["burst", `${burstBytes}`, "latency", `${QUEUE_MS}ms`],
      ]);
      limited = [...limited, { namespace, device }];
    }
  }

  async function setDelay(line: Line): Promise<void> {
    if (delayed !== undefined) {
      for (const rule of delayed.rules) await ip("-n", port.router, "rule", "del", ...rule);
      const ended = once(delayed.program, "exit");
      delayed.program.kill("SIGKILL");
      await ended;
      delayed = undefined;
    }
    const { delayMs = 0, jitterMs = 0, reorderRatio = 0, duplicateRatio = 0 } = line;
    if (delayMs + jitterMs + duplicateRatio === 0) return;
    const [near, far] = [`near-${port.name}`, `far-${port.name}`];
    const numbers = [delayMs, jitterMs, reorderRatio, duplicateRatio].map(String);
    const program = await startDelayLine(port.router, [near, far, ...numbers]);
    const [there, back] = [`${1_000 + port.number}`, `${2_000 + port.number}`];
    for (const [device, table] of [
      [near, there],
      [far, back],
    ] as const) {
      await ip("-n", port.router, "link", "set", device, "up");
      await ip("-n", port.router, "route", "add", "default", "dev", device, "table", table);
    }
    // From the host into the near end and on from the far one; to the host the other way.
    const rules = [
      ["pref", `${AFTER_FAULTS}`, "iif", near, "lookup", "main"],
      ["pref", `${AFTER_FAULTS + 1}`, "iif", port.device, "lookup", there],
      ["pref", `${AFTER_FAULTS + 2}`, "to", port.address(), "lookup", back],
    ];
    for (const rule of rules) await ip("-n", port.router, "rule", "add", ...rule);
    delayed = { program, rules };
  }

  return {
    async set(line) {
      await setLoss(line.lossRatio ?? 0);
      await setRates(line.upBps, line.downBps);
      await setDelay(line);
    },
  };
}

/** Resolves when its devices are there; rejects with what it said if it ends before. */
async function startDelayLine(namespace: string, words: readonly string[]): Promise<ChildProcess> {
  const program = spawn("ip", ["netns", "exec", namespace, "python3", DELAY_LINE, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  program.stderr.on("data", (text) => {
    said += text;
  });
  await new Promise<void>((resolve, reject) => {
    program.stdout.once("data", () => resolve());
    program.once("error", reject);
    program.once("exit", () =>
      reject(new Error(`The delay line ended (is python3 there?): ${said}`)),
    );
  });
  return program;
}
