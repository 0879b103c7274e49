"use client";

import { useEffect, useRef } from "react";
import type { CallPhase } from "#call/call-state.ts";
import { useText } from "#components/text/use-text.ts";
import { Button, buttonClasses } from "#components/ui/button.tsx";
import { optional } from "#components/ui/optional.tsx";
import { Message } from "#components/ui/page-frame.tsx";
import { useDurations } from "./after-call/durations.ts";

// What comes below. Where it cannot be loaded, as when the server ended with the call, the rest is enough.
const AfterCall = optional(async () => (await import("./after-call/after-call.tsx")).AfterCall);

type Ended = Extract<CallPhase, { kind: "ended" }>;

interface EndScreenProps {
  phase: Ended;
  onRejoin: () => void;
}

/** After the call: why it ended, how long it was, and the way back where there is one. What is to be read comes below. */
export function EndScreen({ phase, onRejoin }: EndScreenProps) {
  const text = useText("end");
  const next = useRef<HTMLButtonElement & HTMLAnchorElement>(null);
  const duration = useDurations();
  const { reason, canRejoin, durationMs, summary } = phase;

  useEffect(() => {
    // What had the focus is gone with the call; the next step is one press away.
    next.current?.focus();
  }, []);

  return (
    <main id="content" className="flex min-h-dvh flex-col px-4">
      {/* With more to come below it has a height of its own: the way back must not move under a finger. */}
      <div className={`flex ${summary === null ? "grow" : "min-h-[min(70dvh,30rem)]"}`}>
        <Message
          heading={text(reason)}
          actions={
            <>
              {canRejoin && (
                <Button ref={next} look="primary" size="large" onClick={onRejoin}>
                  {text("rejoin")}
                </Button>
              )}
              <a
                ref={canRejoin ? undefined : next}
                href="/"
                className={buttonClasses({
                  look: canRejoin ? "quiet" : "primary",
                  size: "large",
                })}
              >
                {text("home")}
              </a>
            </>
          }
        >
          <p role="status">
            {text(reason === "removed-by-host" && canRejoin ? "mayReturnBody" : `${reason}Body`)}
          </p>
          {durationMs >= 1000 && (
            <p className="mt-2 text-body">{text("duration", { duration: duration(durationMs) })}</p>
          )}
        </Message>
      </div>
      {summary !== null && <AfterCall reason={reason} durationMs={durationMs} summary={summary} />}
    </main>
  );
}
