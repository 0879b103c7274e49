/**
 * A small internet for tests: hosts with addresses of their own, joined by a router, on which UDP can be blocked and a
 * relay run. Each host is a network namespace, so a whole browser can live on it. See README.md beside this file.
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
import { ip, runIn, SLOTS, takeSlot, whyNoNamespaces } from "./namespaces.ts";

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
  /** Adds a host. Names are short and of lower-case letters and digits. */
  host(name: string): Promise<Host>;
  /** Adds a host for a browser; throws where no Chromium or Chrome is installed. */
  browserHost(name: string): Promise<BrowserHost>;
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
  /** Ends everything that runs on the hosts and removes all that was made. Safe to call twice. */
  close(): Promise<void>;
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
  const hosts = new Set<string>();
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

  async function addHost(name: string): Promise<Host> {
    if (!/^[a-z0-9]{1,10}$/.test(name)) throw new Error(`Not a host name: ${name}`);
    if (hosts.has(name)) throw new Error(`There is a host ${name} already.`);
    hosts.add(name);
    const address = addressOf(1 + hosts.size);
    if (address === routerAddress) throw new Error("The network is full.");
    const namespace = await slot.addNamespace(name);
    // Browsers look for addresses to gather: an IPv6 that leads nowhere would only cost them time.
    await writeSetting(namespace, "ipv6/conf/default/disable_ipv6", 1);
    const port = `to-${name}`;
    await ip(
      ...["-n", router, "link", "add", port, "type", "veth"],
      ...["peer", "name", "eth0", "netns", namespace],
    );
    await ip("-n", router, "address", "add", routerAddress, "peer", address, "dev", port);
    await ip("-n", router, "link", "set", port, "up");
    await ip("-n", namespace, "address", "add", address, "peer", routerAddress, "dev", "eth0");
    await ip("-n", namespace, "link", "set", "eth0", "up");
    await ip("-n", namespace, "route", "add", "default", "via", routerAddress);
    return {
      name,
      address,
      namespace,
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

  function udpRules(host: Host): readonly (readonly string[])[] {
    // "blackhole" drops without a word, as firewalls do; any other answer would tell the browser.
    const drop = ["pref", UDP_RULE_PRIORITY, "ipproto", "udp", "blackhole"];
    return [
      ["iif", `to-${host.name}`, ...drop],
      ["to", host.address, ...drop],
    ];
  }

  function hostRules(host: Host): readonly (readonly string[])[] {
    const drop = ["pref", PAIR_RULE_PRIORITY, "blackhole"];
    return [
      ["iif", `to-${host.name}`, ...drop],
      ["to", host.address, ...drop],
    ];
  }

  function pairRules(one: Host, other: Host): readonly (readonly string[])[] {
    const drop = ["pref", PAIR_RULE_PRIORITY, "blackhole"];
    return [
      ["iif", `to-${one.name}`, "to", other.address, ...drop],
      ["iif", `to-${other.name}`, "to", one.address, ...drop],
    ];
  }

  return {
    available: true,
    serverAddress,
    host: addHost,
    async browserHost(name) {
      const program = findChromium();
      if (program === undefined) throw new Error("No Chromium: apt-get install chromium");
      const host = await addHost(name);
      return { ...host, chromiumPath: await host.executable(program) };
    },
    run: (host, command, words) => runIn(host.namespace, command, words),
    async startCoturn(host, options = {}) {
      const coturn = await runCoturn(host, options);
      running.add(coturn);
      return coturn;
    },
    async dropUdp(host) {
      for (const rule of udpRules(host)) await ip("-n", router, "rule", "add", ...rule);
    },
    async restoreUdp(host) {
      for (const rule of udpRules(host)) await ip("-n", router, "rule", "del", ...rule);
    },
    async cutOff(host) {
      for (const rule of hostRules(host)) await ip("-n", router, "rule", "add", ...rule);
    },
    async reconnect(host) {
      for (const rule of hostRules(host)) await ip("-n", router, "rule", "del", ...rule);
    },
    async separate(one, other) {
      for (const rule of pairRules(one, other)) await ip("-n", router, "rule", "add", ...rule);
    },
    async reunite(one, other) {
      for (const rule of pairRules(one, other)) await ip("-n", router, "rule", "del", ...rule);
    },
    async close() {
      await Promise.all([...running].map((coturn) => coturn.stop()));
      slot.release();
      await rm(scripts, { recursive: true, force: true });
    },
  };
}

/** Sets a kernel setting of a namespace. */
async function writeSetting(namespace: string, setting: string, value: number): Promise<void> {
  await runIn(namespace, "sh", ["-c", `echo ${value} > /proc/sys/net/${setting}`]);
}
