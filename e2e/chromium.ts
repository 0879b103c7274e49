/** The browser that tests drive, with fake devices: the system's Chromium or Chrome, else Playwright's own. */

import { existsSync } from "node:fs";
import { chromium, type LaunchOptions } from "@playwright/test";

const systemBrowsers = [
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/usr/bin/chromium-browser",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Without these a browser calls home while it is measured. */
const quietFlags = [
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Why there is no browser to test with, and the cure; null when there is one. */
export function chromiumMissing(): string | null {
  const there = [...systemBrowsers, chromium.executablePath()].some((path) => existsSync(path));
  return there
    ? null
    : "needs Chromium: apt-get install chromium, or npx playwright install chromium";
}

/** Lets pages of these origins capture although they are not secure, and reach relays over TLS. */
export function trusting(...origins: readonly string[]): readonly string[] {
  return [
    `--unsafely-treat-insecure-origin-as-secure=${origins.join(",")}`,
    // The relay's certificate for turns: is self-signed.
    "--ignore-certificate-errors",
  ];
}

export function chromiumOptions(
  more: { args?: readonly string[]; executablePath?: string } = {},
): LaunchOptions {
  const executablePath = more.executablePath ?? systemBrowsers.find((path) => existsSync(path));
  return {
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      ...quietFlags,
      "--disable-gpu",
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      // Several cameras, so that one can be changed for another (the second is a depth camera, which nobody encodes).
      "--use-fake-device-for-media-stream=device-count=3",
      "--use-fake-ui-for-media-stream",
      ...(more.args ?? []),
    ],
  };
}
