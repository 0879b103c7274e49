/** Programs that the tests use and npm does not bring: found, or installed where that is ours to do. */

import { execFileSync, spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {string} debianPackage
 * @property {() => boolean} isThere
 */

/** @type {readonly Part[]} */
const parts = [
  {
    name: "Chromium",
    debianPackage: "chromium",
    isThere: () =>
      ["chromium", "google-chrome", "chromium-browser"].some(onPath) ||
      existsSync("/Applications/Google Chrome.app"),
  },
  {
    name: "Firefox",
    debianPackage: "firefox-esr",
    isThere: () => onPath("firefox-esr") || onPath("firefox"),
  },
  { name: "coturn", debianPackage: "coturn", isThere: () => onPath("turnserver") },
  {
    name: "PostgreSQL",
    debianPackage: "postgresql",
    isThere: () => onPath("initdb") || debianPostgresql() !== null,
  },
  { name: "ip", debianPackage: "iproute2", isThere: () => onPath("ip") },
  { name: "nftables", debianPackage: "nftables", isThere: () => onPath("nft") },
  { name: "Python", debianPackage: "python3", isThere: () => onPath("python3") },
  {
    name: "CJK and Arabic fonts",
    debianPackage: "fonts-noto-cjk",
    isThere: () => existsSync("/usr/share/fonts/opentype/noto") || process.platform !== "linux",
  },
];

/**
 * Installs what is missing from the distribution, as root on Debian or Ubuntu, and says so. Elsewhere says what is
 * missing; the tests that need it then skip themselves by name.
 * @param {(line: string) => void} say
 */
export function installSystemParts(say) {
  const missing = parts.filter((part) => !part.isThere());
  if (missing.length === 0) return;
  const packages = missing.map((part) => part.debianPackage);
  const cure = `apt-get install ${packages.join(" ")}`;
  if (process.env["NO_INSTALL"] === "1" || process.getuid?.() !== 0 || !onPath("apt-get")) {
    say(
      `Missing for some tests: ${missing.map((part) => part.name).join(", ")}. On Debian or Ubuntu: ${cure}`,
    );
    return;
  }
  say(`Installing ${packages.join(", ")} from the distribution (NO_INSTALL=1 forbids this)…`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync("apt-get", ["update", "-q"], { env, stdio: ["ignore", "ignore", "inherit"] });
  const installed = spawnSync(
    "apt-get",
    ["install", "-y", "-q", "--no-install-recommends", ...packages],
    {
      env,
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  if (installed.status !== 0) say(`That failed. To do it by hand: ${cure}`);
}

/**
 * Fetches Playwright's own Chromium where the system has none. What fails is said; the tests then skip themselves.
 * @param {(line: string) => void} say
 */
export function installBrowser(say) {
  const [chromium] = parts;
  if (chromium?.isThere() === true || process.env["NO_INSTALL"] === "1") return;
  say("Installing Playwright's Chromium (NO_INSTALL=1 forbids this)…");
  spawnSync(process.execPath, ["node_modules/playwright/cli.js", "install", "chromium"], {
    stdio: "inherit",
  });
}

/** @param {string} program */
function onPath(program) {
  for (const folder of [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin", "/sbin"]) {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      // Not in this folder.
    }
  }
  return false;
}

function debianPostgresql() {
  try {
    const versions = readdirSync("/usr/lib/postgresql");
    return (
      versions.find((version) => existsSync(`/usr/lib/postgresql/${version}/bin/initdb`)) ?? null
    );
  } catch {
    return null;
  }
}
