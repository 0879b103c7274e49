"use client";

import { Play, RotateCw, Square } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { type CheckState, idleCheck } from "#call/check/check-state.ts";
import { stepIds } from "#call/check/findings.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Problem } from "#components/ui/problem.tsx";
import { CheckReport } from "./check-report.tsx";
import { CheckSteps } from "./check-steps.tsx";
import { CheckVerdict } from "./check-verdict.tsx";

// The page is read before it is used: the probes come when they are needed.
const loadProbes = () => import("#call/check/run-check.ts");
const preload = () => void loadProbes().catch(() => null);

/** A check under way; aborting `check` ends it, aborting `devices` only the wait for them. */
interface Run {
  readonly check: AbortController;
  readonly devices: AbortController;
}

/**
 * The button, what is found, and what it means. One check at a time, and none after the page is left. Path and version
 * of the socket are handed in by the page: the table of messages would bring all schemas along.
 */
export function CheckScreen({ socket }: { socket: { path: string; protocol: number } }) {
  const text = useText("check");
  const [state, setState] = useState<CheckState>(idleCheck);
  const [startedAtMs, setStartedAtMs] = useState(0);
  const [isLoadFailed, setLoadFailed] = useState(false);
  const [isStopped, setStopped] = useState(false);
  const run = useRef<Run | null>(null);
  const controls = useRef<HTMLDivElement>(null);
  const verdict = useRef<HTMLElement>(null);

  useEffect(() => () => run.current?.check.abort(), []);

  const isDone = state.phase === "done";
  useEffect(() => {
    // From the button that is no longer the one that was pressed; whoever went on to read elsewhere is left there.
    const { activeElement } = document;
    const isWaiting =
      activeElement === document.body || controls.current?.contains(activeElement) === true;
    if (isDone && isWaiting) verdict.current?.focus();
  }, [isDone]);

  async function start(): Promise<void> {
    run.current?.check.abort();
    const started: Run = { check: new AbortController(), devices: new AbortController() };
    run.current = started;
    setLoadFailed(false);
    setStopped(false);
    setStartedAtMs(Date.now());
    setState({ ...idleCheck, phase: "running" });
    try {
      const { browserParts, runCheck } = await loadProbes();
      await runCheck(browserParts(socket), {
        onChange: setState,
        signal: started.check.signal,
        skipDevices: started.devices.signal,
      });
    } catch {
      if (started.check.signal.aborted) return;
      setLoadFailed(true);
      setState(idleCheck);
    }
  }

  function stop(): void {
    run.current?.check.abort();
    setState(idleCheck);
    setStopped(true);
  }

  const running = stepIds.find((step) => state.steps[step].state === "running");
  return (
    <>
      {state.verdict !== null && (
        <CheckVerdict ref={verdict} verdict={state.verdict}>
          <CheckReport state={state} startedAtMs={startedAtMs} />
        </CheckVerdict>
      )}
      <div ref={controls} className="flex flex-col gap-3">
        {isLoadFailed && <Problem>{text("loadFailed")}</Problem>}
        {state.phase === "running" ? (
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <Button
              size="large"
              onClick={({ detail: clicks }) => {
                // The second half of a double click was meant for the button that stood here before.
                if (clicks < 2) stop();
              }}
            >
              <Square aria-hidden size={18} />
              {text("stop")}
            </Button>
            <p className="text-muted">{text("keepOpen")}</p>
          </div>
        ) : (
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <Button
              look={isDone ? "quiet" : "primary"}
              size="large"
              className={isDone ? "" : "w-full sm:w-auto"}
              onPointerEnter={preload}
              onFocus={preload}
              onClick={() => void start()}
            >
              {isDone ? <RotateCw aria-hidden size={18} /> : <Play aria-hidden size={20} />}
              {text(isDone ? "again" : "start")}
            </Button>
            {!isDone && <p className="text-muted">{text("privacy")}</p>}
          </div>
        )}
        <p role="status" className="sr-only">
          {running !== undefined
            ? text("progress", {
                step: text(`names.${running}`),
                number: stepIds.indexOf(running) + 1,
                total: stepIds.length,
              })
            : state.verdict !== null
              ? text(`verdict.${state.verdict.code}`)
              : isStopped
                ? text("stopped")
                : ""}
        </p>
      </div>
      <CheckSteps state={state} onSkipDevices={() => run.current?.devices.abort()} />
    </>
  );
}
