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

/** Starts Firefox with an empty profile; the caller closes it. Throws where none is installed. */
export async function launchFirefox(): Promise<Browser> {
  const executablePath = findFirefox();
  if (executablePath === undefined) throw new Error(firefoxMissing);
  return await launch({
    browser: "firefox",
    executablePath,
    headless: true,
    extraPrefsFirefox: {
      "media.navigator.streams.fake": true,
      "media.navigator.permission.disabled": true,
      // 0: sound may start without a click.
      "media.autoplay.default": 0,
      "intl.accept_languages": "en-US",
    },
  });
}
