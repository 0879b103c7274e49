"use client";

import { useMediaQuery } from "./use-media-query.ts";

/**
 * As the variant `compact` of the styles: a window that a person made small to have it beside other work. Hardly a
 * phone is as small, held upright or on its side; only while one writes on it, which is when its stage is covered anyway.
 */
export const COMPACT = "(width < 32rem) and (height < 24rem), (width < 20rem), (height < 15rem)";

/** Whether the window has room for one picture and what one needs at every moment. */
export function useIsCompact(): boolean {
  return useMediaQuery(COMPACT);
}
