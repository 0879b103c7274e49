/** Where every tile of a call goes. Pure; lengths in CSS pixels. */

import { layoutGrid } from "./grid-layout.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Place extends Size {
  readonly x: number;
  readonly y: number;
}

/** Where the own picture floats. */
export type Corner = "top-left" | "top-right" | "bottom-right" | "bottom-left";

/** Clockwise, for moving on by one. */
export const corners: readonly Corner[] = ["bottom-right", "bottom-left", "top-left", "top-right"];

export interface StageInput<K extends string> {
  /** Tiles that share the large part of the stage; none of them in a grid of equals. */
  readonly featured: readonly K[];
  /** The others, in order: beside the large part, or in the grid. */
  readonly rest: readonly K[];
  /** The own picture where it floats over the others; null where it is among the rest or hidden. */
  readonly floating: K | null;
  /** Whoever must be seen: changes places with the last of the first page when on another one. */
  readonly prominent: K | null;
  readonly stage: Size;
  readonly corner: Corner;
  /** Of the rest, from 0; one that does not exist is the last one. */
  readonly page: number;
}

export interface StageLayout<K extends string> {
  /** Of every tile that is seen; who is on another page has none. */
  readonly places: ReadonlyMap<K, Place>;
  readonly page: number;
  readonly pages: number;
  /** Height of a strip at the bottom, which nothing may cover; zero without one. */
  readonly stripHeight: number;
}

export const STAGE_GAP = 8;
const FLOAT_MARGIN = 12;
const FLOAT_SHARE = 0.22;
const FLOAT_MIN_WIDTH = 120;
const FLOAT_MAX_WIDTH = 264;

/** A face in a smaller tile is not recognised; the rest then comes in pages. */
const GRID_MIN_HEIGHT = 120;
const GRID_MIN_HEIGHT_NARROW = 84;
const NARROW_BELOW = 500;

/** The strip beside the large part: its share of the stage, and bounds. */
const STRIP_SHARE = 0.2;
const STRIP_MIN_WIDTH = 112;
const STRIP_MAX_WIDTH = 260;
const STRIP_MIN_HEIGHT = 56;
const STRIP_MAX_HEIGHT = 150;
/** In a strip below the large part; with fewer one would turn pages all the time. */
const STRIP_FITS = 3;
const ASPECT = 16 / 9;
/** A stage smaller than this in either direction has room for the large part alone. */
const STRIP_FROM = 200;

/** Lays a stage out: nothing overlaps but what floats, and nothing scrolls. */
export function layoutStage<K extends string>(input: StageInput<K>): StageLayout<K> {
  const { stage, floating, corner } = input;
  if (stage.width <= 0 || stage.height <= 0)
    return { places: new Map(), page: 0, pages: 1, stripHeight: 0 };
  const layout = input.featured.length === 0 ? layoutEqual(input) : layoutFeatured(input);
  if (floating === null) return layout;
  return {
    ...layout,
    places: new Map([...layout.places, [floating, floatingPlace(stage, corner)]]),
  };
}

/** Everyone equal, in as many pages as faces need. */
function layoutEqual<K extends string>(input: StageInput<K>): StageLayout<K> {
  const { rest, stage, floating } = input;
  const only = rest[0];
  if (rest.length === 1 && only !== undefined && floating !== null)
    return {
      places: new Map([[only, { x: 0, y: 0, ...stage }]]),
      page: 0,
      pages: 1,
      stripHeight: 0,
    };
  const minHeight = stage.width < NARROW_BELOW ? GRID_MIN_HEIGHT_NARROW : GRID_MIN_HEIGHT;
  let perPage = rest.length;
  while (perPage > 1 && gridOf(perPage, stage).tileHeight < minHeight) perPage -= 1;
  const { shown, page, pages } = pageOf(input, perPage);
  const grid = gridOf(shown.length, stage);
  return { places: placed(shown, grid, { x: 0, y: 0 }), page, pages, stripHeight: 0 };
}

