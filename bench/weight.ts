/** What a browser with an empty cache has to fetch: JavaScript of each page, all that is transferred. */

import { gzipSync } from "node:zlib";
import { type Browser, chromium, type Page, type Response } from "playwright";
import { chromiumOptions } from "../e2e/chromium.ts";
import type { Figure } from "./figure.ts";
import type { Part } from "./part.ts";
import { withServers } from "./servers.ts";

/** Nothing new for so long counts as all. Warming happens when the page is idle. */
const QUIET_MS = 3_000;
/** Next.js leaves what fits into a packet as it is. */
const NOT_WORTH_COMPRESSING_BYTES = 1_024;

interface Transfer {
  readonly path: string;
  readonly script: boolean;
  readonly encoding: string | null;
  readonly bodyBytes: number;
  readonly wireBytes: number;
  /** The body as gzip makes it; as it is, where the server sent it uncompressed. */
  readonly weightBytes: number;
}

export const weight: Part = async () => {
  const visits = await withServers(["rondo"], async ([server]) => {
    if (server === undefined) throw new Error("no server was started");
    const room = await fetch(`${server.url}/api/rooms`, { method: "POST", body: "{}" });
    const { code } = await room.json();
    const browser = await chromium.launch(chromiumOptions());
    try {
      return {
        home: await visit(browser, `${server.url}/`),
        room: await visit(browser, `${server.url}/r/${code}`, fillForm),
        call: await visit(browser, `${server.url}/r/${code}`, async (page) => {
          await fillForm(page);
          await page.getByRole("button", { name: "Join meeting" }).click();
          await page.getByRole("toolbar", { name: "Call controls" }).waitFor();
        }),
        admin: await visit(browser, `${server.url}/admin`),
        check: await visit(browser, `${server.url}/check`, async (page) => {
          // Pointing at it fetches what runs the check; it need not run.
          await page.getByRole("button", { name: "Start the check" }).hover();
        }),
      };
    } finally {
      await browser.close();
    }
  });

  const plain = Object.values(visits)
    .flat()
    .filter(
      ({ script, encoding, bodyBytes }) =>
        script && encoding === null && bodyBytes > NOT_WORTH_COMPRESSING_BYTES,
    )
    .map(({ path }) => path);
  const scripts = (name: keyof typeof visits): Omit<Figure, "limit"> => ({
    name: `weight: JavaScript, ${PAGES[name]}`,
    value: sum(visits[name].filter(({ script }) => script)),
    unit: "kB",
    note: `${visits[name].filter(({ script }) => script).length} files; all that is fetched ${sum(visits[name]).toFixed(0)} kB`,
  });
  return {
    figures: [
      { ...scripts("home"), limit: { atMost: 170 } },
      { ...scripts("room"), limit: { atMost: 250 } },
      scripts("call"),
      scripts("admin"),
      { ...scripts("check"), limit: { atMost: 200 } },
      {
        name: "weight: scripts sent uncompressed",
        value: new Set(plain).size,
        unit: "",
        ...(plain.length > 0 && { note: [...new Set(plain)].join(" ") }),
        limit: { atMost: 0 },
      },
    ],
    samples: visits,
  };
};

const PAGES = {
  home: "home",
  room: "room until Join is pressed",
  call: "room with the call",
  admin: "admin",
  check: "check until it is started",
};

const sum = (transfers: readonly Transfer[]): number =>
  transfers.reduce((bytes, { weightBytes }) => bytes + weightBytes, 0) / 1_000;

/** Every field is used: what a page fetches only then is part of its weight. */
async function fillForm(page: Page): Promise<void> {
  await page.getByRole("textbox", { name: "Your name" }).fill("Ann");
  await page.getByRole("textbox", { name: /e-?mail/i }).fill("ann@gmial.com");
}

async function visit(
  browser: Browser,
  url: string,
  use: (page: Page) => Promise<void> = async () => undefined,
): Promise<readonly Transfer[]> {
  const context = await browser.newContext({
    permissions: ["camera", "microphone"],
    locale: "en-US",
  });
  const transfers: Promise<Transfer | null>[] = [];
  let lastMs = performance.now();
  context.on("response", (response) => {
    lastMs = performance.now();
    transfers.push(weigh(response));
  });
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: "load" });
    await quiet();
    await use(page);
    lastMs = performance.now();
    await quiet();
    return (await Promise.all(transfers)).filter((transfer) => transfer !== null);
  } finally {
    await context.close();
  }

  async function quiet(): Promise<void> {
    while (performance.now() - lastMs < QUIET_MS) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function weigh(response: Response): Promise<Transfer | null> {
  const { pathname, protocol } = new URL(response.url());
  if (!protocol.startsWith("http")) return null;
  const [body, sizes] = await Promise.all([
    response.body().catch(() => Buffer.alloc(0)),
    response.request().sizes(),
  ]);
  const encoding = (await response.headerValue("content-encoding")) ?? null;
  const type = (await response.headerValue("content-type")) ?? "";
  return {
    path: pathname,
    script: response.request().resourceType() === "script" || /javascript/.test(type),
    encoding,
    bodyBytes: body.length,
    wireBytes: sizes.responseBodySize,
    weightBytes: encoding === null ? body.length : gzipSync(body).length,
  };
}
