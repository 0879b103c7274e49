"use client";

import { useMediaQuery } from "./use-media-query.ts";

/** As Tailwind's `sm`: below it the bar has room for the most needed controls alone. */
const SMALL = "(width < 40rem)";

/** Whether the window is as narrow as a phone. */
export function useIsSmall(): boolean {
  return useMediaQuery(SMALL);
}
