"use client";

import { useEffect, useRef } from "react";
import type { CallPhase } from "#call/call-state.ts";
import { useText } from "#components/text/use-text.ts";
import { Button, buttonClasses } from "#components/ui/button.tsx";
import { Message } from "#components/ui/page-frame.tsx";

type Ended = Extract<CallPhase, { kind: "ended" }>;

export interface EndScreenProps {
  phase: Ended;
  onRejoin: () => void;
}

/** After the call: why it ended, how long it was, and the way back where there is one. */
export function EndScreen({ phase, onRejoin }: EndScreenProps) {
  const text = useText("end");
  const next = useRef<HTMLButtonElement & HTMLAnchorElement>(null);
  const duration = useDuration(phase.durationMs);

  useEffect(() => {
    // What had the focus is gone with the call; the next step is one press away.
    next.current?.focus();
  }, []);

  return (
    <main id="content" className="flex min-h-dvh px-4">
      <Message
        heading={text(phase.reason)}
        actions={
          <>
            {phase.canRejoin && (
              <Button ref={next} look="primary" size="large" onClick={onRejoin}>
                {text("rejoin")}
              </Button>
            )}
            <a
              ref={phase.canRejoin ? undefined : next}
              href="/"
              className={buttonClasses({
                look: phase.canRejoin ? "quiet" : "primary",
                size: "large",
              })}
            >
              {text("home")}
            </a>
          </>
        }
      >
        <p role="status">{text(`${phase.reason}Body`)}</p>
        {phase.durationMs >= 1000 && (
          <p className="mt-2 text-body">{text("duration", { duration })}</p>
        )}
      </Message>
    </main>
  );
}

/** A span as people say it: seconds below a minute, then minutes, then hours and minutes. */
function useDuration(durationMs: number): string {
  const text = useText("common");
  const minutes = Math.floor(durationMs / 60_000);
  if (minutes < 1) return text("seconds", { seconds: Math.floor(durationMs / 1000) });
  if (minutes < 60) return text("minutes", { minutes });
  return text("hoursAndMinutes", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
