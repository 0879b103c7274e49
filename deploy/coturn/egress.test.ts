/** The firewall that stands behind the relay's own rules, loaded on a host of the test network. */

import { spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { CANARY_PORT, type Canary, startCanary } from "#server/turn/canary-for-tests.ts";
import { findTurnserver, howToInstall } from "#server/turn/own-coturn.ts";
import {
  credentialsFor,
  openTurnProbe,
  type TurnProbe,
} from "#server/turn/turn-probe-for-tests.ts";
import { type RunningCoturn, runCoturn } from "../../e2e/network/coturn.ts";
import type { Host } from "../../e2e/network/host.ts";
import { createNetwork, type Network } from "../../e2e/network/network.ts";

const FIREWALL = fileURLToPath(new URL("./egress.nft", import.meta.url));
const CONFIGURATION = fileURLToPath(new URL("./turnserver.conf", import.meta.url));
const HOUR_MS = 3_600_000;
/** The account that Debian's package makes. */
const USER = "turnserver";
const SETTLE_MS = 300;

const missing =
  findTurnserver() === undefined
    ? howToInstall(process.platform)
    : spawnSync("nft", ["--version"]).status !== 0
      ? "nft is not installed; apt-get install nftables"
      : spawnSync("id", [USER]).status !== 0
        ? `there is no user ${USER}; adduser --system ${USER}`
        : undefined;
const lab = missing === undefined ? await createNetwork() : undefined;

if (lab?.available) {
  describe("the firewall behind the relay", () => defend(lab));
} else {
  const why = lab === undefined ? missing : `${lab.reason}; ${lab.cure}`;
  test.skip(`the firewall behind the relay: ${why}`, () => undefined);
}

test("the firewall closes every IPv4 range that the relay's configuration denies", () => {
  const denied = [
    ...readFileSync(CONFIGURATION, "utf8").matchAll(/^denied-peer-ip=([\d.]+)-([\d.]+)$/gm),
  ].map(([, first = "", last = ""]) => ({ first, last }));
  const closed = (readFileSync(FIREWALL, "utf8").match(/elements = \{([^}]*)\}/)?.[1] ?? "")
    .split(",")
    .map((range) => range.trim().split("/"))
    .map(([address = "", bits = "32"]) => {
      const first = toNumber(address);
      return { first, last: first + 2 ** (32 - Number(bits)) - 1 };
    });

  expect(denied.length).toBeGreaterThan(10);
  for (const { first, last } of denied) {
    const within = closed.some(
      (range) => range.first <= toNumber(first) && range.last >= toNumber(last),
    );
    expect([first, within]).toEqual([first, true]);
  }
});

function toNumber(address: string): number {
  return address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
}

function defend(network: Network): void {
  let relay: Host;
  let coturn: RunningCoturn | undefined;
  let behind: Canary;
  let outside: Host;
  let heardOutside: Canary;

  function running(): RunningCoturn {
    if (coturn === undefined) throw new Error("coturn did not start");
    return coturn;
  }

  async function loadFirewall(): Promise<void> {
    await network.run(relay, "nft", [
      ...["-D", `user=${USER}`, "-D", `relay=${relay.address}`, "-D", "ports=50000-60000"],
      ...["-D", `listening={ ${running().port}, ${running().tlsPort} }`, "-f", FIREWALL],
    ]);
  }

  async function allocated(name: string): Promise<TurnProbe> {
    const probe = await openTurnProbe({ host: running().address, port: running().port });
    onTestFinished(() => probe.close());
    const credentials = credentialsFor(running().turnSecret, HOUR_MS, name);
    expect(await probe.allocate({ credentials })).toBe("ok");
    return probe;
  }

  beforeAll(async () => {
    relay = await network.host("relay");
    await network.run(relay, "ip", ["address", "add", "10.0.0.7/32", "dev", "lo"]);
    // A relay whose own rules have a hole, as a slip or a bypass would make it.
    coturn = await runCoturn(relay, {
      words: [`--proc-user=${USER}`, `--proc-group=${USER}`, "--allowed-peer-ip=10.0.0.7"],
    });
    behind = await startCanary(relay);
    outside = await network.host("outside");
    heardOutside = await startCanary(outside);
  });

  afterAll(async () => {
    await coturn?.stop();
    await network.close();
  });

  test("without it, a hole in the relay's rules reaches what is behind", async () => {
    const ann = await allocated("ann");
    const peer = { host: "10.0.0.7", port: CANARY_PORT };

    expect(await ann.createPermission(peer)).toBe("ok");
    ann.send(peer, "through the hole");

    await expect.poll(behind.heard).toHaveLength(1);
  });

  describe("once it is loaded", () => {
    beforeAll(async () => {
      await loadFirewall();
      await loadFirewall();
    });

    test("[45] the same hole leads nowhere, and the relay's other services are closed", async () => {
      const ann = await allocated("ann");
      const before = behind.heard().length;

      for (const host of ["10.0.0.7", relay.address]) {
        const peer = { host, port: CANARY_PORT };
        expect(await ann.createPermission(peer)).toBe("ok");
        ann.send(peer, "again");
      }
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));

      expect(behind.heard()).toHaveLength(before);
    });

    test("people still reach each other, relayed and public", async () => {
      const [ann, ben] = [await allocated("ann"), await allocated("ben")];
      const [atAnn, atBen] = [ann.relayed(), ben.relayed()];
      if (atAnn === undefined || atBen === undefined) throw new Error("not allocated");
      const atOutside = { host: outside.address, port: CANARY_PORT };

      await ann.createPermission(atBen);
      await ben.createPermission(atAnn);
      await ann.createPermission(atOutside);
      ann.send(atBen, "from Ann");
      ann.send(atOutside, "hello");

      await expect.poll(ben.received).toEqual(["from Ann"]);
      await expect.poll(heardOutside.heard).toHaveLength(1);
    });

    test("the relay's account connects to nobody by TCP, other accounts are free", async () => {
      const dial = `
        const socket = require("node:net").connect(${CANARY_PORT}, "${outside.address}");
        socket.on("connect", () => process.exit(0));
        setTimeout(() => process.exit(7), ${SETTLE_MS});`;
      const dialAs = (words: readonly string[]) =>
        network.run(relay, "setpriv", [...words, process.execPath, "-e", dial]);

      await expect(
        dialAs([`--reuid=${USER}`, `--regid=${USER}`, "--clear-groups"]),
      ).rejects.toMatchObject({ code: 7 });
      await dialAs(["--no-new-privs"]);
    });

    test("[47] a flood of new flows from one address stops short of the relay", async () => {
      let answers = 0;
      const sockets = Array.from({ length: 1500 }, () => {
        const socket = createSocket("udp4");
        socket.on("message", () => {
          answers += 1;
        });
        socket.on("error", () => undefined);
        return socket;
      });
      onTestFinished(() => {
        for (const socket of sockets) socket.close();
      });
      const binding = Buffer.from("000100002112a442000000000000000000000000", "hex");

      for (const socket of sockets) socket.send(binding, running().port, running().address);
      await expect.poll(() => answers).toBeGreaterThan(400);
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));

      // The burst, and what the rate allows while the flood takes a moment or two.
      expect(answers).toBeLessThan(1000);
    });
  });
}
