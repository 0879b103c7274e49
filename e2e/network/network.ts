/**
 * A small internet for tests: hosts with addresses of their own, joined by a router, on which a relay runs and all may
 * happen that happens to networks. Each host is a network namespace, so a whole browser can live on it. See README.md
 * beside this file.
 *
 *     const network = await createNetwork();
 *     if (!network.available) …skip, with network.reason and network.cure
 *     const ann = await network.browserHost("ann");
 *     const browser = await chromium.launch({ executablePath: ann.chromiumPath });
 *     await network.dropUdp(ann);
 *     await network.close();
 *
 * All addresses are of 203.0.113.0/24, which the relay's shipped configuration takes for the public internet.
 */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningCoturn, runCoturn } from "./coturn.ts";
import type { Host } from "./host.ts";
import { createLine, type HostLine, type Line } from "./line.ts";
import { ip, runIn, SLOTS, takeSlot, whyNoNamespaces } from "./namespaces.ts";
import { createNat, type Nat } from "./nat.ts";

/** Addresses of one network: a 32nd of the range would hold too few people, a quarter too few networks. */
const ADDRESSES_PER_SLOT = 256 / SLOTS;
const UDP_RULE_PRIORITY = "100";
const PAIR_RULE_PRIORITY = "101";
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export interface Unavailable {
  readonly available: false;
  /** Why, and the line that cures it: for the title of the skipped test. */
  readonly reason: string;
  readonly cure: string;
}

export interface BrowserHost extends Host {
  /** For Playwright's `executablePath`. */
  readonly chromiumPath: string;
}

export interface Network {
  readonly available: true;
  /**
   * Address of this very process as the hosts see it: servers under test listen here. It is plain http to browsers,
   * so cameras and WebRTC need `--unsafely-treat-insecure-origin-as-secure=http://ADDRESS:PORT`.
   */
  readonly serverAddress: string;
  /**
   * Adds a host. Names are short and of lower-case letters and digits. `behindNat` puts it behind a router of its own,
   * as at home; throws where nftables is not installed.
   */
  host(name: string, options?: HostOptions): Promise<Host>;
  /** Adds a host for a browser; throws where no Chromium or Chrome is installed. */
  browserHost(name: string, options?: HostOptions): Promise<BrowserHost>;
  /** Runs a program on a host to its end; throws an Error with what it said if it fails. */
  run(host: Host, command: string, words: readonly string[]): Promise<string>;
  /**
   * Runs coturn with the shipped configuration on a host, and resolves when it answers. Throws where coturn is not
   * installed; stopped by its `stop()` or by `close()`.
   */
  startCoturn(host: Host, options?: { readonly secret?: string }): Promise<RunningCoturn>;
  /** From now on the router silently drops UDP from and to this host; TCP passes. */
  dropUdp(host: Host): Promise<void>;
  /** Undoes `dropUdp()`. */
  restoreUdp(host: Host): Promise<void>;
  /** From now on the router silently drops everything from and to this host: its network is lost. */
  cutOff(host: Host): Promise<void>;
  /** Undoes `cutOff()`. */
  reconnect(host: Host): Promise<void>;
  /** From now on the router silently drops all that two hosts send each other; they reach everyone else. */
  separate(one: Host, other: Host): Promise<void>;
  /** Undoes `separate()`. */
  reunite(one: Host, other: Host): Promise<void>;
  /** From now on nothing of what one host sends another arrives; the other direction passes. */
  silence(from: Host, to: Host): Promise<void>;
  /** Undoes `silence()`. */
  unsilence(from: Host, to: Host): Promise<void>;
  /** Takes a host off the network, as a pulled cable does: its programs are told by the system. */
  unplug(host: Host): Promise<void>;
  /** Joins an unplugged host to another network: its address is another one, and so is that of its NAT. */
  plugIn(host: Host): Promise<void>;
  /** Lets the NAT of a host forget all its mappings. Throws for a host without one. */
  rebind(host: Host): Promise<void>;
  /** How good the line of a host is from now on; `{}` makes it perfect again. */
  setLine(host: Host, line: Line): Promise<void>;
  /** Stops every program on a host where it stands, as a sleeping computer does (SIGSTOP). */
  freeze(host: Host): Promise<void>;
  /** Undoes `freeze()`. */
  thaw(host: Host): Promise<void>;
  /** Ends every program on a host as it stands, as a lost battery does (SIGKILL). */
  kill(host: Host): Promise<void>;
  /** Ends everything that runs on the hosts and removes all that was made. Safe to call twice. */
  close(): Promise<void>;
}