/** The featured ones large, the rest in a strip beside or below them. */
function layoutFeatured<K extends string>(input: StageInput<K>): StageLayout<K> {
  const { featured, rest, stage } = input;
  const hasRoom = stage.width >= STRIP_FROM && stage.height >= STRIP_FROM;
  if (rest.length === 0 || !hasRoom)
    return {
      places: featuredPlaces(featured, { x: 0, y: 0, ...stage }),
      page: 0,
      pages: 1,
      stripHeight: 0,
    };

  const isWide = stage.width > stage.height * 1.1;
  const tile = isWide ? columnTile(stage) : rowTile(stage);
  const along = isWide ? "height" : "width";
  const capacity = Math.max(1, Math.floor((stage[along] + STAGE_GAP) / (tile[along] + STAGE_GAP)));
  const { shown, page, pages } = pageOf(input, capacity);
  const taken = shown.length * (tile[along] + STAGE_GAP) - STAGE_GAP;
  const start = Math.floor((stage[along] - taken) / 2);
  const strip = shown.map((key, index): [K, Place] => {
    const offset = start + index * (tile[along] + STAGE_GAP);
    const at = isWide
      ? { x: stage.width - tile.width, y: offset }
      : { x: offset, y: stage.height - tile.height };
    return [key, { ...at, ...tile }];
  });
  const large: Place = isWide
    ? { x: 0, y: 0, width: stage.width - tile.width - STAGE_GAP, height: stage.height }
    : { x: 0, y: 0, width: stage.width, height: stage.height - tile.height - STAGE_GAP };
  return {
    places: new Map([...featuredPlaces(featured, large), ...strip]),
    page,
    pages,
    stripHeight: isWide ? 0 : tile.height + STAGE_GAP,
  };
}

function featuredPlaces<K extends string>(
  featured: readonly K[],
  area: Place,
): ReadonlyMap<K, Place> {
  const [only] = featured;
  if (featured.length === 1 && only !== undefined) return new Map([[only, area]]);
  return placed(featured, gridOf(featured.length, area), area);
}

function placed<K extends string>(
  keys: readonly K[],
  grid: ReturnType<typeof layoutGrid>,
  origin: { readonly x: number; readonly y: number },
): ReadonlyMap<K, Place> {
  const { places, tileWidth: width, tileHeight: height } = grid;
  return new Map(
    keys.flatMap((key, index): [K, Place][] => {
      const at = places[index];
      return at === undefined
        ? []
        : [[key, { x: origin.x + at.x, y: origin.y + at.y, width, height }]];
    }),
  );
}

const gridOf = (count: number, { width, height }: Size) =>
  layoutGrid({ count, width, height, gap: STAGE_GAP });

function columnTile(stage: Size): Size {
  // Also in a low window at least one whole tile.
  const width = Math.min(
    clamp(stage.width * STRIP_SHARE, STRIP_MIN_WIDTH, STRIP_MAX_WIDTH),
    Math.floor(stage.height * ASPECT),
  );
  return { width, height: Math.floor(width / ASPECT) };
}

function rowTile(stage: Size): Size {
  const height = Math.min(
    clamp(stage.height * STRIP_SHARE, STRIP_MIN_HEIGHT, STRIP_MAX_HEIGHT),
    Math.floor((stage.width - (STRIP_FITS - 1) * STAGE_GAP) / STRIP_FITS / ASPECT),
  );
  return { width: Math.floor(height * ASPECT), height };
}

function clamp(value: number, min: number, max: number): number {
  return Math.floor(Math.min(max, Math.max(min, value)));
}

/** The part of the rest that a page shows. */
function pageOf<K extends string>(
  { rest, page, prominent }: StageInput<K>,
  perPage: number,
): { readonly shown: readonly K[]; readonly page: number; readonly pages: number } {
  const pages = Math.max(1, Math.ceil(rest.length / Math.max(1, perPage)));
  const current = Math.min(Math.max(0, page), pages - 1);
  const order = [...rest];
  const at = prominent === null ? -1 : order.indexOf(prominent);
  const displaced = order[perPage - 1];
  // The same order for all pages, so that each person has one: who turns to another wants to see who is there.
  if (at >= perPage && prominent !== null && displaced !== undefined) {
    order[perPage - 1] = prominent;
    order[at] = displaced;
  }
  const from = current * perPage;
  return { shown: order.slice(from, from + perPage), page: current, pages };
}

function floatingPlace({ width, height }: Size, corner: Corner): Place {
  const tileWidth = Math.round(
    Math.min(FLOAT_MAX_WIDTH, Math.max(FLOAT_MIN_WIDTH, width * FLOAT_SHARE)),
  );
  const tileHeight = Math.round(tileWidth / ASPECT);
  const left = corner.endsWith("left");
  const top = corner.startsWith("top");
  return {
    x: left ? FLOAT_MARGIN : Math.max(0, width - tileWidth - FLOAT_MARGIN),
    y: top ? FLOAT_MARGIN : Math.max(0, height - tileHeight - FLOAT_MARGIN),
    width: tileWidth,
    height: tileHeight,
  };
}

/** The corner next to a point of the stage: where a dragged picture comes to rest. */
export function nearestCorner(point: { x: number; y: number }, stage: Size): Corner {
  const vertical = point.y < stage.height / 2 ? "top" : "bottom";
  return point.x < stage.width / 2 ? `${vertical}-left` : `${vertical}-right`;
}
