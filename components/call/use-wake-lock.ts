"use client";

import { useEffect } from "react";

/** Keeps the screen awake for as long as this is on the page: whoever listens touches nothing for a long time. */
export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let isOver = false;
    const keep = async () => {
      if (document.visibilityState !== "visible" || isOver) return;
      try {
        // Missing in older browsers; refused when the battery is low.
        const given = await navigator.wakeLock?.request("screen");
        if (isOver) await given?.release();
        else lock = given ?? null;
      } catch {
        lock = null;
      }
    };
    // The browser takes it back from a page that is hidden.
    document.addEventListener("visibilitychange", keep);
    void keep();
    return () => {
      isOver = true;
      document.removeEventListener("visibilitychange", keep);
      void lock?.release().catch(() => null);
    };
  }, []);
}
