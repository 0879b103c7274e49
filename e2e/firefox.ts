/** Firefox with fake devices, driven over WebDriver BiDi: Playwright drives only a Firefox of its own. */

import { existsSync } from "node:fs";
import { type Browser, launch } from "puppeteer-core";

const systemBrowsers = [
  "/usr/bin/firefox-esr",
  "/usr/bin/firefox",
  "/Applications/Firefox.app/Contents/MacOS/firefox",
];

export const firefoxMissing = "Firefox is not installed; apt-get install firefox-esr";

/** Path of the system's Firefox, or undefined where there is none. */
export function findFirefox(): string | undefined {
  return systemBrowsers.find((path) => existsSync(path));
}

export interface FirefoxOptions {
  /** What to start; the system's Firefox if nothing is said. */
  readonly executablePath?: string;
  /** Where it listens for who drives it, on its loopback; a free port if nothing is said. */
  readonly debuggingPort?: number;
  /** Hosts whose pages may use cameras although they come over plain http. */
  readonly trustedHosts?: readonly string[];
}

/** Starts Firefox with an empty profile; the caller closes it. Throws where none is installed. */
export async function launchFirefox(options: FirefoxOptions = {}): Promise<Browser> {
  const { executablePath = findFirefox(), debuggingPort, trustedHosts = [] } = options;
  if (executablePath === undefined) throw new Error(firefoxMissing);
  return await launch({
    browser: "firefox",
    executablePath,
    headless: true,
    ...(debuggingPort === undefined ? {} : { debuggingPort }),
    extraPrefsFirefox: {
      "media.navigator.streams.fake": true,
      "media.navigator.permission.disabled": true,
      // 0: sound may start without a click.
      "media.autoplay.default": 0,
      "intl.accept_languages": "en-US",
      "dom.securecontext.allowlist": trustedHosts.join(","),
    },
  });
}
