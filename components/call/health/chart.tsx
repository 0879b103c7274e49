"use client";

import { useText } from "#components/text/use-text.ts";
import { chartPaths, extremes } from "./chart-paths.ts";

const WIDTH = 120;
const HEIGHT = 28;

/** One figure over the last minute, as a line and in a sentence. Gaps are times in which it was not known. */
export function Chart({
  label,
  values,
  format,
}: {
  label: string;
  values: readonly (number | null)[];
  format: (figure: number | null) => string | null;
}) {
  const text = useText("health");
  const range = extremes(values);
  const now = values.at(-1) ?? null;
  const shownNow = format(now) ?? text("unknown");
  const sentence =
    range === null
      ? text("chartEmpty", { figure: label })
      : text("chart", {
          figure: label,
          least: format(range.least) ?? "",
          most: format(range.most) ?? "",
          now: shownNow,
        });
  return (
    <figure className="min-w-0">
      <figcaption aria-hidden="true" className="flex justify-between gap-2 text-small">
        <span className="truncate text-muted">{label}</span>
        <span className="shrink-0 tabular-nums">{range === null ? "" : shownNow}</span>
      </figcaption>
      <svg
        role="img"
        aria-label={sentence}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="mt-1 h-7 w-full text-accent"
      >
        <title>{sentence}</title>
        <line
          x1={0}
          y1={HEIGHT - 0.5}
          x2={WIDTH}
          y2={HEIGHT - 0.5}
          className="stroke-line"
          strokeWidth={1}
          vectorEffect="non-scaling-stroke"
          opacity={0.5}
        />
        {chartPaths(values, { width: WIDTH, height: HEIGHT }).map((path) => (
          <path
            key={path}
            d={path}
            fill="none"
            stroke="currentColor"
            strokeWidth={1.5}
            strokeLinecap="round"
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
    </figure>
  );
}
