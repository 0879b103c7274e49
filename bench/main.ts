/** `npm run bench`: runs the parts, prints each figure beside its target, keeps them as JSON. */

import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { type Figure, figureLine, meets } from "./figure.ts";
import { benchOptions } from "./options.ts";
import type { PartOutcome } from "./part.ts";
import { parts } from "./parts.ts";

const FILE = ".cache/bench.json";
/** More than this share of the processors taken by others at the start, and figures say little. */
const BUSY_SHARE = 0.5;

interface PartRecord extends PartOutcome {
  readonly loadAverageBefore: number;
  readonly startedAt: string;
}

const { only, runs } = benchOptions();
const records: Record<string, PartRecord> = {};
const figures: Figure[] = [];
let broken = 0;

for (const [name, part] of Object.entries(parts)) {
  if (!only.includes(name)) continue;
  const loadAverageBefore = loadavg()[0] ?? 0;
  const startedAt = new Date().toISOString();
  console.log(`\n== ${name}`);
  try {
    const outcome = await part({ runs, say: (line) => console.log(`   ${line}`) });
    records[name] = { ...outcome, loadAverageBefore, startedAt };
    figures.push(...outcome.figures);
    for (const figure of outcome.figures) console.log(figureLine(figure));
  } catch (error) {
    broken += 1;
    console.error(`FAIL  ${name} could not be measured:`, error);
  }
}

mkdirSync(".cache", { recursive: true });
writeFileSync(
  FILE,
  JSON.stringify(
    {
      machine: {
        processors: cpus().length,
        model: cpus()[0]?.model ?? "",
        system: `${process.platform} ${process.arch}`,
        node: process.version,
      },
      parts: records,
    },
    null,
    1,
  ),
);

const missed = figures.filter((figure) => meets(figure) === false);
const met = figures.filter((figure) => meets(figure) === true);
console.log(`\n${met.length} targets met, ${missed.length + broken} missed (${FILE})`);
for (const figure of missed) console.log(figureLine(figure));
const busiest = Math.max(...Object.values(records).map((record) => record.loadAverageBefore));
const first = Object.values(records)[0]?.loadAverageBefore ?? 0;
if (first > cpus().length * BUSY_SHARE) {
  console.log(
    `The machine was busy (load ${first.toFixed(1)} before the first part, ${busiest.toFixed(1)} at most): measure again when it is quiet.`,
  );
}
process.exit(missed.length + broken > 0 ? 1 : 0);
