/** What people can hide and save: their address behind a relay, and the data that pictures take. */

import AxeBuilder from "@axe-core/playwright";
import { type Browser, chromium, type Page } from "@playwright/test";
import { findTurnserver, howToInstall } from "#server/turn/own-coturn.ts";
import { chromiumOptions, trusting } from "./chromium.ts";
import { annAndBen, createMeeting, expect, joinMeeting, test, tileOf } from "./fixtures.ts";
import { received, watchConnections } from "./media-probe.ts";
import { type BrowserHost, createNetwork, findChromium, type Network } from "./network/network.ts";
import { expectToSeeAndHear } from "./see-and-hear.ts";
import { type ServerUnderTest, startServer } from "./server-under-test.ts";

async function openSettings(page: Page) {
  await page.getByRole("button", { name: "Settings" }).click();
  const panel = page.getByRole("dialog", { name: "Settings" });
  await expect(panel).toBeVisible();
  return {
    panel,
    switchOf: (name: string) => panel.getByRole("switch", { name }),
    close: async () => {
      await page.keyboard.press("Escape");
      await expect(panel).toHaveCount(0);
    },
  };
}

async function turn(page: Page, name: string, to: "on" | "off") {
  const { switchOf, close } = await openSettings(page);
  await expect(switchOf(name)).toHaveAttribute("aria-checked", String(to === "off"));
  await switchOf(name).click();
  await expect(switchOf(name)).toHaveAttribute("aria-checked", String(to === "on"));
  await close();
}

test.describe("people with a relay", () => {
  let network: Network;
  let server: ServerUnderTest;
  /** Where the browsers find the server. */
  let origin: string;
  let browsers: { readonly ann: Browser; readonly ben: Browser } | undefined;

  test.beforeAll(async () => {
    const missing = findTurnserver() === undefined ? howToInstall(process.platform) : undefined;
    test.skip(missing !== undefined, missing);
    test.skip(findChromium() === undefined, "Chromium is not installed; apt-get install chromium");
    const made = await createNetwork();
    test.skip(!made.available, made.available ? "" : `${made.reason}; ${made.cure}`);
    if (!made.available) return;
    network = made;
    const coturn = await network.startCoturn(await network.host("relay"));
    server = await startServer({
      HOST: "0.0.0.0",
      ADMIN_PASSWORD: "quiet lanterns over the harbour",
      TURN_URLS: coturn.turnUrls.join(","),
      TURN_SECRET: coturn.turnSecret,
    });
    origin = `http://${network.serverAddress}:${new URL(server.url).port}`;
    browsers = {
      ann: await launch(await network.browserHost("ann")),
      ben: await launch(await network.browserHost("ben")),
    };
  });

  test.afterAll(async () => {
    await browsers?.ann.close();
    await browsers?.ben.close();
    await server?.stop();
    await network?.close();
  });

  function launch({ chromiumPath }: BrowserHost): Promise<Browser> {
    const args = trusting(origin);
    return chromium.launch(chromiumOptions({ executablePath: chromiumPath, args }));
  }

  /** A page that notes what it sends, over its socket and over its data channels. */
  async function newPerson(name: "ann" | "ben") {
    const context = await browsers?.[name].newContext({ locale: "en-US" });
    if (context === undefined) throw new Error("the browsers are not there");
    await context.addInitScript(watchConnections);
    await context.addInitScript(() => {
      const send = RTCDataChannel.prototype.send;
      RTCDataChannel.prototype.send = function (data: unknown) {
        if (typeof data === "string") console.debug(`channel ${data}`);
        Reflect.apply(send, this, [data]);
      };
    });
    const page = await context.newPage();
    const sent: string[] = [];
    page.on("websocket", (socket) => {
      socket.on("framesent", ({ payload }) => sent.push(String(payload)));
    });
    page.on("console", (message) => {
      if (message.text().startsWith("channel ")) sent.push(message.text());
    });
    return { page, sent, close: () => context.close() };
  }

  /** What tells an address in what was sent. */
  function addressesIn(sent: readonly string[]): readonly string[] {
    return sent.flatMap(
      (frame) => frame.match(/typ (?:host|srflx|prflx)|raddr (?!0\.0\.0\.0)\S+/g) ?? [],
    );
  }
  const candidatesIn = (sent: readonly string[]) => sent.join("\n").split("typ relay").length - 1;

  async function expectRoute(pages: readonly [Page, Page], route: "direct" | "relay") {
    const [ann, ben] = pages;
    for (const tile of [tileOf(ann, "Ben"), tileOf(ben, "Ann")]) {
      await expect(tile).toHaveAttribute("data-route", route, { timeout: 30_000 });
      await expect(tile).toHaveAttribute("data-link", "connected", { timeout: 30_000 });
    }
    await expectToSeeAndHear(ann, 1);
    await expectToSeeAndHear(ben, 1);
  }

  test("[row 55] who hides their address tells nobody of it, from the start and in the call", async () => {
    test.slow();
    const { code } = await createMeeting(server);
    const ann = await newPerson("ann");
    const ben = await newPerson("ben");
    const url = `${origin}/r/${code}`;
    const pages = [ann.page, ben.page] as const;

    await ann.page.goto(url);
    await turn(ann.page, "Hide my address", "on");
    await ann.page.reload();
    const { switchOf, close } = await openSettings(ann.page);
    await expect(switchOf("Hide my address")).toHaveAttribute("aria-checked", "true");
    await close();
    await joinMeeting(ann.page, url, "Ann");
    await joinMeeting(ben.page, url, "Ben");
    await expectRoute(pages, "relay");
    expect(addressesIn(ann.sent)).toEqual([]);
    expect(candidatesIn(ann.sent)).toBeGreaterThan(0);
    // Only who wants it is hidden.
    expect(addressesIn(ben.sent).length).toBeGreaterThan(0);

    const before = ben.sent.length;
    await turn(ben.page, "Hide my address", "on");
    await expect.poll(() => candidatesIn(ben.sent.slice(before))).toBeGreaterThan(0);
    await expectRoute(pages, "relay");
    expect(addressesIn(ben.sent.slice(before))).toEqual([]);
    expect(addressesIn(ann.sent)).toEqual([]);
    for (const page of pages)
      expect((await received(page)).pairs).toEqual([
        expect.objectContaining({ local: "relay", remote: "relay" }),
      ]);

    await turn(ann.page, "Hide my address", "off");
    await turn(ben.page, "Hide my address", "off");
    await expectRoute(pages, "direct");
    await ann.close();
    await ben.close();
  });
});

