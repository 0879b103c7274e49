/**
 * The test network itself, with bare peer connections: what the tests of Rondo build on must work without Rondo. Two
 * browsers on hosts of their own connect through the relay as it is shipped.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, expect, type Page, test } from "@playwright/test";
import { ParticipantId } from "#protocol/ids.ts";
import type { IceServer } from "#protocol/room.ts";
import { createIceServers } from "#server/turn/ice-servers.ts";
import { findTurnserver, howToInstall, startOwnCoturn } from "#server/turn/own-coturn.ts";
import type { RunningCoturn } from "./coturn.ts";
import { type BrowserHost, createNetwork, findChromium, type Network } from "./network.ts";

const ANN = ParticipantId.parse("ann-ann-ann-ann-ann");
const HOUR_MS = 3_600_000;
const coturnMissing = findTurnserver() === undefined ? howToInstall(process.platform) : undefined;

interface Relayed {
  /** Of the pair that carries the data: candidate types of both ends, and how this end reaches its relay. */
  readonly types: readonly (string | undefined)[];
  readonly relayProtocol: string | undefined;
  readonly received: string;
}

let pages: Server;

const overUdp = (url: string) => url.endsWith("transport=udp");

test.beforeAll(() => {
  pages = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<!doctype html><title>Test page</title>");
  });
});

test.afterAll(() => {
  pages.close();
  pages.closeAllConnections();
});

async function servePages(address: string): Promise<string> {
  pages.listen(0, address);
  await new Promise((resolve) => pages.once("listening", resolve));
  const bound = pages.address();
  if (bound === null || typeof bound === "string") throw new Error("not listening");
  return `http://${address}:${bound.port}`;
}

function launch(executablePath: string, origin: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--ignore-certificate-errors",
      `--unsafely-treat-insecure-origin-as-secure=${origin}`,
    ],
  });
}

/** What a page of this test keeps of its side of the call. */
interface Side {
  readonly connection: RTCPeerConnection;
  /** Resolves when candidates of the other side may be added. */
  readonly described: Promise<void>;
  describe(type: RTCSdpType, sdp: string): Promise<void>;
  /** The first line that arrives over the data channel. */
  readonly received: Promise<string>;
}

/**
 * Connects a page in each of two browsers, relayed at both ends, and sends a line from the first to the second over the
 * data channel.
 */
async function connectRelayed(
  browsers: readonly Browser[],
  origin: string,
  iceServers: readonly IceServer[],
): Promise<Relayed> {
  const [ann, ben] = await Promise.all(browsers.map((browser) => browser.newPage()));
  if (ann === undefined || ben === undefined) throw new Error("It takes two browsers.");
  const prepare = async (page: Page, other: Page) => {
    await page.goto(origin);
    // Gathering by UDP takes long to give up where UDP is dropped: candidates go as they come.
    await page.exposeFunction("toOther", (candidate: string) =>
      other.evaluate(async (text) => {
        const { side } = window as unknown as { side: Side };
        await side.described;
        await side.connection.addIceCandidate(JSON.parse(text));
      }, candidate),
    );
    await page.evaluate(
      (servers) => {
        const connection = new RTCPeerConnection({
          iceServers: servers,
          iceTransportPolicy: "relay",
        });
        const { toOther } = window as unknown as { toOther(candidate: string): void };
        connection.addEventListener("icecandidate", ({ candidate }) => {
          if (candidate !== null) toOther(JSON.stringify(candidate));
        });
        let nowDescribed = () => {};
        const described = new Promise<void>((resolve) => {
          nowDescribed = resolve;
        });
        const received = new Promise<string>((resolve) => {
          connection.addEventListener("datachannel", ({ channel }) => {
            channel.addEventListener("message", ({ data }) => resolve(data));
          });
        });
        const side: Side = {
          connection,
          described,
          received,
          async describe(type, sdp) {
            await connection.setRemoteDescription({ type, sdp });
            nowDescribed();
          },
        };
        Object.assign(window, { side });
      },
      iceServers.map(({ urls, username = "", credential = "" }) => ({
        urls,
        username,
        credential,
      })),
    );
  };
  await Promise.all([prepare(ann, ben), prepare(ben, ann)]);

  const offer = await ann.evaluate(async () => {
    const { connection } = (window as unknown as { side: Side }).side;
    const channel = connection.createDataChannel("line");
    channel.addEventListener("open", () => channel.send("hello"));
    await connection.setLocalDescription();
    return connection.localDescription?.sdp ?? "";
  });
  const answer = await ben.evaluate(async (sdp) => {
    const { side } = window as unknown as { side: Side };
    await side.describe("offer", sdp);
    await side.connection.setLocalDescription();
    return side.connection.localDescription?.sdp ?? "";
  }, offer);
  await ann.evaluate(
    (sdp) => (window as unknown as { side: Side }).side.describe("answer", sdp),
    answer,
  );
  const received = await ben.evaluate(() => (window as unknown as { side: Side }).side.received);
  const pair = await ann.evaluate(async () => {
    const { connection } = (window as unknown as { side: Side }).side;
    const stats = await connection.getStats();
    const reports = [...stats.values()];
    const transport = reports.find((report) => report.type === "transport");
    const selected = stats.get(transport?.selectedCandidatePairId);
    const local = stats.get(selected?.localCandidateId);
    const remote = stats.get(selected?.remoteCandidateId);
    return {
      types: [local?.candidateType, remote?.candidateType],
      relayProtocol: local?.relayProtocol,
    };
  });
  await Promise.all([ann.close(), ben.close()]);
  return { ...pair, received };
}

