"use client";

import { useSession } from "#components/call/call-context.tsx";
import { useCall } from "#components/call/use-call.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Mark } from "#components/ui/mark.tsx";

/** What somebody reads who waits until a host lets them in, and what a host wrote to all who do. */
export function InLobby() {
  const text = useText("join");
  const session = useSession();
  const isFull = useCall((state) => state.preview?.full ?? false);
  const awaitsHost = useCall((state) => state.preview?.awaitsHost ?? false);
  const message = useCall((state) => state.lobbyMessage);
  return (
    <div className="animate-appear rounded-control bg-accent-soft px-4">
      <div role="status" className="flex flex-wrap items-center gap-3 py-3">
        <Mark size={24} turning />
        <p className="min-w-40 flex-1">
          {text(awaitsHost ? "waitingHost" : isFull ? "waitingFull" : "waiting")}
        </p>
        <Button size="small" className="shrink-0 whitespace-nowrap" onClick={() => session.leave()}>
          {text("stopWaiting")}
        </Button>
      </div>
      {/* Apart: when it comes, the rest is not read out again. */}
      <div role="status">
        {message !== null && (
          <div className="border-t border-line/40 py-3">
            <p className="text-small text-muted">{text("hostWrites")}</p>
            <p dir="auto" className="whitespace-pre-line wrap-anywhere">
              {message}
            </p>
          </div>
        )}
      </div>
    </div>
  );
}