test("without a relay the address cannot be hidden, and the switch says why", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server);
  const ann = await newPerson();
  await ann.goto(url);

  const { panel, switchOf } = await openSettings(ann);

  await expect(switchOf("Hide my address")).toBeDisabled();
  await expect(switchOf("Hide my address")).toHaveAccessibleDescription(/has no relay/);
  expect((await new AxeBuilder({ page: ann }).analyze()).violations).toEqual([]);
  await switchOf("Data saver").focus();
  await ann.keyboard.press("Space");
  await expect(switchOf("Data saver")).toHaveAttribute("aria-checked", "true");
  await panel.getByLabel("Send at most").selectOption({ label: "0.7 Mbit/s" });
  await ann.reload();
  const again = await openSettings(ann);
  await expect(again.switchOf("Data saver")).toHaveAttribute("aria-checked", "true");
  await expect(again.panel.getByLabel("Send at most")).toHaveValue("700000");
});

test("the data saver makes pictures small in both directions, and audio only takes them away", async ({
  server,
  newPerson,
}) => {
  test.slow();
  const { ann, ben } = await annAndBen(server, newPerson);
  await expectToSeeAndHear(ann, 1);
  await expectToSeeAndHear(ben, 1);
  const heightAt = (page: Page) => page.evaluate(pictureHeight);
  for (const page of [ann, ben]) await expect.poll(() => heightAt(page)).toBeGreaterThan(200);

  await turn(ann, "Data saver", "on");
  for (const page of [ann, ben]) {
    await expect.poll(() => heightAt(page)).toBeLessThanOrEqual(180);
    await expectToSeeAndHear(page, 1);
  }
  await turn(ann, "Data saver", "off");
  for (const page of [ann, ben]) await expect.poll(() => heightAt(page)).toBeGreaterThan(200);

  await turn(ann, "Audio only", "on");
  await expect(tileOf(ann, "Ben").locator("video")).toHaveCount(0);
  await expect(tileOf(ben, "Ann")).toContainText("Camera off");
  await expect(ann.getByRole("button", { name: "Camera", exact: true })).toHaveAttribute(
    "aria-pressed",
    "false",
  );
  for (const page of [ann, ben]) {
    // Still for a second, sound going on.
    await expect
      .poll(async () => {
        const before = (await received(page)).framesDecoded;
        await page.waitForTimeout(1_000);
        return (await received(page)).framesDecoded - before;
      })
      .toBe(0);
    const { audioEnergy } = await received(page);
    await expect.poll(async () => (await received(page)).audioEnergy).toBeGreaterThan(audioEnergy);
  }

  await turn(ann, "Audio only", "off");
  await expectToSeeAndHear(ann, 1);
  await expectToSeeAndHear(ben, 1);
});

/** Runs in the page: lines of the latest picture that was received; zero before any. */
async function pictureHeight(): Promise<number> {
  let height = 0;
  for (const connection of window.rondoConnections ?? []) {
    if (connection.connectionState === "closed") continue;
    (await connection.getStats()).forEach((report) => {
      // Reports are untyped beyond their base.
      if (report.type === "inbound-rtp" && report.kind === "video")
        height = Math.max(height, Number(report.frameHeight ?? 0));
    });
  }
  return height;
}
