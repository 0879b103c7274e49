import { describe, expect, it } from "vitest";
import { layoutGrid } from "./grid-layout.ts";

const stages = [
  { width: 320, height: 460 },
  { width: 768, height: 900 },
  { width: 1280, height: 680 },
  { width: 1920, height: 960 },
];
const gap = 8;
const cases = stages.flatMap((stage) =>
  Array.from({ length: 12 }, (_, index) => ({ ...stage, count: index + 1 })),
);

describe("the grid of tiles", () => {
  it.each(cases)("fits $count tiles into $width×$height without overlap or scroll", (stage) => {
    const { places, tileWidth, tileHeight } = layoutGrid({ ...stage, gap });

    expect(places).toHaveLength(stage.count);
    for (const { x, y } of places) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(x + tileWidth).toBeLessThanOrEqual(stage.width);
      expect(y + tileHeight).toBeLessThanOrEqual(stage.height);
    }
    for (const [index, a] of places.entries()) {
      for (const b of places.slice(index + 1)) {
        const apart =
          Math.abs(a.x - b.x) >= tileWidth + gap - 1 || Math.abs(a.y - b.y) >= tileHeight + gap - 1;
        expect(apart).toBe(true);
      }
    }
  });

  it.each(cases)("leaves no larger 16:9 tile possible for $count in $width×$height", (stage) => {
    const { tileWidth, tileHeight } = layoutGrid({ ...stage, gap });

    // Counted the other way round: how many tiles one step larger would fit?
    const wider = tileWidth + 2;
    const columns = Math.floor((stage.width + gap) / (wider + gap));
    const rows = Math.floor((stage.height + gap) / ((wider * 9) / 16 + gap));
    expect(columns * rows).toBeLessThan(stage.count);
    expect(Math.abs(tileWidth / tileHeight - 16 / 9)).toBeLessThan(0.03);
  });

  it.each([
    { count: 1, width: 1280, height: 680, columns: 1, rows: 1 },
    { count: 3, width: 1280, height: 680, columns: 2, rows: 2 },
    { count: 4, width: 1280, height: 680, columns: 2, rows: 2 },
    { count: 3, width: 320, height: 640, columns: 1, rows: 3 },
    { count: 9, width: 1920, height: 960, columns: 3, rows: 3 },
  ])("puts $count into $columns×$rows at $width×$height", ({ columns, rows, ...stage }) => {
    expect(layoutGrid({ ...stage, gap })).toMatchObject({ columns, rows });
  });

  it("centres the last row", () => {
    const { places, tileWidth } = layoutGrid({ count: 3, width: 1280, height: 720, gap });

    const last = places[2];
    expect(last?.x).toBe(Math.floor((1280 - tileWidth) / 2));
  });

  it("is empty while the stage has no size or nobody is there", () => {
    expect(layoutGrid({ count: 0, width: 100, height: 100, gap }).places).toEqual([]);
    expect(layoutGrid({ count: 2, width: 0, height: 0, gap }).places).toEqual([]);
  });
});
