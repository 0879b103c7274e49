/** The page that tries everything a call needs, in networks as they are: open, behind a proxy, without UDP. */

import { once } from "node:events";
import { createServer, request as forward, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, chromium, type Page } from "@playwright/test";
import type { StepId } from "#call/check/findings.ts";
import { findTurnserver, howToInstall } from "#server/turn/own-coturn.ts";
import { chromiumOptions, trusting } from "./chromium.ts";
import { expect, test } from "./fixtures.ts";
import type { RunningCoturn } from "./network/coturn.ts";
import { type BrowserHost, createNetwork, findChromium, type Network } from "./network/network.ts";
import { type ServerUnderTest, startServer } from "./server-under-test.ts";

const ADMIN_PASSWORD = "quiet lanterns over the harbour";
const sizes = {
  phone: { width: 360, height: 740 },
  desktop: { width: 1280, height: 800 },
} as const;

const start = (page: Page) => page.getByRole("button", { name: "Start the check" });
const step = (page: Page, id: StepId) => page.locator(`[data-step="${id}"]`);
const verdict = (page: Page) => page.getByRole("heading", { name: /^Calls |^It stays open/ });

const shot = (page: Page, name: string) =>
  page.screenshot({
    path: `test-results/screens/${name}.png`,
    animations: "disabled",
    fullPage: true,
  });

