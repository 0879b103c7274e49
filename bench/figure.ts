/** One measured number, what it must be, and how both are printed. Pure. */

export type Unit = "ms" | "µs" | "kB" | "MB" | "×" | "/s" | "";

export type Limit = { readonly atMost: number } | { readonly atLeast: number };

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
  /** The target; without one the figure is only reported. */
  readonly limit?: Limit;
  /** What the reader needs to judge it. */
  readonly note?: string;
}

/** `null` where nothing is demanded. What could not be measured (NaN) misses any target. */
export function meets({ value, limit }: Figure): boolean | null {
  if (limit === undefined) return null;
  return "atMost" in limit ? value <= limit.atMost : value >= limit.atLeast;
}

/** A line of the report: verdict, name, value, target. */
export function figureLine(figure: Figure): string {
  const { name, value, unit, limit, note } = figure;
  const verdict = { true: "ok  ", false: "FAIL", null: "    " }[`${meets(figure)}`];
  const target =
    limit === undefined
      ? ""
      : "atMost" in limit
        ? `  (at most ${withUnit(limit.atMost, unit)})`
        : `  (at least ${withUnit(limit.atLeast, unit)})`;
  return `${verdict}  ${name.padEnd(58)} ${withUnit(value, unit).padStart(10)}${target}${note === undefined ? "" : `  ${note}`}`;
}

/** Three figures that count, never a false precision. */
function withUnit(value: number, unit: Unit): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const text = String(Number(value.toFixed(digits)));
  return unit === "×" || unit === "/s" || unit === "" ? `${text}${unit}` : `${text} ${unit}`;
}
