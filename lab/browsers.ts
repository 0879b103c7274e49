/** Browsers of the laboratory: different ones behind one face, as far as rows need them. */

import { type Browser as Chromium, chromium } from "playwright";
import { type Browser as Driven, type Page as DrivenPage, launch } from "puppeteer-core";
import { chromiumOptions, trusting } from "../e2e/chromium.ts";
import { findFirefox, firefoxMissing, launchFirefox } from "../e2e/firefox.ts";
import { forwardPort } from "../e2e/network/forwarded-port.ts";
import type { Host } from "../e2e/network/host.ts";
import { findChromium } from "../e2e/network/network.ts";

/**
 * `chromium-tabs` is Chromium whose pages may be hidden behind another tab and are treated as hidden ones are: to
 * Playwright every page is always in front.
 */
export type BrowserKind = "chromium" | "chromium-tabs" | "firefox";

export interface LaboratoryBrowser {
  /** Makes a page with a fresh profile, in which `prepare` runs before the page's own scripts. */
  newPage(prepare: () => void): Promise<PersonPage>;
  close(): Promise<void>;
}

/** A page that somebody uses: what is pressed and filled in is found by the name that people read. */
export interface PersonPage {
  open(url: string): Promise<void>;
  press(button: string): Promise<void>;
  fill(textbox: string, text: string): Promise<void>;
  /** Waits until something of that role and name is there; throws if it does not come. */
  waitFor(role: "toolbar" | "heading", name: string): Promise<void>;
  /** Reads in the page. What `read` needs is given to it: it sees nothing outside. */
  evaluate<Value>(read: () => Value | Promise<Value>): Promise<Value>;
  evaluate<Value, Argument>(
    read: (argument: Argument) => Value | Promise<Value>,
    argument: Argument,
  ): Promise<Value>;
  /** Puts another tab before this one, or brings this one back. Only `chromium-tabs` can. */
  setHidden(hidden: boolean): Promise<void>;
  /** Lets the page compute so many times slower from now on; 1 undoes it. Only `chromium-tabs` can. */
  slowDown(times: number): Promise<void>;
  /** Deletes its profile too. */
  close(): Promise<void>;
}

const PATIENCE_MS = 30_000;

/** Why there can be no such browser here, and the cure; null where there can. */
export function whyNoBrowser(kind: BrowserKind): string | null {
  if (kind === "firefox") return findFirefox() === undefined ? firefoxMissing : null;
  return findChromium() === undefined
    ? "Chromium is not installed; apt-get install chromium"
    : null;
}

/** Starts a browser on a host that takes `origin`, on plain http, for a safe one. The caller closes it. */
export async function startBrowser(
  kind: BrowserKind,
  host: Host,
  origin: string,
): Promise<LaboratoryBrowser> {
  const program = kind === "firefox" ? findFirefox() : findChromium();
  if (program === undefined) throw new Error(whyNoBrowser(kind) ?? "");
  const executablePath = await host.executable(program);
  const args = trusting(origin);
  switch (kind) {
    case "chromium":
      return playwrightBrowser(await chromium.launch(chromiumOptions({ executablePath, args })));
    case "chromium-tabs":
      return drivenBrowser(
        await launch({
          executablePath,
          pipe: true,
          args: chromiumOptions({ args }).args ?? [],
          // Drivers ask for pages that are never treated as hidden.
          ignoreDefaultArgs: [
            "--disable-background-timer-throttling",
            "--disable-backgrounding-occluded-windows",
            "--disable-renderer-backgrounding",
          ],
        }),
      );
    case "firefox": {
      const { port, close } = await forwardPort(host);
      const trustedHosts = [new URL(origin).hostname];
      const browser = await launchFirefox({ executablePath, debuggingPort: port, trustedHosts });
      const { newPage, close: closeBrowser } = drivenBrowser(browser);
      return { newPage, close: () => closeBrowser().finally(close) };
    }
  }
}

function playwrightBrowser(browser: Chromium): LaboratoryBrowser {
  return {
    close: () => browser.close(),
    async newPage(prepare) {
      const context = await browser.newContext({ locale: "en-US" });
      await context.addInitScript(prepare);
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      return {
        async open(url) {
          await page.goto(url);
        },
        press: (name) => page.getByRole("button", { name, exact: true }).click(),
        fill: (name, text) => page.getByRole("textbox", { name, exact: true }).fill(text),
        waitFor: (role, name) => page.getByRole(role, { name, exact: true }).waitFor(),
        // The driver's own types ask whether the argument can be copied; rows give names and numbers.
        evaluate: ((read: () => unknown, argument?: unknown) =>
          page.evaluate(read, argument)) as PersonPage["evaluate"],
        setHidden: () => cannot("hidden"),
        slowDown: () => cannot("slowed down"),
        close: () => context.close(),
      };
    },
  };
}

function drivenBrowser(browser: Driven): LaboratoryBrowser {
  return {
    close: () => browser.close(),
    async newPage(prepare) {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      await page.evaluateOnNewDocument(prepare);
      let cover: DrivenPage | null = null;
      return {
        async open(url) {
          await page.goto(url, { waitUntil: "load" });
        },
        press: (name) => page.locator(named("button", name)).click(),
        fill: (name, text) => page.locator(named("textbox", name)).fill(text),
        async waitFor(role, name) {
          await page.locator(named(role, name)).wait();
        },
        // As above.
        evaluate: ((read: (argument: unknown) => unknown, argument?: unknown) =>
          page.evaluate(read, argument)) as PersonPage["evaluate"],
        async setHidden(hidden) {
          if (hidden) {
            cover ??= await context.newPage();
            await cover.bringToFront();
          } else await page.bringToFront();
        },
        async slowDown(times) {
          await page.emulateCPUThrottling(times);
        },
        close: () => context.close(),
      };
    },
  };
}

const named = (role: string, name: string) => `::-p-aria([name="${name}"][role="${role}"])`;

function cannot(what: string): Promise<never> {
  return Promise.reject(new Error(`A page of this browser cannot be ${what}.`));
}
