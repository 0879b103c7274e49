"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import type { Part } from "./part.ts";

/**
 * Wants a part for as long as the component is there: `loaded` is null until it has come, `isMissing` says that it does
 * not come now. What went wrong before is not said: it is tried anew first. Not by Suspense: React shows what a boundary
 * waited for a while later than it comes, and a failure would end the page.
 */
export function usePart<T>(part: Part<T>): {
  readonly loaded: T | null;
  readonly isMissing: boolean;
} {
  const { loaded, failures } = useSyncExternalStore(
    part.subscribe,
    part.getSnapshot,
    part.getSnapshot,
  );
  const [before] = useState(failures);
  useEffect(() => part.want(), [part]);
  return { loaded, isMissing: loaded === null && failures > before };
}
