"use client";

import { useEffect, useState } from "react";
import type { CallState } from "#call/call-state.ts";
import { useSession } from "#components/call/call-context.tsx";
import { useCall } from "#components/call/use-call.ts";
import { hostKeyOf } from "#components/rooms/remembered-rooms.ts";
import { useText } from "#components/text/use-text.ts";
import { Button, buttonClasses } from "#components/ui/button.tsx";
import { CheckLink } from "#components/ui/check-link.tsx";
import { Problem } from "#components/ui/problem.tsx";
import type { FailureCode } from "#protocol/failure.ts";

/** Where another press of Join can succeed without anything changed in the form. */
const worthRetrying: ReadonlySet<FailureCode> = new Set([
  "room-full",
  "rate-limited",
  "unavailable",
]);

/** A first connection that takes longer needs a word; before that the page only looks busy. */
const PATIENCE_MS = 3_000;

const isOffline = (state: CallState) => state.signaling === "offline";
const isConnecting = (state: CallState) => state.signaling === "connecting";

/** Whether the server cannot be reached: known at once when a connection breaks, after a while when none comes. */
function useUnreachable(): boolean {
  const offline = useCall(isOffline);
  const connecting = useCall(isConnecting);
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!connecting) return setLate(false);
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [connecting]);
  return offline || late;
}

/** Why this room cannot be entered now: what happened, why, and what to do. Draws nothing when all is well. */
export function Refusal({ onRetry, onKnock }: { onRetry: () => void; onKnock: () => void }) {
  const text = useText("join");
  const common = useText("common");
  const { getSnapshot } = useSession();
  const failure = useCall((state) => state.refusal);
  const closed = useCall((state) => state.preview?.closed ?? false);
  const offline = useUnreachable();
  const sentence = useSentence();
  if (failure === null && !closed && !offline) return null;
  // Said beside its field.
  if (failure?.code === "password-required" || failure?.code === "password-wrong") return null;

  const code = failure?.code ?? (closed ? "room-closed" : "unavailable");
  const isHost = code === "room-closed" && hostKeyOf(getSnapshot().code) !== null;
  return (
    <Problem
      action={
        <>
          {failure !== null && worthRetrying.has(code) && (
            <Button size="small" onClick={onRetry}>
              {common("tryAgain")}
            </Button>
          )}
          {code === "room-locked" && (
            <Button size="small" look="primary" onClick={onKnock}>
              {text("knock")}
            </Button>
          )}
          {code === "unavailable" && <CheckLink />}
          {(code === "room-unknown" || (code === "room-closed" && !isHost)) && (
            <a href="/" className={buttonClasses({ size: "small" })}>
              {common("backToHome")}
            </a>
          )}
        </>
      }
    >
      {sentence(code, { isHost, trying: failure === null && offline })}
    </Problem>
  );
}

function useSentence() {
  const text = useText("refusal");
  const retryAfterMs = useCall((state) => state.refusal?.retryAfterMs);
  const limit = useCall((state) => state.refusal?.limit ?? state.preview?.capacity ?? 0);
  return (code: FailureCode, facts: { isHost: boolean; trying: boolean }): string => {
    switch (code) {
      case "room-closed":
        return text(facts.isHost ? "room-closed-host" : "room-closed");
      case "room-full":
        return text("room-full", { limit });
      case "removed":
        return retryAfterMs === undefined
          ? text("removed-later")
          : text("removed", { minutes: Math.max(1, Math.ceil(retryAfterMs / 60_000)) });
      case "rate-limited":
        return text("rate-limited", {
          seconds: Math.max(1, Math.ceil((retryAfterMs ?? 10_000) / 1000)),
        });
      case "unavailable":
        return text(facts.trying ? "reconnecting" : "unavailable");
      case "room-unknown":
      case "room-locked":
      case "lobby-denied":
      case "email-required":
      case "invalid":
        return text(code);
      default:
        return text("other");
    }
  };
}
