/** Where tiles go: the same shape for all, as large as fits. Pure; all lengths in CSS pixels. */

export interface GridInput {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  readonly gap: number;
}

export interface GridLayout {
  readonly columns: number;
  readonly rows: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** Top left corner of each tile, in order; the last row is centred. */
  readonly places: readonly { readonly x: number; readonly y: number }[];
}

const ASPECT = 16 / 9;

const empty: GridLayout = { columns: 0, rows: 0, tileWidth: 0, tileHeight: 0, places: [] };

/**
 * Tries every number of columns and keeps the one with the largest tiles; of equal ones that with fewer columns, so
 * that faces stay under each other on a phone. Whole pixels are rounded down: a layout never scrolls.
 */
export function layoutGrid({ count, width, height, gap }: GridInput): GridLayout {
  if (count < 1 || width <= 0 || height <= 0) return empty;
  let best = empty;
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const widthEach = (width - gap * (columns - 1)) / columns;
    const heightEach = (height - gap * (rows - 1)) / rows;
    const tileWidth = Math.floor(Math.min(widthEach, heightEach * ASPECT));
    const tileHeight = Math.floor(tileWidth / ASPECT);
    if (tileWidth > best.tileWidth && tileHeight > 0) {
      best = { columns, rows, tileWidth, tileHeight, places: [] };
    }
  }
  return { ...best, places: placeTiles(count, width, height, gap, best) };
}

function placeTiles(
  count: number,
  width: number,
  height: number,
  gap: number,
  { columns, rows, tileWidth, tileHeight }: GridLayout,
): GridLayout["places"] {
  if (columns === 0) return [];
  const top = (height - rows * tileHeight - (rows - 1) * gap) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = (width - inRow * tileWidth - (inRow - 1) * gap) / 2;
    return {
      x: Math.floor(left + (index % columns) * (tileWidth + gap)),
      y: Math.floor(top + row * (tileHeight + gap)),
    };
  });
}
