/**
 * How large a camera captures: no larger than anybody is shown it. Each encoder of a mesh scales every frame down by
 * itself, and the own tile draws it whole, so in a room of many most of what a camera gives is work for nothing.
 */

import { CAPTURE_SIZES, captureSizeConstraints } from "./capture.ts";

/** Smaller only after so long: people come, pin and leave, and some cameras go dark for a moment when they change. */
const SMALLER_AFTER_MS = 4_000;
/** Up to here the largest picture costs little, and each who leaves would have it changed. */
const FROM_PEERS = 4;

export interface CaptureWish {
  /** Others in the room. */
  readonly peers: number;
  /** Of the tallest picture that anybody is to be sent; pixels. Null where nobody has said yet. */
  readonly tallest: number | null;
}

export interface CaptureSize {
  /** Says what is needed; several times a second. */
  look(track: MediaStreamTrack | null, wish: CaptureWish, nowMs: number): void;
}

/** The smallest height of the table that is enough. */
export function captureHeightFor({ peers, tallest }: CaptureWish): number {
  const [largest, ...smaller] = CAPTURE_SIZES;
  if (peers < FROM_PEERS || tallest === null) return largest.height;
  return smaller.findLast(({ height }) => height >= tallest)?.height ?? largest.height;
}

/** Does nothing by itself. `onChange` is called when a track gives another size. */
export function createCaptureSize(onChange: () => void): CaptureSize {
  let asked: { readonly track: MediaStreamTrack; readonly height: number } | null = null;
  let enoughSinceMs: number | null = null;

  return {
    look(track, wish, nowMs) {
      if (track === null || track.readyState === "ended") {
        enoughSinceMs = null;
        return;
      }
      const height = captureHeightFor(wish);
      const before = asked?.track === track ? asked.height : CAPTURE_SIZES[0].height;
      if (height >= before) enoughSinceMs = null;
      if (height === before) return;
      if (height < before) {
        enoughSinceMs ??= nowMs;
        if (nowMs - enoughSinceMs < SMALLER_AFTER_MS) return;
      }
      enoughSinceMs = null;
      const own = { track, height };
      asked = own;
      // A camera that cannot become smaller goes on as it is; one that did not grow is asked again.
      track.applyConstraints(captureSizeConstraints(height)).then(onChange, () => {
        if (asked === own && height > before) asked = { track, height: before };
      });
    },
  };
}
