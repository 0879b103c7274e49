"use client";

import { Copy } from "lucide-react";
import { useState } from "react";
import type { HealthState } from "#call/health-store.ts";
import { monotonicMs } from "#call/ticker.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { qualityReport } from "./quality-report.ts";

/** Copies the figures of this moment; where the browser does not allow that, shows them to be copied by hand. */
export function CopyReport({ health, people }: { health: HealthState; people: readonly string[] }) {
  const text = useText("health");
  const [outcome, setOutcome] = useState<"copied" | { readonly report: string } | null>(null);
  const copy = async () => {
    const report = qualityReport(health, {
      people,
      browser: navigator.userAgent,
      nowMs: monotonicMs(),
      date: new Date(),
    });
    try {
      await navigator.clipboard.writeText(report);
      setOutcome("copied");
    } catch {
      setOutcome({ report });
    }
  };
  return (
    <div className="flex flex-col gap-2 border-t border-line/40 pt-4">
      <Button onClick={() => void copy()}>
        <Copy aria-hidden size={18} />
        {text("copy")}
      </Button>
      <p className="text-small text-muted">{text("copyHint")}</p>
      <p role="status" className="text-small">
        {outcome !== null && text(outcome === "copied" ? "copied" : "copyFailed")}
      </p>
      {outcome !== null && outcome !== "copied" && (
        <textarea
          readOnly
          aria-label={text("report")}
          rows={8}
          value={outcome.report}
          onFocus={({ currentTarget }) => currentTarget.select()}
          className="field py-2 font-mono text-small"
        />
      )}
    </div>
  );
}
