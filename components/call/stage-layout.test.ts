import { describe, expect, it } from "vitest";
import {
  corners,
  layoutStage,
  nearestCorner,
  type Place,
  type Size,
  type StageInput,
  type StageLayout,
} from "./stage-layout.ts";

const stage = { width: 1280, height: 680 };
const widths = [320, 768, 1280, 1920];
const stageOf = (width: number): Size => ({ width, height: width < 700 ? 540 : width * 0.5 });

function aLayout(input: Partial<StageInput<string>>): StageLayout<string> {
  return layoutStage({
    featured: [],
    rest: [],
    floating: null,
    prominent: null,
    stage,
    corner: "bottom-right",
    page: 0,
    ...input,
  });
}

const people = (count: number) => Array.from({ length: count }, (_, index) => `p${index + 1}`);

const overlap = (a: Place, b: Place) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Nothing overlaps, nothing has to be scrolled to, and nothing is left out over all pages. */
function expectWhole(input: Partial<StageInput<string>>): void {
  const size = input.stage ?? stage;
  const wanted = new Set([...(input.featured ?? []), ...(input.rest ?? [])]);
  const seen = new Set<string>();
  const { pages } = aLayout(input);
  for (let page = 0; page < pages; page += 1) {
    const places = [...aLayout({ ...input, page }).places];
    for (const [key, { x, y, width, height }] of places) {
      seen.add(key);
      expect(width, key).toBeGreaterThan(0);
      expect(height, key).toBeGreaterThan(0);
      expect(x, key).toBeGreaterThanOrEqual(0);
      expect(y, key).toBeGreaterThanOrEqual(0);
      expect(x + width, key).toBeLessThanOrEqual(size.width);
      expect(y + height, key).toBeLessThanOrEqual(size.height);
    }
    for (const [index, [, a]] of places.entries())
      for (const [, b] of places.slice(index + 1)) expect(overlap(a, b)).toBe(false);
  }
  expect(seen).toEqual(wanted);
}

describe("the stage", () => {
  it("gives the other one all of it and floats the own picture in a corner", () => {
    const { places } = aLayout({ rest: ["ben"], floating: "ann" });

    expect(places.get("ben")).toEqual({ x: 0, y: 0, ...stage });
    const own = places.get("ann");
    expect(own?.x).toBeGreaterThan(stage.width / 2);
    expect((own?.y ?? 0) + (own?.height ?? 0)).toBeLessThan(stage.height);
  });

  it.each(widths)("keeps the floating picture inside a stage %i wide", (width) => {
    for (const corner of corners) {
      const own = aLayout({ floating: "ann", stage: { width, height: 460 }, corner }).places.get(
        "ann",
      );
      expect(own?.x).toBeGreaterThanOrEqual(0);
      expect(own?.y).toBeGreaterThanOrEqual(0);
      expect((own?.x ?? 0) + (own?.width ?? 0)).toBeLessThanOrEqual(width);
      expect((own?.y ?? 0) + (own?.height ?? 0)).toBeLessThanOrEqual(460);
    }
  });

  describe.each(widths)("%i wide", (width) => {
    it.each(people(12).map((_, index) => index + 1))("shows %i people as equals", (count) => {
      expectWhole({ rest: people(count), stage: stageOf(width) });
    });

    it.each(people(11).map((_, index) => index + 1))(
      "shows somebody large and %i others beside",
      (count) => {
        expectWhole({ featured: ["large"], rest: people(count), stage: stageOf(width) });
        expectWhole({ featured: ["large", "too"], rest: people(count), stage: stageOf(width) });
      },
    );
  });

  it("makes equals equally large", () => {
    const sizes = [...aLayout({ rest: people(5) }).places.values()].map(
      ({ width, height }) => `${width}×${height}`,
    );

    expect(new Set(sizes).size).toBe(1);
  });

  it("gives what is large far more room than what is beside it", () => {
    const { places } = aLayout({ featured: ["screen"], rest: people(4) });
    const [large, small] = [places.get("screen"), places.get("p1")];

    expect(large?.height).toBe(stage.height);
    expect((large?.width ?? 0) / (small?.width ?? 1)).toBeGreaterThan(3);
  });

  it("has room for three beside what is large on a phone", () => {
    const { places, pages } = aLayout({
      featured: ["screen"],
      rest: people(3),
      stage: { width: 344, height: 656 },
    });

    expect(pages).toBe(1);
    expect(places.size).toBe(4);
    expect(places.get("screen")?.height).toBeGreaterThan(560);
  });

  it("turns pages where faces would get too small", () => {
    const small = { width: 320, height: 460 };
    const first = aLayout({ rest: people(12), stage: small });

    expect(first.pages).toBeGreaterThan(1);
    expect(Math.min(...[...first.places.values()].map(({ height }) => height))).toBeGreaterThan(80);
    expect(aLayout({ rest: people(12), stage: small, page: 99 }).page).toBe(first.pages - 1);
  });

  it("brings whoever must be seen to the first page, in exchange for its last", () => {
    const small = { width: 320, height: 460 };
    const plain = aLayout({ rest: people(12), stage: small });
    const prominent = aLayout({ rest: people(12), stage: small, prominent: "p12" });

    expect(plain.places.has("p12")).toBe(false);
    expect(prominent.places.has("p12")).toBe(true);
    expect(prominent.places.size).toBe(plain.places.size);
    expect([...prominent.places.keys()].slice(0, -1)).toEqual(
      [...plain.places.keys()].slice(0, -1),
    );
  });

  it.each(["p1", "p5", "p12"])(
    "has everybody on one page, also while %s must be seen",
    (prominent) => {
      const full = { rest: people(12), stage: { width: 320, height: 460 }, prominent };
      const { pages } = aLayout(full);
      const shown = Array.from({ length: pages }, (_, page) => [
        ...aLayout({ ...full, page }).places.keys(),
      ]);

      expect(pages).toBeGreaterThan(1);
      expect(shown.flat().sort()).toEqual(people(12).sort());
    },
  );

  it("shows the large part alone where there is hardly any room", () => {
    const { places } = aLayout({
      featured: ["ben"],
      rest: ["ann"],
      stage: { width: 300, height: 150 },
    });

    expect([...places.keys()]).toEqual(["ben"]);
  });

  it("is empty before it has a size", () => {
    expect(aLayout({ rest: people(3), stage: { width: 0, height: 0 } }).places.size).toBe(0);
  });

  it("lets a dragged picture rest in the nearest corner", () => {
    expect(nearestCorner({ x: 10, y: 10 }, stage)).toBe("top-left");
    expect(nearestCorner({ x: 1200, y: 400 }, stage)).toBe("bottom-right");
  });
});
