"use client";

import { type ComponentType, useEffect, useState } from "react";
import { useSmallWindow } from "../call-view.tsx";

/** The call comes first; then what a change of tabs may need. */
const LOAD_AFTER_MS = 4_000;

/**
 * Picture in picture. What opens the small window is loaded a while after the call, or when it is asked for; where it
 * cannot be loaded, the call goes on without.
 */
export function SmallWindow() {
  const [isWanted, toggle] = useSmallWindow();
  const [Keeper, setKeeper] = useState<ComponentType | null>(null);
  useEffect(() => {
    if (Keeper !== null) return;
    let isOver = false;
    const load = async () => {
      try {
        const { SmallWindowKeeper } = await import("./small-window-keeper.tsx");
        if (!isOver) setKeeper(() => SmallWindowKeeper);
      } catch {
        if (!isOver && isWanted) toggle();
      }
    };
    const timer = setTimeout(() => void load(), isWanted ? 0 : LOAD_AFTER_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [Keeper, isWanted, toggle]);
  return Keeper === null ? null : <Keeper />;
}
