"use client";

import { useSyncExternalStore } from "react";

/** As Tailwind's `sm`: below it the bar has room for the most needed controls alone. */
const SMALL = "(width < 40rem)";

/** Whether the window is as narrow as a phone. */
export function useIsSmall(): boolean {
  return useSyncExternalStore(subscribe, read, () => false);
}

const read = () => window.matchMedia(SMALL).matches;

function subscribe(listener: () => void): () => void {
  const query = window.matchMedia(SMALL);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}
