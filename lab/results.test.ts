import { expect, it } from "vitest";
import { judge } from "./figures.ts";
import { type MeasuredRow, resultsDocument } from "./results.ts";

const machine = { cores: 2, browser: "Chromium 156" };

function row(name: string, backMs: number, broken: readonly string[] = []): MeasuredRow {
  return {
    name,
    title: "the network is cut",
    faults: [11],
    runs: 1,
    verdict: judge([{ figures: { backMs }, broken }], { backMs: { atMost: 500 } }),
    date: "2026-11-22",
    load: 0.4,
  };
}

it("a row becomes a line, with what it missed in bold", () => {
  const text = resultsDocument("", [row("cut-2", 900)], ["cut-2"], machine);

  expect(text).toContain(
    "| `cut-2` | the network is cut | 11 | 1 | **media back 0.9 s / 0.9 s (≤ 0.5 s)** | FAIL | 2026-11-22 | 0.4 |\n",
  );
});

it("what was not measured anew keeps its line, in the order of the rows; rows that are gone go", () => {
  const order = ["cut-2", "cut-10"];
  const before = resultsDocument(
    "",
    [row("cut-10", 100), row("old", 100)],
    [...order, "old"],
    machine,
  );

  const text = resultsDocument(before, [row("cut-2", 200, ["a ghost stayed"])], order, machine);

  const lines = text.split("\n").filter((line) => line.startsWith("| `"));
  expect(lines).toEqual([
    expect.stringMatching(/^\| `cut-2` .* FAIL: a ghost stayed \|/),
    expect.stringMatching(/^\| `cut-10` .* PASS \|/),
  ]);
});
