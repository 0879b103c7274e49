/** Where every tile of a call goes: the grid, or one-to-one with the own picture floating. Pure; lengths in CSS pixels. */

import { layoutGrid } from "./grid-layout.ts";

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the own picture floats. */
export type Corner = "top-left" | "top-right" | "bottom-right" | "bottom-left";

/** Clockwise, for moving on by one. */
export const corners: readonly Corner[] = ["bottom-right", "bottom-left", "top-left", "top-right"];

export interface StageLayout {
  /** In the order of the peers. */
  readonly peers: readonly Place[];
  readonly self: Place;
  readonly selfFloats: boolean;
}

export const STAGE_GAP = 8;
const FLOAT_MARGIN = 12;
const FLOAT_SHARE = 0.22;
const FLOAT_MIN_WIDTH = 120;
const FLOAT_MAX_WIDTH = 264;

/** Alone and one-to-one the own picture floats; from three people on everyone is equal. Own tile last in the grid. */
export function layoutStage(
  peerCount: number,
  stage: { width: number; height: number },
  corner: Corner,
): StageLayout {
  const { width, height } = stage;
  if (peerCount <= 1) {
    const peers = peerCount === 1 ? [{ x: 0, y: 0, width, height }] : [];
    return { peers, self: floatingPlace(stage, corner), selfFloats: true };
  }
  const grid = layoutGrid({ count: peerCount + 1, width, height, gap: STAGE_GAP });
  const places = grid.places.map((place) => ({
    ...place,
    width: grid.tileWidth,
    height: grid.tileHeight,
  }));
  const self = places.at(-1) ?? { x: 0, y: 0, width: 0, height: 0 };
  return { peers: places.slice(0, -1), self, selfFloats: false };
}

function floatingPlace(
  { width, height }: { width: number; height: number },
  corner: Corner,
): Place {
  const tileWidth = Math.round(
    Math.min(FLOAT_MAX_WIDTH, Math.max(FLOAT_MIN_WIDTH, width * FLOAT_SHARE)),
  );
  const tileHeight = Math.round((tileWidth * 9) / 16);
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
export function nearestCorner(
  point: { x: number; y: number },
  stage: { width: number; height: number },
): Corner {
  const vertical = point.y < stage.height / 2 ? "top" : "bottom";
  return point.x < stage.width / 2 ? `${vertical}-left` : `${vertical}-right`;
}
