/**
 * Calls over networks as they are: people on hosts of their own, who reach each other directly, only through the relay,
 * or only through the relay and without UDP. The relay is coturn with the configuration that Rondo ships.
 */

import { createHash } from "node:crypto";
import { type Browser, chromium, expect, type Page, test } from "@playwright/test";
import { AdminOverview } from "#protocol/admin.ts";
import type { Route } from "#protocol/link.ts";
import { JoinReply } from "#protocol/room.ts";
import { findTurnserver, howToInstall } from "#server/turn/own-coturn.ts";
import { chromiumOptions, trusting } from "./chromium.ts";
import { createMeeting, joinMeeting, tileOf } from "./fixtures.ts";
import { received, watchConnections } from "./media-probe.ts";
import type { RunningCoturn } from "./network/coturn.ts";
import type { Host } from "./network/host.ts";
import { type BrowserHost, createNetwork, findChromium, type Network } from "./network/network.ts";
import { expectToSeeAndHear } from "./see-and-hear.ts";
import { type ServerUnderTest, startServer } from "./server-under-test.ts";

const ADMIN_PASSWORD = "quiet lanterns over the harbour";
const HOUR_MS = 3_600_000;
/** In a namespace of its own, where no port is taken. */
const OWN_RELAY_PORT = 8080;

const coturnMissing = findTurnserver() === undefined ? howToInstall(process.platform) : undefined;

/** A text as it might be hidden in an identifier: plain, encoded, or hashed. */
function writtenForms(text: string): readonly string[] {
  const encodings = ["hex", "base64", "base64url"] as const;
  const hashes = ["md5", "sha1", "sha256"].flatMap((algorithm) =>
    encodings.map((encoding) => createHash(algorithm).update(text).digest(encoding)),
  );
  return [
    text,
    ...encodings.map((encoding) => Buffer.from(text).toString(encoding)),
    ...hashes,
  ].map(
    // Usernames of TURN are short: a hash may be cut.
    (form) => form.slice(0, 16),
  );
}

