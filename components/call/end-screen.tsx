"use client";

import { type ComponentProps, type ComponentType, useEffect, useRef, useState } from "react";
import type { CallPhase } from "#call/call-state.ts";
import { useText } from "#components/text/use-text.ts";
import { Button, buttonClasses } from "#components/ui/button.tsx";
import { Message } from "#components/ui/page-frame.tsx";
import type { AfterCall } from "./after-call/after-call.tsx";
import { useDurations } from "./after-call/durations.ts";

type Ended = Extract<CallPhase, { kind: "ended" }>;

export interface EndScreenProps {
  phase: Ended;
  onRejoin: () => void;
}

/** After the call: why it ended, how long it was, and the way back where there is one. What is to be read comes below. */
export function EndScreen({ phase, onRejoin }: EndScreenProps) {
  const text = useText("end");
  const next = useRef<HTMLButtonElement & HTMLAnchorElement>(null);
  const duration = useDurations();
  const { reason, canRejoin, durationMs, summary } = phase;
  const After = useAfterCall(summary !== null);

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
          <p role="status">{text(`${reason}Body`)}</p>
          {durationMs >= 1000 && (
            <p className="mt-2 text-body">{text("duration", { duration: duration(durationMs) })}</p>
          )}
        </Message>
      </div>
      {After !== null && summary !== null && (
        <After reason={reason} durationMs={durationMs} summary={summary} />
      )}
    </main>
  );
}

/** What comes below, once it is loaded. Where it cannot be, as when the server ended with the call, the rest is enough. */
function useAfterCall(isWanted: boolean): ComponentType<ComponentProps<typeof AfterCall>> | null {
  const [loaded, setLoaded] = useState<typeof AfterCall | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    let isCurrent = true;
    import("./after-call/after-call.tsx").then(
      (module) => isCurrent && setLoaded(() => module.AfterCall),
      () => null,
    );
    return () => {
      isCurrent = false;
    };
  }, [isWanted]);
  return loaded;
}
