/** `npm run lab`: runs rows, prints what they come to beside their targets, keeps the results as a document. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { chromium } from "playwright";
import { chromiumOptions } from "../e2e/chromium.ts";
import { figures, judge, type Outcome, shown, shownLimit, type Verdict } from "./figures.ts";
import { LaboratoryError, openLaboratory } from "./laboratory.ts";
import { laboratoryOptions } from "./options.ts";
import { type MeasuredRow, resultsDocument } from "./results.ts";
import type { Row } from "./row.ts";
import { rows } from "./rows.ts";

const DOCUMENT = "docs/lab-results.md";
/** Every run, for whoever wants to look closer. */
const SAMPLES = ".cache/lab.json";
/** More than this share of the processors taken by others at the start, and figures say little. */
const BUSY_SHARE = 0.5;

/** All runs of a row in a laboratory of its own. What goes wrong in a run counts against the row. */
async function measure(
  row: Row,
  runs: number,
  { short, story }: { readonly short: boolean; readonly story: boolean },
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const laboratory = await openLaboratory({ ...row.laboratory, short });
  try {
    for (let run = 1; run <= runs; run += 1) {
      const outcome = await row.run(laboratory, { short }).catch((error: unknown) => {
        console.error(error);
        return { figures: {}, broken: [`run ${run} was not finished: ${firstLine(error)}`] };
      });
      outcomes.push(outcome);
      const said = judge([outcome], {}).figures.map(
        ({ name, median }) => `${figures[name].words} ${shown(name, median)}`,
      );
      console.log(`   run ${run}: ${[...said, ...outcome.broken].join("; ")}`);
      if (story) for (const line of await laboratory.story()) console.log(`   ${line}`);
    }
  } finally {
    await laboratory.close();
  }
  return outcomes;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}

function printVerdict(name: string, verdict: Verdict): void {
  for (const figure of verdict.figures) {
    const { median, worst, limit, meets } = figure;
    const mark = limit === undefined ? "    " : meets ? "ok  " : "FAIL";
    const values = `p50 ${shown(figure.name, median)}, worst ${shown(figure.name, worst)}`;
    console.log(
      `${mark}  ${figures[figure.name].words.padEnd(42)} ${values}  ${shownLimit(figure)}`,
    );
  }
  for (const why of verdict.broken) console.log(`FAIL  ${why}`);
  console.log(`${verdict.passed ? "PASS" : "FAIL"}  ${name}`);
}

async function browserVersion(): Promise<string> {
  const browser = await chromium.launch(chromiumOptions());
  const version = `Chromium ${browser.version().split(".")[0]}`;
  await browser.close();
  return version;
}

// First of all who listen: browsers and networks are taken down at the exit, and nobody waits for a row to end.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));

const { only, runs, switches } = laboratoryOptions();
const [short, story] = [switches.has("short"), switches.has("story")];
const startedBusy = (loadavg()[0] ?? 0) > cpus().length * BUSY_SHARE;
const measured: MeasuredRow[] = [];
const samples: Record<string, readonly Outcome[]> = {};

for (const row of rows.filter(({ name }) => only.includes(name))) {
  const count = runs ?? row.runs;
  const load = loadavg()[0] ?? 0;
  console.log(`\n== ${row.name}: ${row.title} (${count} ${count === 1 ? "run" : "runs"})`);
  let outcomes: readonly Outcome[];
  try {
    outcomes = await measure(row, count, { short, story });
  } catch (error) {
    if (error instanceof LaboratoryError) {
      console.error(`There can be no laboratory here: ${error.message}`);
      process.exit(2);
    }
    console.error(error);
    outcomes = [{ figures: {}, broken: [firstLine(error)] }];
  }
  const verdict = judge(outcomes, row.limits);
  printVerdict(row.name, verdict);
  samples[row.name] = outcomes;
  const { name, title, faults } = row;
  const date = new Date().toISOString().slice(0, 10);
  measured.push({ name, title, faults, runs: count, verdict, date, load });
}

mkdirSync(".cache", { recursive: true });
writeFileSync(SAMPLES, JSON.stringify(samples, null, 1));
const missed = measured.filter(({ verdict }) => !verdict.passed);
if (short) {
  console.log(`\nShortened waits: ${DOCUMENT} is left as it is.`);
} else {
  const machine = { cores: cpus().length, browser: await browserVersion() };
  const order = rows.map(({ name }) => name);
  writeFileSync(DOCUMENT, resultsDocument(readDocument(), measured, order, machine));
}
console.log(`\n${measured.length - missed.length} rows passed, ${missed.length} failed`);
for (const { name } of missed) console.log(`FAIL  ${name}`);
if (startedBusy) console.log("The machine was busy at the start: measure again when it is quiet.");
process.exit(missed.length > 0 ? 1 : 0);

function readDocument(): string {
  try {
    return readFileSync(DOCUMENT, "utf8");
  } catch {
    return "";
  }
}