test.describe("people on hosts of their own", () => {
  let network: Network;
  let coturn: RunningCoturn;
  let server: ServerUnderTest;
  /** Where the browsers find the server. */
  let origin: string;
  /** A host for a server that runs its own relay, and where browsers find that one. */
  let home: Host;
  let homeOrigin: string;
  let hosts: { readonly ann: BrowserHost; readonly ben: BrowserHost };
  let browsers: { readonly ann: Browser; readonly ben: Browser } | undefined;
  let undo: (() => Promise<unknown>)[] = [];

  test.beforeAll(async () => {
    test.skip(coturnMissing !== undefined, coturnMissing);
    test.skip(findChromium() === undefined, "Chromium is not installed; apt-get install chromium");
    const made = await createNetwork();
    test.skip(!made.available, made.available ? "" : `${made.reason}; ${made.cure}`);
    if (!made.available) return;
    network = made;
    coturn = await network.startCoturn(await network.host("relay"));
    home = await network.host("home");
    homeOrigin = `http://${home.address}:${OWN_RELAY_PORT}`;
    // On all addresses, and without PUBLIC_URL: the administrator signs in at localhost, the one secure context here.
    server = await startServer({
      HOST: "0.0.0.0",
      ADMIN_PASSWORD,
      TURN_URLS: coturn.turnUrls.join(","),
      TURN_SECRET: coturn.turnSecret,
    });
    origin = `http://${network.serverAddress}:${new URL(server.url).port}`;
    hosts = { ann: await network.browserHost("ann"), ben: await network.browserHost("ben") };
    browsers = { ann: await launch(hosts.ann), ben: await launch(hosts.ben) };
  });

  test.afterEach(async () => {
    for (const step of undo.reverse()) await step();
    undo = [];
  });

  test.afterAll(async () => {
    await browsers?.ann.close();
    await browsers?.ben.close();
    await server?.stop();
    await network?.close();
  });

  function launch({ chromiumPath }: BrowserHost): Promise<Browser> {
    const args = trusting(origin, homeOrigin);
    return chromium.launch(chromiumOptions({ executablePath: chromiumPath, args }));
  }

  async function newPerson(name: "ann" | "ben"): Promise<Page> {
    const context = await browsers?.[name].newContext({ locale: "en-US" });
    if (context === undefined) throw new Error("the browsers are not there");
    undo.push(() => context.close());
    await context.addInitScript(watchConnections);
    return await context.newPage();
  }

  /** Ann and Ben in one new meeting. */
  async function meet(at = { server, origin }): Promise<{ ann: Page; ben: Page; code: string }> {
    const { code } = await createMeeting(at.server);
    const [ann, ben] = [await newPerson("ann"), await newPerson("ben")];
    await joinMeeting(ann, `${at.origin}/r/${code}`, "Ann");
    await joinMeeting(ben, `${at.origin}/r/${code}`, "Ben");
    return { ann, ben, code };
  }

  async function expectRoute({ ann, ben }: { ann: Page; ben: Page }, route: Route): Promise<void> {
    await expectToSeeAndHear(ann, 1);
    await expectToSeeAndHear(ben, 1);
    for (const tile of [tileOf(ann, "Ben"), tileOf(ben, "Ann")]) {
      await expect(tile).toHaveAttribute("data-link", "connected");
      await expect(tile).toHaveAttribute("data-route", route);
      await expect(tile.getByText("Relayed")).toHaveCount(route === "relay" ? 1 : 0);
    }
  }

  /** Signs in as the administrator does; returns a look at one room, as the admin page takes it. */
  async function administrator(code: string): Promise<() => Promise<unknown>> {
    const signedIn = await fetch(`${server.url}/api/admin/session`, {
      method: "POST",
      headers: { origin: server.url, "content-type": "application/json" },
      body: JSON.stringify({ password: ADMIN_PASSWORD }),
    });
    expect(signedIn.status).toBe(204);
    const cookie = signedIn.headers
      .getSetCookie()
      .map((set) => set.split(";")[0])
      .join("; ");
    return async () => {
      const response = await fetch(`${server.url}/api/admin/overview`, { headers: { cookie } });
      const overview = AdminOverview.parse(await response.json());
      const room = overview.rooms.find((active) => active.code === code);
      return {
        relay: overview.relay,
        relayedPairs: room?.relayedPairs,
        routes: room?.people.map(({ name, route }) => `${name}: ${route}`).sort(),
      };
    };
  }

  test("who can reach each other connects directly, although a relay is offered", async () => {
    const { ann, ben, code } = await meet();

    await expectRoute({ ann, ben }, "direct");
    await expect
      .poll(await administrator(code))
      .toEqual({ relay: "configured", relayedPairs: 0, routes: ["Ann: direct", "Ben: direct"] });
  });

  test("who cannot reach each other sees and hears through the relay, and both are told so", async () => {
    await network.separate(hosts.ann, hosts.ben);
    undo.push(() => network.reunite(hosts.ann, hosts.ben));

    const { ann, ben, code } = await meet();

    await expectRoute({ ann, ben }, "relay");
    const ends = [...(await received(ann)).pairs, ...(await received(ben)).pairs];
    expect(ends.map(({ local }) => local)).toContain("relay");
    await expect
      .poll(await administrator(code))
      .toEqual({ relay: "configured", relayedPairs: 1, routes: ["Ann: relay", "Ben: relay"] });
  });

  test("who loses the network stays as a reconnecting tile, and comes back to the same seat", async () => {
    // The browser itself needs some fifteen seconds to call a path lost, and the server ten.
    test.slow();
    const { ann, ben } = await meet();
    await expectRoute({ ann, ben }, "direct");
    const id = await tileOf(ann, "Ben").getAttribute("data-participant");
    await network.cutOff(hosts.ben);
    let isCutOff = true;
    undo.push(async () => {
      if (isCutOff) await network.reconnect(hosts.ben);
    });

    await expect(tileOf(ann, "Ben")).toHaveAttribute("data-link", "reconnecting", {
      timeout: 40_000,
    });
    await expect(tileOf(ann, "Ben")).toContainText("Reconnecting");
    await network.reconnect(hosts.ben);
    isCutOff = false;

    await expect(tileOf(ann, "Ben")).toHaveAttribute("data-link", "connected", { timeout: 30_000 });
    expect(await tileOf(ann, "Ben").getAttribute("data-participant")).toBe(id);
    await expectToSeeAndHear(ann, 1);
    await expectToSeeAndHear(ben, 1);
    await expect(ann.getByText("Ben left")).toHaveCount(0);
  });

  test("where a firewall drops UDP from the start, the relay is reached by TCP or TLS", async () => {
    await network.dropUdp(hosts.ann);
    undo.push(() => network.restoreUdp(hosts.ann));

    const { ann, ben } = await meet();

    await expectRoute({ ann, ben }, "relay");
    expect((await received(ann)).pairs).toEqual([
      expect.objectContaining({ local: "relay", protocol: expect.stringMatching(/^(?:tcp|tls)$/) }),
    ]);
  });

  test("where firewalls drop UDP at both ends, people still see and hear each other", async () => {
    for (const host of [hosts.ann, hosts.ben]) {
      await network.dropUdp(host);
      undo.push(() => network.restoreUdp(host));
    }

    const people = await meet();

    await expectRoute(people, "relay");
    for (const page of [people.ann, people.ben]) {
      expect((await received(page)).pairs).toEqual([
        expect.objectContaining({
          local: "relay",
          protocol: expect.stringMatching(/^(?:tcp|tls)$/),
        }),
      ]);
    }
  });

  test("[44] credentials come with the answer to joining, end within the hour and name nobody", async () => {
    const { code } = await createMeeting(server);
    const ann = await newPerson("ann");
    const frames: string[] = [];
    ann.on("websocket", (socket) => {
      socket.on("framereceived", ({ payload }) => frames.push(String(payload)));
    });
    await ann.goto(`${origin}/r/${code}`);
    await ann.getByRole("textbox", { name: "Your name" }).fill("Ann Lee");
    await ann.getByRole("textbox", { name: "E-mail" }).fill("ann@example.org");
    await expect.poll(() => frames.join("\n")).toContain(code);
    expect(frames.join("\n")).not.toMatch(/credential|turns?:/);

    await ann.getByRole("button", { name: "Join meeting" }).click();
    await expect(ann.getByRole("toolbar", { name: "Call controls" })).toBeVisible();

    const joined = frames.find((frame) => frame.includes('"credential"')) ?? "";
    // socket.io's acknowledgement: packet types and a number, then the arguments as JSON.
    const [answer] = JSON.parse(joined.slice(joined.indexOf("[")));
    const { ice } = JoinReply.parse(answer.value);
    expect(ice.servers.flatMap(({ urls }) => urls)).toEqual(coturn.turnUrls);
    expect(ice.validForMs).toBeLessThanOrEqual(HOUR_MS);
    const [end = "", pseudonym = ""] = (ice.servers[0]?.username ?? "").split(":");
    const leftMs = Number(end) * 1000 - Date.now();
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(HOUR_MS);
    expect(pseudonym).toMatch(/^[\w-]{16,}$/);
    const said = JSON.stringify(ice);
    for (const text of ["Ann Lee", "ann@example.org"]) {
      for (const form of writtenForms(text)) expect(said).not.toContain(form);
    }
    expect(said).not.toContain(coturn.turnSecret);
  });

  test("started with --turn, Rondo brings a relay of its own, and people meet through it", async () => {
    test.slow();
    const own = await startServer(
      {
        HOST: home.address,
        PORT: String(OWN_RELAY_PORT),
        PUBLIC_URL: homeOrigin,
        ADMIN_PASSWORD,
      },
      { flags: ["--turn"], command: ["ip", "netns", "exec", home.namespace] },
    );
    undo.push(() => own.stop());
    expect(own.output()).toContain("this machine's coturn");
    await network.separate(hosts.ann, hosts.ben);
    undo.push(() => network.reunite(hosts.ann, hosts.ben));

    const { ann, ben } = await meet({ server: own, origin: homeOrigin });

    const offered = await ann.evaluate(() =>
      window.rondoConnections?.flatMap((connection) =>
        (connection.getConfiguration().iceServers ?? []).flatMap(({ urls }) => urls),
      ),
    );
    expect(offered).toEqual([
      `turn:${home.address}:3478?transport=udp`,
      `turn:${home.address}:3478?transport=tcp`,
    ]);
    await expectRoute({ ann, ben }, "relay");
  });
});
