/** The table of results that the tool keeps: rows that were measured anew replace their lines. Pure. */

import { figureWords, type JudgedFigure, type Verdict } from "./figures.ts";

export interface MeasuredRow {
  readonly name: string;
  readonly title: string;
  /** Rows of the fault table that it stands for. */
  readonly faults: readonly number[];
  readonly runs: number;
  readonly verdict: Verdict;
  /** ISO 8601 date. */
  readonly date: string;
  /** Load average before the row. */
  readonly load: number;
}

const HEADER =
  "| Row | What happens | Faults | Runs | Measured: p50 / worst (target of p50) | Verdict | When | Load before |";
const RULE = "| --- | --- | --- | --- | --- | --- | --- | --- |";

/** The whole document: `before` is the last one, or empty; `order` are the names of all rows that exist. */
export function resultsDocument(
  before: string,
  measured: readonly MeasuredRow[],
  order: readonly string[],
  machine: { readonly cores: number; readonly browser: string },
): string {
  const lines = new Map<string, string>();
  for (const line of before.split("\n")) {
    const name = /^\| `([\w-]+)` \|/.exec(line)?.[1];
    if (name !== undefined) lines.set(name, line);
  }
  for (const row of measured) lines.set(row.name, resultLine(row));
  const kept = order.flatMap((name) => lines.get(name) ?? []);
  return `# What the laboratory measured

Written by \`npm run lab\`, which measures some rows or all and keeps the others' lines. The last run was on a machine with
${machine.cores} cores, on which all browsers, the server and the relay ran together, with ${machine.browser}.

"Noticed" is the time from the fault until the tile says unstable, reconnecting or failed; "media back" the time from the
moment the path works again (where nothing mends it: from the fault) until pictures are presented without another break.
Both are of the end that took longer. A target is for the median; the worst run may take three times as long.

${[HEADER, RULE, ...kept].join("\n")}
`;
}

function resultLine({ name, title, faults, runs, verdict, date, load }: MeasuredRow): string {
  const measured = verdict.figures.map(figureText).join("; ");
  const outcome = verdict.passed
    ? "PASS"
    : `FAIL${verdict.broken.map((why) => `: ${why}`).join("")}`;
  const cells = [
    `\`${name}\``,
    title,
    faults.join(", "),
    runs,
    measured,
    outcome,
    date,
    load.toFixed(1),
  ];
  return `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
}

function figureText(figure: JudgedFigure): string {
  const words = figureWords(figure);
  return figure.meets ? words : `**${words}**`;
}
