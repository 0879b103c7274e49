"use client";

import { useText } from "#components/text/use-text.ts";
import { buttonClasses } from "./button.tsx";

/**
 * Where a connection does not come about: finds out why. In a tab of its own, so that the call, or what was typed,
 * stays. `inText` for the end of a sentence, where there is no room for a button.
 */
export function CheckLink({ inText = false }: { inText?: boolean }) {
  const text = useText("common");
  return (
    <a
      href="/check"
      target="_blank"
      rel="noopener"
      title={text("opensNewTab")}
      className={
        inText ? "font-medium underline underline-offset-2" : buttonClasses({ size: "small" })
      }
    >
      {text("checkConnection")}
    </a>
  );
}
