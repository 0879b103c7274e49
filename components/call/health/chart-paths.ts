/** Lines of a small chart. Pure. */

/** Places of the chart's time axis; fewer values stand at its end. */
const PLACES = 60;
/** Room above and below for the thickness of the line. */
const MARGIN = 2;

/**
 * SVG paths of what was known, one for each stretch without a gap, scaled from zero to the largest value. A single value
 * between gaps becomes a dot.
 */
export function chartPaths(
  values: readonly (number | null)[],
  { width, height }: { readonly width: number; readonly height: number },
): readonly string[] {
  const most = extremes(values)?.most ?? 0;
  const step = width / (PLACES - 1);
  const left = width - (values.length - 1) * step;
  const y = (value: number) =>
    most === 0 ? height - MARGIN : height - MARGIN - (value / most) * (height - 2 * MARGIN);
  const paths: string[] = [];
  let path = "";
  values.forEach((value, place) => {
    if (value === null) {
      if (path !== "") paths.push(path);
      path = "";
      return;
    }
    const point = `${tenth(left + place * step)} ${tenth(y(value))}`;
    path = path === "" ? `M${point}h0` : `${path}L${point}`;
  });
  return path === "" ? paths : [...paths, path];
}

/** The least and the most of what is known; null where nothing is. */
export function extremes(
  values: readonly (number | null)[],
): { readonly least: number; readonly most: number } | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : { least: Math.min(...known), most: Math.max(...known) };
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
