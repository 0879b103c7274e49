import { useEffect, useRef, useState } from "react";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import type { Answer, Refusal } from "./admin-api.ts";
import { useRefusalText } from "./refusal-text.ts";

type Stage = "idle" | "asking" | "working";

/**
 * A button whose press asks once, in its own place, naming what will happen. The focus goes to the way back, so that
 * a second Enter by habit does no harm.
 */
export function ConfirmedAction({
  label,
  accessibleLabel,
  question,
  confirmLabel,
  act,
  onDone,
}: {
  label: string;
  accessibleLabel: string;
  question: string;
  confirmLabel: string;
  act: () => Promise<Answer<unknown>>;
  /** Called after `act` succeeded; the row may be gone by then. */
  onDone: () => void;
}) {
  const text = useText("admin");
  const refusalText = useRefusalText();
  const [stage, setStage] = useState<Stage>("idle");
  const [problem, setProblem] = useState<Refusal | null>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const group = useRef<HTMLDivElement>(null);
  const hasAsked = useRef(false);

  useEffect(() => {
    if (stage === "asking") {
      cancel.current?.focus();
      // The focus brings the button into sight, but in a table that scrolls not the question that it answers.
      group.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    // Back from the question; on the first drawing nothing was asked.
    if (stage === "idle" && hasAsked.current) trigger.current?.focus();
    hasAsked.current = stage !== "idle";
  }, [stage]);

  async function confirm() {
    setStage("working");
    const answer = await act();
    setStage("idle");
    if (answer.ok) onDone();
    else setProblem(answer);
  }

  if (stage === "idle") {
    return (
      <span className="inline-flex flex-wrap items-center justify-end gap-x-3">
        {problem !== null && (
          <span role="alert" className="text-danger">
            {refusalText(problem)}
          </span>
        )}
        <Button
          ref={trigger}
          size="small"
          className="whitespace-nowrap bg-transparent! text-danger! hover:bg-danger-soft!"
          aria-label={accessibleLabel}
          onClick={() => {
            setProblem(null);
            setStage("asking");
          }}
        >
          {label}
        </Button>
      </span>
    );
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would say that this is a form
    <div
      ref={group}
      role="group"
      aria-label={question}
      onKeyDown={(event) => {
        if (event.key === "Escape" && stage === "asking") setStage("idle");
      }}
      className="flex min-w-64 animate-appear flex-wrap items-center justify-end gap-2 rounded-control bg-danger-soft px-3 py-2"
    >
      <p className="max-w-[66ch] flex-1 basis-56 text-start">{question}</p>
      <Button
        ref={cancel}
        size="small"
        disabled={stage === "working"}
        onClick={() => setStage("idle")}
      >
        {text("confirm.cancel")}
      </Button>
      <Button
        size="small"
        className="bg-danger! text-on-danger! hover:bg-danger-strong!"
        disabled={stage === "working"}
        onClick={() => void confirm()}
      >
        {stage === "working" ? text("confirm.working") : confirmLabel}
      </Button>
    </div>
  );
}
