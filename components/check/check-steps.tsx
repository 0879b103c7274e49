"use client";

import { Check, Minus, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import { type CheckState, type Step, shownState } from "#call/check/check-state.ts";
import { type StepId, stepIds } from "#call/check/findings.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Mark } from "#components/ui/mark.tsx";

type Shown = ReturnType<typeof shownState>;

const colours: Readonly<Record<Shown, string>> = {
  waiting: "text-muted",
  running: "text-muted",
  passed: "text-good",
  warning: "text-fair",
  failed: "text-poor",
  skipped: "text-muted",
};

/** All steps in their order, from the beginning, so that nobody wonders what comes next. */
export function CheckSteps({
  state,
  onSkipDevices,
}: {
  state: CheckState;
  onSkipDevices: () => void;
}) {
  const text = useText("check");
  return (
    <section aria-labelledby="check-steps" className="flex flex-col gap-3">
      <h2 id="check-steps" className="text-large font-semibold">
        {text("steps")}
      </h2>
      <ol className="flex flex-col divide-y divide-sunken rounded-card bg-raised shadow-raised">
        {stepIds.map((id) => (
          <CheckStep key={id} id={id} step={state.steps[id]}>
            {id === "camera" && state.steps[id].state === "running" && (
              <div className="mt-1 flex flex-col items-start gap-2">
                <p>{text("asking")}</p>
                <Button size="small" onClick={onSkipDevices}>
                  {text("skipDevices")}
                </Button>
              </div>
            )}
          </CheckStep>
        ))}
      </ol>
    </section>
  );
}

function CheckStep({ id, step, children }: { id: StepId; step: Step; children: ReactNode }) {
  const text = useText("check");
  const shown = shownState(step);
  return (
    <li data-step={id} data-state={shown} className="flex items-start gap-3 px-4 py-3">
      <span className={`grid size-6 shrink-0 place-items-center ${colours[shown]}`}>
        <StateIcon shown={shown} />
      </span>
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="flex flex-wrap items-baseline justify-between gap-x-3">
          <h3 className="font-medium">{text(`names.${id}`)}</h3>
          <span className={shown === "waiting" ? "sr-only" : `text-small ${colours[shown]}`}>
            {text(`states.${shown}`)}
          </span>
        </div>
        <p className="max-w-[66ch] text-pretty text-small text-muted">
          {step.state === "found"
            ? text(`found.${step.finding.code}`, { ...step.finding.values })
            : text(`about.${id}`)}
        </p>
        {children}
      </div>
    </li>
  );
}

/** The state is written beside it. */
function StateIcon({ shown }: { shown: Shown }) {
  switch (shown) {
    case "waiting":
      return <span className="size-2.5 rounded-full border-2 border-line opacity-60" />;
    case "running":
      return <Mark size={20} turning />;
    case "passed":
      return <Check aria-hidden size={20} />;
    case "warning":
      return <TriangleAlert aria-hidden size={20} />;
    case "failed":
      return <X aria-hidden size={20} />;
    case "skipped":
      return <Minus aria-hidden size={20} />;
  }
}
