/**
 * The relay as it is shipped, attacked from outside and by people who hold credentials (reliability rows 44–47). Each
 * test talks to a real coturn that runs deploy/coturn/turnserver.conf on a host of its own.
 */

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type RunningCoturn, runCoturn } from "../../e2e/network/coturn.ts";
import type { Host } from "../../e2e/network/host.ts";
import { createNetwork, type Network } from "../../e2e/network/network.ts";
import { CANARY_PORT, type Canary, startCanary } from "./canary-for-tests.ts";
import { findTurnserver, howToInstall } from "./own-coturn.ts";
import { credentialsFor, openTurnProbe, type TurnProbe } from "./turn-probe-for-tests.ts";

const HOUR_MS = 3_600_000;
/** Time enough on one machine for what was sent to arrive, where the proof is that nothing does. */
const SETTLE_MS = 300;

/** Inside each range that a relay must never reach. */
const DENIED_IPV4 = [
  ["this network", "0.0.0.0"],
  ["this network, another address", "0.1.2.3"],
  ["private 10/8", "10.0.0.7"],
  ["private 10/8, last", "10.255.255.255"],
  ["carrier-grade NAT", "100.64.0.7"],
  ["carrier-grade NAT, last", "100.127.255.255"],
  ["loopback", "127.0.0.1"],
  ["loopback, another address", "127.255.255.254"],
  ["cloud metadata", "169.254.169.254"],
  ["private 172.16/12", "172.16.0.7"],
  ["private 172.16/12, last", "172.31.255.255"],
  ["protocol assignments", "192.0.0.8"],
  ["documentation 1", "192.0.2.7"],
  ["private 192.168/16", "192.168.0.7"],
  ["private 192.168/16, last", "192.168.255.255"],
  ["benchmarks", "198.18.0.7"],
  ["benchmarks, last", "198.19.255.255"],
  ["documentation 2", "198.51.100.7"],
  ["multicast", "224.0.0.251"],
  ["multicast, last", "239.255.255.255"],
  ["reserved", "240.0.0.1"],
  ["broadcast", "255.255.255.255"],
] as const;

const DENIED_IPV6 = [
  ["unspecified", "::"],
  ["loopback", "::1"],
  ["IPv4-compatible loopback", "::127.0.0.1"],
  ["IPv4-mapped loopback", "::ffff:127.0.0.1"],
  ["IPv4-mapped private", "::ffff:10.0.0.7"],
  ["IPv4-mapped metadata", "::ffff:169.254.169.254"],
  ["NAT64 of loopback", "64:ff9b::127.0.0.1"],
  ["NAT64 of private", "64:ff9b::10.0.0.7"],
  ["local NAT64", "64:ff9b:1::10.0.0.7"],
  ["6to4 of loopback", "2002:7f00:1::1"],
  ["6to4 of private", "2002:a00:7::1"],
  ["Teredo", "2001::1"],
  ["documentation", "2001:db8::7"],
  ["unique local", "fd00::7"],
  ["unique local, first", "fc00::"],
  ["link-local", "fe80::7"],
  ["site-local", "fec0::7"],
  ["multicast", "ff02::fb"],
  ["public", "2606:4700:4700::1111"],
] as const;

/** Of those, the addresses that the relay's own host has, with the canary listening at them. */
const CANARY_ADDRESSES = [
  ...["10.0.0.7", "100.64.0.7", "169.254.169.254", "172.16.0.7", "192.0.2.7", "192.168.0.7"],
  ...["198.18.0.7", "198.51.100.7"],
];

const lab = await createNetwork();
const coturnMissing = findTurnserver() === undefined ? howToInstall(process.platform) : undefined;

if (!lab.available) {
  test.skip(`coturn with the shipped configuration: ${lab.reason}; ${lab.cure}`, () => undefined);
} else if (coturnMissing !== undefined) {
  await lab.close();
  test.skip(`coturn with the shipped configuration: ${coturnMissing}`, () => undefined);
} else {
  describe("coturn with the shipped configuration", () => attack(lab));
}

