"use client";

import { useCallback, useEffect, useState } from "react";

/** The code in a fragment `#code=…`, or null. */
export function codeInFragment(fragment: string): string | null {
  const code = new URLSearchParams(fragment.replace(/^#/, "")).get("code");
  return code === null || code === "" ? null : code;
}

/**
 * The code of the one-time link that this page was opened with, if any. It is taken out of the address bar at once, so
 * that it stays in no history and in no copied address. `forget` is for when it was spent.
 */
export function useOneTimeCode(): { code: string | null; forget: () => void } {
  const [code, setCode] = useState<string | null>(null);

  useEffect(() => {
    function take() {
      const found = codeInFragment(window.location.hash);
      if (found === null) return;
      window.history.replaceState(null, "", window.location.pathname);
      setCode(found);
    }
    take();
    // A link that is opened in a tab which shows this page already changes the fragment and loads nothing.
    window.addEventListener("hashchange", take);
    return () => window.removeEventListener("hashchange", take);
  }, []);

  const forget = useCallback(() => setCode(null), []);
  return { code, forget };
}