export interface HostOptions {
  readonly behindNat?: boolean;
}

/** What the network knows of a host. */
interface Wiring {
  readonly line: HostLine;
  readonly nat: Nat | undefined;
  /** Undefined while it is unplugged. */
  address: string | undefined;
  unplug(): Promise<void>;
  plugIn(): Promise<void>;
}

/** Path of the system's Chromium or Chrome, or undefined where there is none. */
export function findChromium(): string | undefined {
  return BROWSERS.find((path) => existsSync(path));
}

/**
 * Builds an empty network, or says why there can be none here. Several may exist at a time. It ends with `close()`, at
 * the latest with this process.
 */
export async function createNetwork(): Promise<Network | Unavailable> {
  const missing = whyNoNamespaces();
  if (missing !== undefined) return { available: false, ...missing };

  const slot = takeSlot();
  const addressOf = (index: number) => `203.0.113.${slot.number * ADDRESSES_PER_SLOT + index}`;
  const serverAddress = addressOf(1);
  const routerAddress = addressOf(ADDRESSES_PER_SLOT - 2);
  const scripts = await mkdtemp(join(tmpdir(), "rondo-network-"));
  const wirings = new Map<string, Wiring>();
  /** Rules at the router by what made them: a host may have another address when they are taken back. */
  const drops = new Map<string, readonly (readonly string[])[]>();
  const addressesInUse = new Set<string>([serverAddress, routerAddress]);
  const running = new Set<RunningCoturn>();

  // A router rather than a bridge: routing rules can then drop what a firewall on the way would drop, and this
  // machine's own network gets one link and nothing else, no bridge and no rule.
  const router = await slot.addNamespace("router");
  await writeSetting(router, "ipv4/ip_forward", 1);
  await ip(
    ...["link", "add", slot.linkName, "type", "veth"],
    ...["peer", "name", "server", "netns", router],
  );
  await ip("-n", router, "address", "add", routerAddress, "peer", serverAddress, "dev", "server");
  await ip("-n", router, "link", "set", "server", "up");
  await ip("address", "add", serverAddress, "peer", routerAddress, "dev", slot.linkName);
  await ip("link", "set", slot.linkName, "up");
  await ip("route", "add", `${addressOf(0)}/27`, "via", routerAddress, "dev", slot.linkName);

  function takeAddress(): string {
    for (let index = 1; index < ADDRESSES_PER_SLOT - 1; index += 1) {
      const address = addressOf(index);
      if (addressesInUse.has(address)) continue;
      addressesInUse.add(address);
      return address;
    }
    throw new Error("The network is full.");
  }

  async function addHost(name: string, { behindNat = false }: HostOptions = {}): Promise<Host> {
    if (!/^[a-z0-9]{1,10}$/.test(name)) throw new Error(`Not a host name: ${name}`);
    if (wirings.has(name)) throw new Error(`There is a host ${name} already.`);
    const namespace = await slot.addNamespace(name);
    // Browsers look for addresses to gather: an IPv6 that leads nowhere would only cost them time.
    await writeSetting(namespace, "ipv6/conf/default/disable_ipv6", 1);
    const number = wirings.size + 1;
    const wiring = behindNat
      ? await wireBehindNat(name, namespace, number)
      : await wireDirectly(name, namespace, number);
    wirings.set(name, wiring);
    await wiring.plugIn();
    return {
      name,
      namespace,
      get address() {
        return addressNow(wiring, name);
      },
      spawn: (command, words) =>
        spawn("ip", ["netns", "exec", namespace, command, ...words], {
          stdio: ["pipe", "pipe", "pipe"],
        }),
      async executable(program) {
        const script = join(scripts, `${name}-${program.replaceAll("/", "-")}`);
        await writeFile(script, `#!/bin/sh\nexec ip netns exec ${namespace} ${program} "$@"\n`);
        await chmod(script, 0o755);
        return script;
      },
    };
  }

  /** Lays the cable from the router to a device of a namespace: without addresses, and not plugged in. */
  async function wireDirectly(
    name: string,
    namespace: string,
    number: number,
    device = "eth0",
  ): Promise<Wiring> {
    const port = `to-${name}`;
    await ip(
      ...["-n", router, "link", "add", port, "type", "veth"],
      ...["peer", "name", device, "netns", namespace],
    );
    const inNamespace = (...words: string[]) => ip("-n", namespace, ...words);
    const wiring: Wiring = {
      nat: undefined,
      address: undefined,
      line: createLine({
        name,
        router,
        device: port,
        number,
        end: { namespace, device },
        address: () => addressNow(wiring, name),
      }),
      async unplug() {
        await inNamespace("link", "set", device, "down");
        await inNamespace("address", "flush", "dev", device);
        await ip("-n", router, "address", "flush", "dev", port);
      },
      async plugIn() {
        // Taken before the last one is free again: a host that moves has another.
        const address = takeAddress();
        if (wiring.address !== undefined) addressesInUse.delete(wiring.address);
        wiring.address = address;
        await ip("-n", router, "address", "add", routerAddress, "peer", address, "dev", port);
        await ip("-n", router, "link", "set", port, "up");
        await inNamespace("address", "add", `${address}/32`, "dev", device);
        await inNamespace("link", "set", device, "up");
        await inNamespace("route", "add", routerAddress, "dev", device);
        await inNamespace("route", "add", "default", "via", routerAddress);
      },
    };
    return wiring;
  }

  /** Puts a router of its own between the host and the network. */
  async function wireBehindNat(name: string, namespace: string, number: number): Promise<Wiring> {
    const home = await slot.addNamespace(`${name}-nat`);
    await writeSetting(home, "ipv4/ip_forward", 1);
    await ip(
      ...["-n", home, "link", "add", "lan", "type", "veth"],
      ...["peer", "name", "eth0", "netns", namespace],
    );
    const outside = await wireDirectly(name, home, number, "wan");
    let networksSeen = 0;
    return {
      ...outside,
      nat: await createNat(home, "wan"),
      get address() {
        return outside.address;
      },
      async unplug() {
        await ip("-n", namespace, "link", "set", "eth0", "down");
        await ip("-n", namespace, "address", "flush", "dev", "eth0");
        await ip("-n", home, "address", "flush", "dev", "lan");
        await outside.unplug();
      },
      async plugIn() {
        networksSeen += 1;
        const inside = `10.${number}.${networksSeen % 256}`;
        await outside.plugIn();
        await ip("-n", home, "address", "add", `${inside}.1/24`, "dev", "lan");
        await ip("-n", home, "link", "set", "lan", "up");
        await ip("-n", namespace, "address", "add", `${inside}.2/24`, "dev", "eth0");
        await ip("-n", namespace, "link", "set", "eth0", "up");
        await ip("-n", namespace, "route", "add", "default", "via", `${inside}.1`);
      },
    };
  }

  function wiringOf(host: Host): Wiring {
    const wiring = wirings.get(host.name);
    if (wiring === undefined) throw new Error(`No host of this network: ${host.name}`);
    return wiring;
  }

  /** Drops what rules match, from now on. "blackhole" is silent, as firewalls are; any other answer would tell the browser. */
  async function drop(what: string, rules: readonly (readonly string[])[]): Promise<void> {
    if (drops.has(what)) throw new Error(`Dropped already: ${what}`);
    const whole = rules.map((rule) => [...rule, "blackhole"]);
    drops.set(what, whole);
    for (const rule of whole) await ip("-n", router, "rule", "add", ...rule);
  }

  async function pass(what: string): Promise<void> {
    const rules = drops.get(what) ?? [];
    drops.delete(what);
    for (const rule of rules) await ip("-n", router, "rule", "del", ...rule);
  }

  /** From and to a host. */
  const around = (host: Host, ...more: string[]) => [
    ["iif", `to-${host.name}`, ...more],
    ["to", host.address, ...more],
  ];

  const between = (from: Host, to: Host) => [
    "iif",
    `to-${from.name}`,
    "to",
    to.address,
    ...["pref", PAIR_RULE_PRIORITY],
  ];

  async function signalPrograms(host: Host, signal: NodeJS.Signals): Promise<void> {
    const pids = await runIn(host.namespace, "ip", ["netns", "pids", host.namespace]);
    for (const pid of pids.split("\n").map(Number)) {
      if (pid === 0) continue;
      try {
        process.kill(pid, signal);
      } catch {
        // It ended by itself in between.
      }
    }
  }

  return {
    available: true,
    serverAddress,
    host: addHost,
    async browserHost(name, options) {
      const program = findChromium();
      if (program === undefined) throw new Error("No Chromium: apt-get install chromium");
      const host = await addHost(name, options);
      // Not a copy: the address may change.
      return Object.assign(Object.create(host), { chromiumPath: await host.executable(program) });
    },
    run: (host, command, words) => runIn(host.namespace, command, words),
    async startCoturn(host, options = {}) {
      const coturn = await runCoturn(host, options);
      running.add(coturn);
      return coturn;
    },
    dropUdp: (host) =>
      drop(`udp ${host.name}`, around(host, "pref", UDP_RULE_PRIORITY, "ipproto", "udp")),
    restoreUdp: (host) => pass(`udp ${host.name}`),
    cutOff: (host) => drop(`all ${host.name}`, around(host, "pref", PAIR_RULE_PRIORITY)),
    reconnect: (host) => pass(`all ${host.name}`),
    separate: (one, other) =>
      drop(`pair ${one.name} ${other.name}`, [between(one, other), between(other, one)]),
    reunite: (one, other) => pass(`pair ${one.name} ${other.name}`),
    silence: (from, to) => drop(`way ${from.name} ${to.name}`, [between(from, to)]),
    unsilence: (from, to) => pass(`way ${from.name} ${to.name}`),
    unplug: (host) => wiringOf(host).unplug(),
    plugIn: (host) => wiringOf(host).plugIn(),
    async rebind(host) {
      const { nat } = wiringOf(host);
      if (nat === undefined) throw new Error(`${host.name} is behind no NAT.`);
      await nat.rebind(host.address);
    },
    setLine: (host, line) => wiringOf(host).line.set(line),
    freeze: (host) => signalPrograms(host, "SIGSTOP"),
    thaw: (host) => signalPrograms(host, "SIGCONT"),
    kill: (host) => signalPrograms(host, "SIGKILL"),
    async close() {
      await Promise.all([...running].map((coturn) => coturn.stop()));
      slot.release();
      await rm(scripts, { recursive: true, force: true });
    },
  };
}

function addressNow({ address }: Wiring, name: string): string {
  if (address === undefined) throw new Error(`${name} was never plugged in.`);
  return address;
}

/** Sets a kernel setting of a namespace. */
async function writeSetting(namespace: string, setting: string, value: number): Promise<void> {
  await runIn(namespace, "sh", ["-c", `echo ${value} > /proc/sys/net/${setting}`]);
}