async function axeFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`),
  );
}

/** How each step came out, in the order of the page. */
async function outcomes(page: Page): Promise<Record<string, string | null>> {
  const rows = await page.locator("[data-step]").all();
  return Object.fromEntries(
    await Promise.all(
      rows.map(async (row) => [
        await row.getAttribute("data-step"),
        await row.getAttribute("data-state"),
      ]),
    ),
  );
}

async function copiedReport(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Copy report" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Report copied." })).toBeAttached();
  return await page.evaluate(() => navigator.clipboard.readText());
}

test("nothing is asked or sent before the check is started", async ({ newPerson }) => {
  const page = await newPerson();
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() !== "GET") sent.push(request.url());
  });
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => {
      throw new Error("nobody asked for devices");
    };
  });

  await page.goto("/");
  await page.getByRole("link", { name: "Check microphone, camera and connection" }).click();
  await expect(
    page.getByRole("heading", { level: 1, name: "Will calls work here?" }),
  ).toBeVisible();
  await page.waitForLoadState("networkidle");

  expect(new Set(Object.values(await outcomes(page)))).toEqual(new Set(["waiting"]));
  expect(sent).toEqual([]);
  expect(await page.evaluate(() => window.rondoConnections?.length)).toBe(0);
});

test("without a relay it says so, skips those steps, and calls work in the same network", async ({
  newPerson,
}) => {
  const page = await newPerson();
  await page.goto("/check");

  await start(page).click();

  await expect(verdict(page)).toHaveText("Calls should work with people in the same network.");
  expect(await outcomes(page)).toEqual({
    browser: "passed",
    microphone: "passed",
    camera: "passed",
    server: "passed",
    websocket: "passed",
    stun: "skipped",
    relayUdp: "skipped",
    relayTcp: "skipped",
    relayTls: "skipped",
    loop: "skipped",
  });
  await expect(step(page, "relayUdp")).toContainText("This server has no relay.");
  await expect(page.getByRole("region", { name: /^Calls / })).toBeFocused();
  const report = await copiedReport(page);
  expect(report).toContain("Result: Calls should work with people in the same network.");
  expect(report).toContain(`TCP ${new URL(page.url()).port} to localhost`);
  expect(report).toMatch(/Date: \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
  expect(report).toContain("Chrome/");
});

test("the devices can be skipped while the browser asks, and come too late then", async ({
  newPerson,
}) => {
  const page = await newPerson();
  await page.addInitScript(() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const wish = new Promise<void>((resolve) => {
      Object.assign(window, { allowNow: resolve });
    });
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      await wish;
      const stream = await ask(constraints);
      Object.assign(window, { lateStream: stream });
      return stream;
    };
  });
  await page.goto("/check");
  await start(page).focus();
  await page.keyboard.press("Enter");
  await expect(step(page, "camera")).toHaveAttribute("data-state", "running");

  await page.getByRole("button", { name: "Skip devices" }).click();

  await expect(verdict(page)).toBeVisible();
  await expect(step(page, "microphone")).toContainText("Skipped, as you wished.");
  await page.evaluate(() => (window as unknown as { allowNow: () => void }).allowNow()); // Put there above.
  await expect
    .poll(() =>
      page.evaluate(() =>
        (window as unknown as { lateStream?: MediaStream }).lateStream // Put there above.
          ?.getTracks()
          .map(({ readyState }) => readyState),
      ),
    )
    .toEqual(["ended", "ended"]);
});

test("a browser that may not use the devices is told how to allow them, and the rest goes on", async ({
  newPerson,
}) => {
  const page = await newPerson();
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException("no", "NotAllowedError"));
    navigator.permissions.query = () => Promise.reject(new TypeError("unknown name"));
  });
  await page.goto("/check");

  await start(page).click();

  await expect(verdict(page)).toBeVisible();
  await expect(step(page, "microphone")).toContainText("may not use your microphone");
  await expect(step(page, "camera")).toHaveAttribute("data-state", "warning");
  await expect(page.getByText("Worth a look: Microphone and Camera.")).toBeVisible();
});

test("a check can be stopped and started again", async ({ newPerson }) => {
  const page = await newPerson();
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => new Promise(() => undefined);
  });
  await page.goto("/check");
  await start(page).click();
  await expect(step(page, "camera")).toHaveAttribute("data-state", "running");

  await page.getByRole("button", { name: "Stop" }).click();

  await expect(step(page, "camera")).toHaveAttribute("data-state", "waiting");
  await expect(page.getByRole("status").filter({ hasText: "Stopped." })).toBeAttached();
  await start(page).click();
  await page.getByRole("button", { name: "Skip devices" }).click();
  await expect(verdict(page)).toBeVisible();
  await page.getByRole("button", { name: "Check again" }).click();
  await expect(step(page, "camera")).toHaveAttribute("data-state", "running");
});

test("a server that has gone is named", async ({ newPerson }) => {
  const page = await newPerson();
  await page.route("**/api/check", (route) => route.abort());
  await page.routeWebSocket(/\/signal\//, (socket) => socket.close());
  await page.goto("/check");

  await start(page).dblclick();

  await expect(verdict(page)).toHaveText(
    "Calls will not work here, because the server cannot be reached.",
  );
  await expect(step(page, "websocket")).toContainText("since the server cannot be reached");
});

test("a sign-in page in the server's place is named", async ({ newPerson }) => {
  const page = await newPerson();
  await page.route("**/api/check", (route) =>
    route.fulfill({ contentType: "text/html", body: "<h1>Welcome to our hotel</h1>" }),
  );
  await page.goto("/check");

  await start(page).click();

  await expect(verdict(page)).toHaveText(/something between you and this server answers/);
});

test("too many checks are told when to come back", async ({ newPerson }) => {
  const server = await startServer({ CHECKS_PER_HOUR_PER_ADDRESS: "1" });
  try {
    const page = await newPerson();
    await page.goto(`${server.url}/check`);
    await start(page).click();
    await expect(verdict(page)).toBeVisible();

    await page.getByRole("button", { name: "Check again" }).click();

    await expect(verdict(page)).toHaveText(/^It stays open/);
    await expect(step(page, "server")).toContainText(/check again in \d+ minutes/);
  } finally {
    await server.stop();
  }
});

test.describe("behind a proxy that knows no WebSocket", () => {
  let proxy: Server;
  let server: ServerUnderTest;

  let proxied: string;

  test.beforeAll(async () => {
    server = await startServer();
    proxy = createServer((request, response) => {
      // To the server it is as if the page had been opened there.
      const headers = { ...request.headers, host: new URL(server.url).host };
      if (headers.origin !== undefined) headers.origin = server.url;
      const passed = forward(`${server.url}${request.url}`, { method: request.method, headers });
      passed.on("response", (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      passed.on("error", () => response.destroy());
      request.pipe(passed);
    });
    proxy.on("upgrade", (_request, socket) => {
      socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    proxied = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`; // A TCP server's address is never a string.
  });

  test.afterAll(async () => {
    await server.stop();
    proxy.closeAllConnections();
    proxy.close();
  });

  test("the proxy is named, in the verdict and in the report", async ({ newPerson }) => {
    const page = await newPerson();
    await page.goto(`${proxied}/check`);

    await start(page).click();

    await expect(verdict(page)).toHaveText(
      "Calls will not work here, because a proxy or firewall between you and this server blocks WebSocket.",
    );
    await expect(step(page, "server")).toHaveAttribute("data-state", "passed");
    await expect(step(page, "websocket")).toContainText(
      "A proxy or firewall between you and this server blocks WebSocket.",
    );
    await shot(page, "check-websocket-blocked-desktop");
    expect(await axeFindings(page)).toEqual([]);
    expect(await copiedReport(page)).toContain("WebSocket: Failed.");
  });
});

