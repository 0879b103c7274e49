/** What rows measure, and how it is judged. Pure. */

import { percentile } from "../bench/statistics.ts";

export type Unit = "s" | "%" | "" | "×" | "/s" | "Mbit/s" | "px";

/** What may be measured: how people call it and in which unit it is shown (`per` of the measured one make one). */
export const figures = {
  noticedMs: { words: "noticed", unit: "s", per: 1_000 },
  backMs: { words: "media back", unit: "s", per: 1_000 },
  freezeMs: { words: "longest freeze", unit: "s", per: 1_000 },
  lostFrames: { words: "lost frames", unit: "", per: 1 },
  concealedRatio: { words: "sound made up", unit: "%", per: 0.01 },
  freezeOverControl: { words: "longest freeze against an undisturbed time", unit: "×", per: 1 },
  bannerMs: { words: "banner", unit: "s", per: 1_000 },
  resumedMs: { words: "seat resumed", unit: "s", per: 1_000 },
  awayMs: { words: "others see it", unit: "s", per: 1_000 },
  goneMs: { words: "gone for the others", unit: "s", per: 1_000 },
  smallerMs: { words: "picture small or paused", unit: "s", per: 1_000 },
  fullMs: { words: "picture back to full size", unit: "s", per: 1_000 },
  joinedMs: { words: "first frame after joining", unit: "s", per: 1_000 },
  restarts: { words: "restarts", unit: "", per: 1 },
  falseAlarms: { words: "false alarms", unit: "", per: 1 },
  collidingRatio: { words: "rounds with colliding offers", unit: "%", per: 0.01 },
  lostRounds: { words: "rounds that did not converge", unit: "", per: 1 },
  shownPerSecond: { words: "of them shown", unit: "/s", per: 1 },
  framesPerSecond: { words: "frames a second", unit: "/s", per: 1 },
  slowestFramesPerSecond: { words: "frames a second of the worst link", unit: "/s", per: 1 },
  pictureHeightPx: { words: "height of the speaker's picture", unit: "px", per: 1 },
  sentBps: { words: "sent by the one who sends most", unit: "Mbit/s", per: 1_000_000 },
  cpuRatio: { words: "processors in use", unit: "%", per: 0.01 },
} as const satisfies Record<string, { words: string; unit: Unit; per: number }>;

export type FigureName = keyof typeof figures;
export type Limit = { readonly atMost: number } | { readonly atLeast: number };
export type Limits = Readonly<Partial<Record<FigureName, Limit>>>;

/** What one run of a row came to. */
export interface Outcome {
  /** In the unit that the name says. Infinity for what never happened. */
  readonly figures: Readonly<Partial<Record<FigureName, number>>>;
  /** What had to hold and did not, in words. */
  readonly broken: readonly string[];
}

export interface JudgedFigure {
  readonly name: FigureName;
  readonly median: number;
  /** The largest; where a limit asks for at least something, the smallest. */
  readonly worst: number;
  readonly limit: Limit | undefined;
  readonly meets: boolean;
}

export interface Verdict {
  readonly figures: readonly JudgedFigure[];
  /** Each sentence once. */
  readonly broken: readonly string[];
  readonly passed: boolean;
}

/** By how much the worst run may miss its target. */
const WORST_FACTOR = 3;

/** Judges the runs of a row: medians by the limits, the worst run by a multiple of them. */
export function judge(outcomes: readonly Outcome[], limits: Limits): Verdict {
  const judged: JudgedFigure[] = [];
  for (const name of figureNames) {
    const limit = limits[name];
    const values = outcomes.flatMap(({ figures: { [name]: value } }) =>
      value === undefined ? [] : [value],
    );
    if (values.length === 0 && limit === undefined) continue;
    const wantsMore = limit !== undefined && "atLeast" in limit;
    const median = percentile(values, 0.5);
    const worst = values.length === 0 ? Number.NaN : (wantsMore ? Math.min : Math.max)(...values);
    judged.push({ name, median, worst, limit, meets: meets(median, worst, limit) });
  }
  const broken = [...new Set(outcomes.flatMap((outcome) => outcome.broken))];
  const passed = broken.length === 0 && judged.every((figure) => figure.meets);
  return { figures: judged, broken, passed };
}

/** Limits that are met by `factor` times more time, or so much less of what should be plenty. */
export function loosened(limits: Limits, factor: number): Limits {
  const entries = Object.entries(limits).map(([name, limit]) => [
    name,
    "atMost" in limit ? { atMost: limit.atMost * factor } : { atLeast: limit.atLeast / factor },
  ]);
  return Object.fromEntries(entries);
}

/** What a verdict holds against a row, in words; empty if it passed. */
export function misses({ figures: judged, broken }: Verdict): readonly string[] {
  const missed = judged.filter((figure) => !figure.meets);
  return [...missed.map(figureWords), ...broken];
}

/** "media back 0.44 s / 0.9 s (≤ 0.5 s)": median, worst, target. */
export function figureWords(figure: JudgedFigure): string {
  const { name, median, worst, limit } = figure;
  const target = limit === undefined ? "" : ` (${shownLimit(figure)})`;
  return `${figures[name].words} ${shown(name, median)} / ${shown(name, worst)}${target}`;
}

// The keys of an object literal are its own.
const figureNames = Object.keys(figures) as readonly FigureName[];

/** What could not be measured (NaN) meets nothing. */
function meets(median: number, worst: number, limit: Limit | undefined): boolean {
  if (limit === undefined) return true;
  return "atMost" in limit
    ? median <= limit.atMost && worst <= limit.atMost * WORST_FACTOR
    : median >= limit.atLeast && worst >= limit.atLeast / WORST_FACTOR;
}

/** A measured value as people read it: three figures that count, with its unit. */
export function shown(name: FigureName, value: number): string {
  const { unit, per } = figures[name];
  if (value === Number.POSITIVE_INFINITY) return "never";
  if (Number.isNaN(value)) return "not measured";
  const inUnit = value / per;
  const digits = Math.abs(inUnit) >= 100 ? 0 : Math.abs(inUnit) >= 10 ? 1 : 2;
  const text = String(Number(inUnit.toFixed(digits)));
  return unit === "" || unit === "×" || unit === "/s" ? `${text}${unit}` : `${text} ${unit}`;
}

/** A limit as people read it; empty without one. */
export function shownLimit({ name, limit }: Pick<JudgedFigure, "name" | "limit">): string {
  if (limit === undefined) return "";
  return "atMost" in limit ? `≤ ${shown(name, limit.atMost)}` : `≥ ${shown(name, limit.atLeast)}`;
}
