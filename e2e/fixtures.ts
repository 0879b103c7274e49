/** What browser tests share: a running server, people with browsers of their own, and what they see and hear. */

import {
  type Browser,
  type BrowserContextOptions,
  test as base,
  chromium,
  expect,
  type Page,
} from "@playwright/test";
import type { Schedule } from "#protocol/schedule.ts";
import { chromiumMissing, chromiumOptions } from "./chromium.ts";
import { watchConnections } from "./media-probe.ts";
import { type ServerUnderTest, startServer } from "./server-under-test.ts";

export { expect } from "@playwright/test";

/** Makes a person's browser profile with one page; closed at the end of the test. */
export type NewPerson = (options?: BrowserContextOptions) => Promise<Page>;

export const test = base.extend<
  { newPerson: NewPerson; needsChromium: undefined },
  { server: ServerUnderTest; sharedBrowser: Browser }
>({
  server: [
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],

  sharedBrowser: [
    async ({}, use) => {
      const browser = await chromium.launch(chromiumOptions());
      await use(browser);
      await browser.close();
    },
    { scope: "worker" },
  ],

  needsChromium: [
    async ({}, use, testInfo) => {
      const missing = chromiumMissing();
      testInfo.skip(missing !== null, missing ?? "");
      await use(undefined);
    },
    { auto: true },
  ],

  newPerson: async ({ sharedBrowser, server }, use, testInfo) => {
    const contexts: Awaited<ReturnType<Browser["newContext"]>>[] = [];
    const problems: string[] = [];
    await use(async (options = {}) => {
      const context = await sharedBrowser.newContext({
        baseURL: server.url,
        locale: "en-US",
        permissions: ["camera", "microphone", "clipboard-read", "clipboard-write"],
        ...options,
      });
      contexts.push(context);
      context.on("page", (page) => {
        page.on("pageerror", (error) => problems.push(`${page.url()}: ${error.message}`));
        page.on("console", (message) => {
          // A policy violation, a hydration mismatch, a failed key: all of them speak up here.
          if (message.type() === "error" && !isExpected(message.text()))
            problems.push(message.text());
        });
      });
      await context.addInitScript(watchConnections);
      await context.addInitScript(() => {
        // Not every violation is printed by the browser.
        document.addEventListener(
          "securitypolicyviolation",
          ({ violatedDirective, blockedURI }) => {
            console.error(`policy violated: ${violatedDirective} ${blockedURI}`);
          },
        );
      });
      return await context.newPage();
    });
    for (const context of contexts) await context.close();
    if (testInfo.status === testInfo.expectedStatus) expect(problems).toEqual([]);
  },
});

/** Chromium reports each refused or lost request as an error of the page; tests cause those on purpose. */
function isExpected(text: string): boolean {
  return [
    "Failed to load resource",
    "WebSocket connection to",
    "WebSocket is already in CLOSING",
  ].some((start) => text.startsWith(start));
}

/** Makes a meeting through the API, as an embedder does. */
export async function createMeeting(
  server: ServerUnderTest,
  options: {
    requireEmail?: boolean;
    lobby?: boolean;
    hostFirst?: boolean;
    password?: string;
    title?: string;
    schedule?: Schedule;
  } = {},
): Promise<{ code: string; url: string; hostKey: string }> {
  const response = await fetch(`${server.url}/api/rooms`, {
    method: "POST",
    body: JSON.stringify(options),
  });
  expect(response.status).toBe(201);
  return await response.json();
}

/** Goes through the form before the meeting, whatever follows. */
export async function askToJoin(page: Page, url: string, name: string): Promise<void> {
  await page.goto(url);
  await page.getByRole("textbox", { name: "Your name" }).fill(name);
  await page.getByRole("button", { name: "Join meeting" }).click();
}

/** Goes through the form before the meeting and waits for the call. */
export async function joinMeeting(page: Page, url: string, name: string): Promise<void> {
  await askToJoin(page, url, name);
  await expect(page.getByRole("toolbar", { name: "Call controls" })).toBeVisible();
}

/** Ann and Ben, in a meeting of their own. */
export async function annAndBen(
  server: ServerUnderTest,
  newPerson: NewPerson,
): Promise<{ readonly ann: Page; readonly ben: Page; readonly url: string }> {
  const { url } = await createMeeting(server);
  const [ann, ben] = [await newPerson(), await newPerson()];
  await joinMeeting(ann, url, "Ann");
  await joinMeeting(ben, url, "Ben");
  return { ann, ben, url };
}

/** Makes a person's browser the one that opened a meeting. */
export async function takeHostKey(
  page: Page,
  { code, hostKey }: { code: string; hostKey: string },
): Promise<void> {
  await page.goto("/");
  await page.evaluate(
    ([room, key]) =>
      localStorage.setItem(
        "rondo.rooms",
        JSON.stringify({ [room]: { hostKey: key, lastVisitedMs: Date.now() } }),
      ),
    [code, hostKey] as const,
  );
}

/** Ann, who opened the meeting and has the people beside the stage, and Ben. */
export async function hostAndGuest(
  server: ServerUnderTest,
  newPerson: NewPerson,
): Promise<{ readonly ann: Page; readonly ben: Page; readonly url: string }> {
  const { url, ...room } = await createMeeting(server);
  const [ann, ben] = [await newPerson(), await newPerson()];
  await takeHostKey(ann, room);
  // Ben is there first: the key counts, not the order.
  await joinMeeting(ben, url, "Ben");
  await joinMeeting(ann, url, "Ann");
  await controlOf(ann, "People").click();
  return { ann, ben, url };
}

export function tileOf(page: Page, name: string) {
  return page.getByRole("group", { name, exact: true });
}

/** A control of the call's bar, by its whole name. */
export function controlOf(page: Page, name: string) {
  return page
    .getByRole("toolbar", { name: "Call controls" })
    .getByRole("button", { name, exact: true });
}

/** Somebody more, in a meeting that others are in. */
export async function joinToo(newPerson: NewPerson, url: string, name: string): Promise<Page> {
  const page = await newPerson();
  await joinMeeting(page, url, name);
  return page;
}
