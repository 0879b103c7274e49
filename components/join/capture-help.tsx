"use client";

import { RotateCw } from "lucide-react";
import type { CapturedSource, CaptureProblem } from "#call/media/local-media.ts";
import { useSession } from "#components/call/call-context.tsx";
import { useLocalMedia } from "#components/call/use-call.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Problem } from "#components/ui/problem.tsx";
import { browserKind } from "./browser-kind.ts";

/** Another attempt can only help where something may have changed behind the browser's back. */
const worthRetrying: ReadonlySet<CaptureProblem> = new Set([
  "denied",
  "missing",
  "busy",
  "timed-out",
  "lost",
]);

interface Standing {
  readonly source: CapturedSource;
  readonly problem: CaptureProblem;
}

/**
 * What keeps the microphone or the camera from working, one sentence each, and how to cure it in this browser; of one
 * `source`, or of both.
 */
export function CaptureHelp({ source: only }: { source?: CapturedSource }) {
  const text = useText("capture");
  const common = useText("common");
  const { media } = useSession();
  const microphone = useLocalMedia((state) => state.microphone);
  const camera = useLocalMedia((state) => state.camera);

  const standing: Standing[] = [];
  for (const [source, { wanted, problem }] of [
    ["microphone", microphone],
    ["camera", camera],
  ] as const) {
    // What nobody asked for is in nobody's way.
    if (wanted && problem !== null && (only ?? source) === source)
      standing.push({ source, problem });
  }
  if (standing.length === 0) return null;

  const denied = standing.filter(({ problem }) => problem === "denied");
  return (
    <Problem
      action={
        standing.some(({ problem }) => worthRetrying.has(problem)) && (
          <Button size="small" onClick={() => void media.retry()}>
            <RotateCw aria-hidden size={16} />
            {common("tryAgain")}
          </Button>
        )
      }
    >
      {standing.map(({ source, problem }) => (
        <p key={source}>{text(`${source}.${problem}`)}</p>
      ))}
      {denied.length > 0 && (
        <details>
          <summary className="mt-1 inline-flex min-h-11 items-center rounded-control text-small font-medium text-accent sm:min-h-8">
            {text("howToAllow")}
          </summary>
          {denied.map(({ source }) => (
            <p key={source} className="mb-1 text-small">
              {text(`help.${browserKind(navigator.userAgent)}`, { source })}
            </p>
          ))}
        </details>
      )}
    </Problem>
  );
}