for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`it is whole and accessible on a ${size}, ${colorScheme}`, async ({ newPerson }) => {
      const page = await newPerson({ viewport, colorScheme });
      await page.addInitScript(() => {
        const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        const wish = new Promise<void>((resolve) => {
          Object.assign(window, { allowNow: resolve });
        });
        navigator.mediaDevices.getUserMedia = async (constraints) => {
          await wish;
          return await ask(constraints);
        };
      });
      const isWhole = async (name: string) => {
        await shot(page, `check-${name}-${size}-${colorScheme}`);
        expect(await axeFindings(page)).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        expect(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
      };
      await page.goto("/check");
      await page.waitForLoadState("networkidle");
      await isWhole("start");

      await start(page).click();
      await expect(step(page, "camera")).toHaveAttribute("data-state", "running");
      await isWhole("running");

      await page.evaluate(() => (window as unknown as { allowNow: () => void }).allowNow()); // Put there above.
      await expect(verdict(page)).toBeVisible();
      await page.getByText("Show the report").click();
      await isWhole("done");
    });
  }
}

test.describe("with a relay, on hosts of their own", () => {
  const coturnMissing = findTurnserver() === undefined ? howToInstall(process.platform) : undefined;
  let network: Network;
  let coturn: RunningCoturn;
  let server: ServerUnderTest;
  /** Has another secret than the relay. */
  let stranger: ServerUnderTest;
  let ann: BrowserHost;
  let browser: Browser;

  test.beforeAll(async () => {
    test.skip(coturnMissing !== undefined, coturnMissing);
    test.skip(findChromium() === undefined, "Chromium is not installed; apt-get install chromium");
    const made = await createNetwork();
    test.skip(!made.available, made.available ? "" : `${made.reason}; ${made.cure}`);
    if (!made.available) return;
    network = made;
    coturn = await network.startCoturn(await network.host("relay"));
    server = await startServer({
      HOST: "0.0.0.0",
      ADMIN_PASSWORD,
      TURN_URLS: coturn.turnUrls.join(","),
      TURN_SECRET: coturn.turnSecret,
    });
    stranger = await startServer({
      HOST: "0.0.0.0",
      ADMIN_PASSWORD,
      TURN_URLS: coturn.turnUrls[0] ?? "",
      TURN_SECRET: "not the secret of this relay",
    });
    ann = await network.browserHost("ann");
    browser = await chromium.launch(
      chromiumOptions({
        executablePath: ann.chromiumPath,
        args: trusting(originOf(server), originOf(stranger)),
      }),
    );
  });

  test.afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await stranger?.stop();
    await network?.close();
  });

  /** Where Ann's browser finds a server. */
  function originOf({ url }: ServerUnderTest): string {
    return `http://${network.serverAddress}:${new URL(url).port}`;
  }

  async function check(
    viewport: { width: number; height: number },
    at: ServerUnderTest = server,
  ): Promise<Page> {
    const context = await browser.newContext({
      locale: "en-US",
      viewport,
      permissions: ["camera", "microphone", "clipboard-read", "clipboard-write"],
    });
    const page = await context.newPage();
    await page.goto(`${originOf(at)}/check`);
    await start(page).click();
    await expect(verdict(page)).toBeVisible({ timeout: 45_000 });
    return page;
  }

  test("every step passes, and the loop says how fast, how late and how whole", async () => {
    const page = await check(sizes.desktop);

    await expect(verdict(page)).toHaveText("Calls should work well here.");
    expect(new Set(Object.values(await outcomes(page)))).toEqual(new Set(["passed"]));
    await expect(step(page, "loop")).toContainText(
      /[\d.]+ Mbit\/s, \d+ ms to the relay and back, [\d.]+ % lost\./,
    );
    const report = await copiedReport(page);
    expect(report).toContain(`UDP ${coturn.port} to ${coturn.address}: TURN relay`);
    expect(report).toContain(`TCP ${coturn.tlsPort} to ${coturn.address}: TURN relay over TLS`);
    expect(report).not.toContain(ann.address);
    await shot(page, "check-relay-desktop");
    expect(await axeFindings(page)).toEqual([]);
    await page.context().close();
  });

  test("where no UDP gets out, calls will work through the relay", async () => {
    test.slow();
    await network.dropUdp(ann);
    try {
      const page = await check(sizes.phone);

      await expect(verdict(page)).toHaveText("Calls will work through the relay.");
      expect(await outcomes(page)).toMatchObject({
        stun: "warning",
        relayUdp: "failed",
        relayTcp: "passed",
        relayTls: "passed",
        loop: "passed",
      });
      await shot(page, "check-no-udp-phone");
      await page.context().close();
    } finally {
      await network.restoreUdp(ann);
    }
  });

  test("a relay with another secret turns the check away, and that is what it says", async () => {
    const page = await check(sizes.desktop, stranger);

    await expect(step(page, "relayUdp")).toContainText("TURN_SECRET");
    await expect(step(page, "relayTcp")).toContainText("does not offer it");
    await expect(verdict(page)).toHaveText("Calls will work with most people.");
    await page.context().close();
  });
});
