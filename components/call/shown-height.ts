/** At which height a picture is shown, and when that is worth telling: no React, no element. */

/** Changes are told at most so often, the last one always. */
const TELL_EVERY_MS = 500;
/** A height is told when it differs by this share from what was told: a window being dragged is no news. */
const TOLD_SHARE = 0.1;
/** Out of sight for less than this is a glance at another tab: the picture goes on. */
const HIDDEN_AFTER_MS = 1_000;
/** The largest screen there is has so many lines. */
const HEIGHT_MAX = 4_320;

export interface Box {
  readonly width: number;
  readonly height: number;
}

/**
 * Height in pixels of the screen that the whole picture has in a box (CSS pixels) that it covers, with what of it is cut
 * off. Zero for an empty box; without a picture yet, that of the box.
 */
export function coveringHeight(box: Box, picture: Box | null, pixelRatio: number): number {
  if (box.width <= 0 || box.height <= 0) return 0;
  const byWidth =
    picture === null || picture.width <= 0 ? 0 : (box.width * picture.height) / picture.width;
  return Math.min(HEIGHT_MAX, Math.round(Math.max(box.height, byWidth) * pixelRatio));
}

export interface HeightTeller {
  /** The height of now, as often as one likes. */
  set(height: number): void;
  /** Nobody sees it any more: tells so at once if anybody was told otherwise. Final. */
  close(): void;
}

/** Tells heights that are news through `tell`, until `close()`. */
export function createHeightTeller(tell: (height: number) => void): HeightTeller {
  /** Null before anything was told: then nothing is taken for granted, being hidden neither. */
  let told: number | null = null;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tellNow = (height: number) => {
    told = height;
    toldAtMs = performance.now();
    tell(height);
  };
  const isNews = (height: number) =>
    told === null || height === 0 || told === 0
      ? height !== told
      : Math.abs(height - told) > Math.max(1, told * TOLD_SHARE);

  return {
    set(height) {
      clearTimeout(timer);
      if (!isNews(height)) return;
      const waitMs = Math.max(
        height === 0 ? HIDDEN_AFTER_MS : 0,
        toldAtMs + TELL_EVERY_MS - performance.now(),
      );
      if (waitMs <= 0) tellNow(height);
      else timer = setTimeout(() => tellNow(height), waitMs);
    },
    close() {
      clearTimeout(timer);
      if (told !== null && told > 0) tellNow(0);
    },
  };
}