/** What one participant would be told of this relay, cut down to the URLs that begin as given. */
function iceServersOf(
  relay: { readonly turnUrls: readonly string[]; readonly turnSecret: string },
  wanted: (url: string) => boolean = () => true,
): readonly IceServer[] {
  return createIceServers({
    stunUrls: [],
    turnUrls: relay.turnUrls.filter(wanted),
    turnSecret: relay.turnSecret,
    ttlMs: HOUR_MS,
    nowMs: Date.now,
  }).forParticipant(ANN).servers;
}

test.describe("two browsers on hosts of their own", () => {
  let network: Network;
  let coturn: RunningCoturn;
  let hosts: readonly [BrowserHost, BrowserHost];
  let origin: string;
  let browsers: readonly Browser[] = [];

  test.beforeAll(async () => {
    const made = await createNetwork();
    test.skip(!made.available, made.available ? "" : `${made.reason}; ${made.cure}`);
    if (!made.available) return;
    network = made;
    test.skip(coturnMissing !== undefined, coturnMissing);
    coturn = await network.startCoturn(await network.host("relay"));
    origin = await servePages(network.serverAddress);
    hosts = [await network.browserHost("ann"), await network.browserHost("ben")];
    browsers = await Promise.all(hosts.map((host) => launch(host.chromiumPath, origin)));
  });

  test.afterAll(async () => {
    await Promise.all(browsers.map((browser) => browser.close()));
    await network?.close();
  });

  test("they connect through the relay by UDP", async () => {
    // Offered all of its URLs, browsers take the one that answers first, which on a busy machine is any.
    const udp = iceServersOf(coturn, overUdp);
    expect(await connectRelayed(browsers, origin, udp)).toEqual({
      types: ["relay", "relay"],
      relayProtocol: "udp",
      received: "hello",
    });
  });

  for (const [protocol, wanted] of [
    ["tcp", (url: string) => url.endsWith("transport=tcp") && url.startsWith("turn:")],
    ["tls", (url: string) => url.startsWith("turns:")],
  ] as const) {
    test(`they connect by ${protocol} when a firewall drops UDP`, async () => {
      for (const host of hosts) await network.dropUdp(host);

      const udp = iceServersOf(coturn, overUdp);
      const relayed = await connectRelayed(browsers, origin, [
        ...udp,
        ...iceServersOf(coturn, wanted),
      ]);

      expect(relayed).toEqual({
        types: ["relay", "relay"],
        relayProtocol: protocol,
        received: "hello",
      });
      for (const host of hosts) await network.restoreUdp(host);
    });
  }

  test("UDP is back once it is no longer dropped", async () => {
    const udp = iceServersOf(coturn, overUdp);

    expect(await connectRelayed(browsers, origin, udp)).toMatchObject({ relayProtocol: "udp" });
  });
});

test("two browsers of one machine meet at its own relay, which listens at 127.0.0.1", async () => {
  const chromiumPath = findChromium();
  const online = Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ family, internal }) => family === "IPv4" && !internal),
  );
  test.skip(coturnMissing !== undefined, coturnMissing);
  test.skip(!online, "this machine has no network address; connect it to one");
  test.skip(chromiumPath === undefined, "no Chromium; apt-get install chromium");
  const dataDir = await mkdtemp(join(tmpdir(), "rondo-own-coturn-"));
  const coturn = await startOwnCoturn({
    dataDir,
    configFile: fileURLToPath(new URL("../../deploy/coturn/turnserver.conf", import.meta.url)),
    address: "127.0.0.1",
    ports: { listening: 34_787, relayMin: 41_000, relayMax: 41_999 },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  if ("missing" in coturn) throw new Error(coturn.cure);
  const origin = "about:blank";
  const browsers = await Promise.all(["ann", "ben"].map(() => launch(chromiumPath ?? "", origin)));

  const udp = iceServersOf(coturn, overUdp);
  const relayed = await connectRelayed(browsers, origin, udp);

  expect(relayed).toEqual({ types: ["relay", "relay"], relayProtocol: "udp", received: "hello" });
  await Promise.all(browsers.map((browser) => browser.close()));
  await coturn.stop();
  await rm(dataDir, { recursive: true, force: true });
});
