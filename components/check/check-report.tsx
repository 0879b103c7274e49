"use client";

import { Check, Copy } from "lucide-react";
import { useRef, useState } from "react";
import type { CheckState } from "#call/check/check-state.ts";
import { verdictTones } from "#call/check/verdict.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { writeReport } from "./report-text.ts";

/** How long the copy button says that it did. */
const COPIED_SHOWN_MS = 2_500;

/** The report to copy, and to read before one does. */
export function CheckReport({ state, startedAtMs }: { state: CheckState; startedAtMs: number }) {
  const text = useText("check");
  const [copy, setCopy] = useState<"idle" | "copied" | "copyFailed">("idle");
  const details = useRef<HTMLDetailsElement>(null);
  const hideCopied = useRef<ReturnType<typeof setTimeout>>(undefined);

  const report = writeReport({
    text,
    state,
    origin: window.location.origin,
    browser: navigator.userAgent,
    date: new Date(startedAtMs),
  });

  async function copyReport(): Promise<void> {
    clearTimeout(hideCopied.current);
    // Emptied first, so that copying again is announced again.
    setCopy("idle");
    try {
      await navigator.clipboard.writeText(report);
      setCopy("copied");
      hideCopied.current = setTimeout(() => setCopy("idle"), COPIED_SHOWN_MS);
    } catch {
      setCopy("copyFailed");
      if (details.current !== null) details.current.open = true;
    }
  }

  const Icon = copy === "copied" ? Check : Copy;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button
          look={verdictTones[state.verdict?.code ?? "unknown"] === "good" ? "quiet" : "primary"}
          className="w-full sm:w-auto"
          onClick={() => void copyReport()}
        >
          <Icon aria-hidden size={18} />
          {text("copyReport")}
        </Button>
        <p className="text-small text-muted">{text("reportHint")}</p>
      </div>
      <p role="status" className={copy === "copyFailed" ? "text-small text-danger" : "sr-only"}>
        {copy === "idle" ? "" : text(copy)}
      </p>
      <details ref={details}>
        <summary className="inline-flex min-h-11 items-center rounded-control text-small font-medium text-accent sm:min-h-8">
          {text("showReport")}
        </summary>
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
          tabIndex={0}
          className="mt-1 max-h-80 select-all overflow-auto whitespace-pre-wrap break-words rounded-control bg-sunken p-3 font-mono text-small"
        >
          {report}
        </pre>
      </details>
    </div>
  );
}
