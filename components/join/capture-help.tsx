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

/**
 * What keeps the microphone or the camera from working, one sentence each, and how to cure it in this browser; of one `source`,
 * or of both.
 */
export function CaptureHelp({ source }: { source?: CapturedSource }) {
  const microphone = useLocalMedia((media) => media.microphone);
  const camera = useLocalMedia((media) => media.camera);
  return (
    <>
      {source !== "camera" && microphone.wanted && microphone.problem !== null && (
        <SourceProblem source="microphone" problem={microphone.problem} />
      )}
      {source !== "microphone" && camera.wanted && camera.problem !== null && (
        <SourceProblem source="camera" problem={camera.problem} />
      )}
    </>
  );
}

function SourceProblem({ source, problem }: { source: CapturedSource; problem: CaptureProblem }) {
  const text = useText("capture");
  const common = useText("common");
  const { media } = useSession();
  return (
    <Problem
      action={
        worthRetrying.has(problem) && (
          <Button size="small" onClick={() => void media.retry()}>
            <RotateCw aria-hidden size={16} />
            {common("tryAgain")}
          </Button>
        )
      }
    >
      <p>{text(`${source}.${problem}`)}</p>
      {problem === "denied" && (
        <details>
          <summary className="mt-1 inline-flex min-h-11 items-center rounded-control text-small font-medium text-accent sm:min-h-8">
            {text("howToAllow")}
          </summary>
          <p className="text-small">
            {text(`help.${browserKind(navigator.userAgent)}`, { source })}
          </p>
        </details>
      )}
    </Problem>
  );
}
