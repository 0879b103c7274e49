/**
 * `npm test`: installs what is missing, then types, lint, unit and integration tests, browser tests. The last line is
 * the sum of all. `--only=types,lint,unit,browser` runs some of it.
 */

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { buildIfStale, generateClients, installDependencies } from "./prepare.mjs";
import { installBrowser, installSystemParts } from "./system-parts.mjs";

const only = process.argv
  .find((argument) => argument.startsWith("--only="))
  ?.slice("--only=".length)
  .split(",");
/** @param {string} stage */
const wanted = (stage) => only === undefined || only.includes(stage);

const totals = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} */
const skippedTitles = [];

/** @param {string} line */
const say = (line) => console.log(`\n== ${line}`);

/**
 * Runs one tool and returns whether it succeeded.
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
function run(program, args, env = {}) {
  const result = spawnSync(process.execPath, [`node_modules/${program}`, ...args], {
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  return result.status === 0;
}

/**
 * A stage that is one check: it passes or fails as a whole.
 * @param {string} stage
 * @param {string} title
 * @param {() => boolean} check
 */
function checkStage(stage, title, check) {
  if (!wanted(stage)) return;
  say(title);
  if (check()) totals.passed += 1;
  else totals.failed += 1;
}

function unitStage() {
  if (!wanted("unit")) return;
  say("Unit, contract and integration tests");
  const file = ".cache/vitest.json";
  rmSync(file, { force: true });
  const ok = run("vitest/vitest.mjs", [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  if (!existsSync(file)) {
    totals.failed += 1;
    return;
  }
  const report = JSON.parse(readFileSync(file, "utf8"));
  totals.passed += report.numPassedTests;
  totals.failed += report.numFailedTests;
  for (const suite of report.testResults) {
    for (const test of suite.assertionResults) {
      if (test.status !== "passed" && test.status !== "failed") {
        totals.skipped += 1;
        skippedTitles.push(test.fullName);
      }
    }
  }
  // A file that does not load, or an error outside any test, has no failed test of its own.
  if (!ok && report.numFailedTests === 0) totals.failed += 1;
}

function browserStage() {
  if (!wanted("browser")) return;
  say("Browser tests");
  const file = ".cache/playwright.json";
  rmSync(file, { force: true });
  const ok = run("@playwright/test/cli.js", ["test"]);
  if (!existsSync(file)) {
    totals.failed += 1;
    return;
  }
  const { stats, suites } = JSON.parse(readFileSync(file, "utf8"));
  totals.passed += stats.expected;
  totals.failed += stats.unexpected + stats.flaky;
  totals.skipped += stats.skipped;
  skippedTitles.push(...skippedSpecs(suites));
  if (!ok && stats.unexpected + stats.flaky === 0) totals.failed += 1;
}

/**
 * Titles of skipped tests, each with the reason it gave: what is missing, and the line that cures it.
 * @typedef {{ status: string, annotations?: { type: string, description?: string }[] }} Outcome
 * @typedef {{ title: string, tests: Outcome[] }} Spec
 * @typedef {{ specs?: Spec[], suites?: Suite[] }} Suite
 * @param {Suite[]} suites
 * @returns {string[]}
 */
function skippedSpecs(suites) {
  return suites.flatMap(({ specs = [], suites: nested = [] }) => [
    ...specs.flatMap(({ title, tests }) =>
      tests
        .filter(({ status }) => status === "skipped")
        .map(({ annotations = [] }) => {
          const reason = annotations.find(({ type }) => type === "skip")?.description;
          return reason === undefined ? title : `${title} (${reason})`;
        }),
    ),
    ...skippedSpecs(nested),
  ]);
}

await installDependencies();
installSystemParts(say);
installBrowser(say);
await generateClients();
mkdirSync(".cache", { recursive: true });

checkStage("types", "Types", () => run("typescript/bin/tsc", ["--noEmit"]));
checkStage("lint", "Format, lint and layers", () =>
  run("@biomejs/biome/bin/biome", ["check", "--error-on-warnings", "."]),
);
unitStage();
if (wanted("browser")) await buildIfStale();
browserStage();

if (skippedTitles.length > 0) {
  say("Skipped");
  for (const title of skippedTitles) console.log(`- ${title}`);
}
const skipIsFailure = process.env["CI"] === "true" && totals.skipped > 0;
if (skipIsFailure) console.log("With CI=true a skipped test is a failure.");
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : "";
console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exitCode = totals.failed > 0 || totals.passed === 0 || skipIsFailure ? 1 : 0;
