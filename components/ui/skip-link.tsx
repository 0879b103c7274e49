"use client";

import { useText } from "#components/text/use-text.ts";

/** The way past what stands on top of every page, seen when the focus is on it; in the language of the page as it is now. */
export function SkipLink() {
  const text = useText("common");
  return (
    <a
      href="#content"
      className="sr-only rounded-control bg-accent px-4 py-2 font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:start-2 focus:z-50"
    >
      {text("skipToContent")}
    </a>
  );
}