function attack(network: Network): void {
  let relay: Host;
  let coturn: RunningCoturn;
  let canary: Canary;

  beforeAll(async () => {
    relay = await network.host("relay");
    for (const address of CANARY_ADDRESSES) {
      await network.run(relay, "ip", ["address", "add", `${address}/32`, "dev", "lo"]);
    }
    coturn = await network.startCoturn(relay);
    canary = await startCanary(relay);
  });

  afterAll(() => network.close());

  async function probe(transport: "udp" | "tcp" | "tls" = "udp"): Promise<TurnProbe> {
    const port = transport === "tls" ? coturn.tlsPort : coturn.port;
    const opened = await openTurnProbe({ host: coturn.address, port }, transport);
    onTestFinished(() => opened.close());
    return opened;
  }

  const credentials = (name?: string) => credentialsFor(coturn.turnSecret, HOUR_MS, name);

  async function allocated(name?: string): Promise<TurnProbe> {
    const opened = await probe();
    expect(await opened.allocate({ credentials: credentials(name) })).toBe("ok");
    return opened;
  }

  describe("who may use it", () => {
    test("[44] an allocation without credentials is challenged, and no more", async () => {
      expect(await (await probe()).allocate()).toBe(401);
    });

    test.each(["udp", "tcp", "tls"] as const)(
      "credentials of a participant are good over %s",
      async (transport) => {
        const ann = await probe(transport);

        expect(await ann.allocate({ credentials: credentials() })).toBe("ok");
        expect(ann.relayed()?.host).toBe(relay.address);
      },
    );

    test("[44] credentials past their end are refused", async () => {
      const ended = credentialsFor(coturn.turnSecret, -1000);

      expect(await (await probe()).allocate({ credentials: ended })).toBe(401);
    });

    test("[44] an end that was moved after signing is refused", async () => {
      const { username, password } = credentialsFor(coturn.turnSecret, -1000);
      const moved = username.replace(/^\d+/, String(Math.floor(Date.now() / 1000) + 600));

      expect(await (await probe()).allocate({ credentials: { username: moved, password } })).toBe(
        401,
      );
    });

    test("[44] credentials of another secret, and a name without an end, are refused", async () => {
      const foreign = credentialsFor("another secret", HOUR_MS);
      const endless = { username: "ann", password: credentials().password };

      expect(await (await probe()).allocate({ credentials: foreign })).toBe(401);
      expect(await (await probe()).allocate({ credentials: endless })).toBe(401);
    });
  });

  describe("what it relays", () => {
    test("two relayed people meet at the relay's own address", async () => {
      const [ann, ben] = [await allocated("ann"), await allocated("ben")];
      const [atAnn, atBen] = [ann.relayed(), ben.relayed()];
      if (atAnn === undefined || atBen === undefined) throw new Error("not allocated");

      expect(await ann.createPermission(atBen)).toBe("ok");
      expect(await ben.createPermission(atAnn)).toBe("ok");
      ann.send(atBen, "from Ann");
      ben.send(atAnn, "from Ben");

      await expect
        .poll(() => [ann.received(), ben.received()])
        .toEqual([["from Ben"], ["from Ann"]]);
    });

    test("a relayed person reaches one with a public address", async () => {
      const ann = await allocated();
      const ben = await network.host("ben");
      const listening = await startCanary(ben);

      expect(await ann.createPermission({ host: ben.address, port: CANARY_PORT })).toBe("ok");
      ann.send({ host: ben.address, port: CANARY_PORT }, "hello");

      await expect.poll(listening.heard).toEqual([`udp hello ::ffff:${relay.address}`]);
    });

    test.each(DENIED_IPV4)("[45] never to %s, %s", async (_range, host) => {
      const ann = await allocated();
      const peer = { host, port: CANARY_PORT };

      expect(await ann.createPermission(peer)).toBe(403);
      expect(await ann.channelBind(peer, 0x4001)).toBe(403);
      ann.send(peer, `sent to ${host}`);
      ann.sendOnChannel(0x4001, `bound to ${host}`);
    });

    test.each(DENIED_IPV6)("[45] never to IPv6: %s, %s", async (_range, host) => {
      const ann = await allocated();
      const peer = { host, port: CANARY_PORT };

      expect([403, 443]).toContain(await ann.createPermission(peer));
      expect([403, 443]).toContain(await ann.channelBind(peer, 0x4001));
      ann.send(peer, `sent to ${host}`);
      ann.sendOnChannel(0x4001, `bound to ${host}`);
    });

    test("[45] there is no IPv6 relay to begin with", async () => {
      const ann = await probe();

      expect(await ann.allocate({ credentials: credentials(), family: "ipv6" })).toBe(440);
    });

    test("[45] there is no relay by TCP, and no connecting out", async () => {
      const ann = await probe("tcp");

      expect(await ann.allocate({ credentials: credentials(), transport: "tcp" })).toBe(442);
      expect(await ann.allocate({ credentials: credentials() })).toBe("ok");
      expect(await ann.connect({ host: "127.0.0.1", port: CANARY_PORT })).not.toBe("ok");
      expect(await ann.connect({ host: relay.address, port: CANARY_PORT })).not.toBe("ok");
    });

    // After the tests above, which all sent to it.
    test("[45] what listens behind the relay has heard nothing of all that", async () => {
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      expect(canary.heard()).toEqual([]);

      canary.sendLocally("10.0.0.7", "from this host");
      await expect.poll(canary.heard).toEqual(["udp from this host ::ffff:10.0.0.7"]);
    });

    test("[45] with an IPv6 relay added by mistake, no IPv6 peer is reached either", async () => {
      const mistaken = await network.host("mistaken");
      await network.run(mistaken, "sh", [
        "-c",
        "echo 0 > /proc/sys/net/ipv6/conf/lo/disable_ipv6; ip address add 2606:4700::7/128 dev lo",
      ]);
      const server = await runCoturn(mistaken, { words: ["--relay-ip=2606:4700::7"] });
      onTestFinished(() => server.stop());
      const ann = await openTurnProbe({ host: server.address, port: server.port });
      onTestFinished(() => ann.close());

      const allocation = await ann.allocate({
        credentials: credentialsFor(server.turnSecret, HOUR_MS),
        family: "ipv6",
      });

      expect(allocation).toBe("ok");
      for (const [, host] of DENIED_IPV6) {
        expect([host, await ann.createPermission({ host, port: CANARY_PORT })]).toEqual([
          host,
          403,
        ]);
      }
    });

    test("behind NAT, two relayed people still meet, and its private network stays closed", async () => {
      const behind = await network.host("behind");
      await network.run(behind, "ip", ["address", "add", "10.1.0.5/24", "dev", "lo"]);
      const server = await runCoturn(behind, {
        relayAddress: "10.1.0.5",
        words: [`--external-ip=${behind.address}/10.1.0.5`],
      });
      onTestFinished(() => server.stop());
      const people = [];
      for (const name of ["ann", "ben"]) {
        const person = await openTurnProbe({ host: server.address, port: server.port });
        onTestFinished(() => person.close());
        const allocation = await person.allocate({
          credentials: credentialsFor(server.turnSecret, HOUR_MS, name),
        });
        expect(allocation).toBe("ok");
        people.push({ person, at: person.relayed() ?? { host: "", port: 0 } });
      }
      const [ann, ben] = people;
      if (ann === undefined || ben === undefined) throw new Error("not allocated");

      expect([ann.at.host, ben.at.host]).toEqual([behind.address, behind.address]);
      expect(await ann.person.createPermission(ben.at)).toBe("ok");
      expect(await ben.person.createPermission(ann.at)).toBe("ok");
      ann.person.send(ben.at, "from Ann");
      await expect.poll(() => ben.person.received()).toEqual(["from Ann"]);
      expect(await ann.person.createPermission({ host: "10.1.0.6", port: 9 })).toBe(403);
    });
  });

  describe("how much of it", () => {
    const ROOM = 8;
    const URLS = 3;
    const QUOTA = 64;

    test("[46] a full room with three URLs, all of it restarting ICE, stays below the quota", async () => {
      const allocations = URLS * (ROOM - 1) * 2;

      for (let count = 0; count < allocations; count++) {
        const link = await probe();
        expect([count, await link.allocate({ credentials: credentials("full") })]).toEqual([
          count,
          "ok",
        ]);
      }
    });

    test("[46] who burns allocations is refused, by renewed credentials too, and others are not", async () => {
      const outcomes = new Set<unknown>();
      let given = 0;
      for (; given < 100; given++) {
        const outcome = await (await probe()).allocate({ credentials: credentials("greedy") });
        outcomes.add(outcome);
        if (outcome !== "ok") break;
      }
      const renewed = credentialsFor(coturn.turnSecret, HOUR_MS / 2, "greedy");

      expect([given, [...outcomes]]).toEqual([QUOTA, ["ok", 486]]);
      expect(await (await probe()).allocate({ credentials: renewed })).toBe(486);
      expect(await (await probe()).allocate({ credentials: credentials("ann") })).toBe("ok");
    });

    test("[46] allocations that are released no longer count", async () => {
      const links: TurnProbe[] = [];
      for (let count = 0; count < QUOTA; count++) links.push(await allocated("restless"));
      expect(await (await probe()).allocate({ credentials: credentials("restless") })).toBe(486);

      for (const link of links) expect(await link.release()).toBe("ok");

      // coturn lets go of them shortly after it says so.
      await expect
        .poll(async () => (await probe()).allocate({ credentials: credentials("restless") }))
        .toBe("ok");
    });
  });
}
