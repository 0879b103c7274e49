"use client";

import { RotateCw } from "lucide-react";
import { useEffect, useState } from "react";
import type { LinkState, LinkTrouble } from "#call/link-words.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { CheckLink } from "#components/ui/check-link.tsx";
import { Mark } from "#components/ui/mark.tsx";
import type { ParticipantId } from "#protocol/ids.ts";
import { useSession } from "./call-context.tsx";

const troubleKeys = {
  "no-relay": "troubleNoRelay",
  "relay-unreachable": "troubleRelayUnreachable",
  unreachable: "troubleUnreachable",
} as const satisfies Record<LinkTrouble, string>;

/** What is wrong between us and this person, over their dimmed last frame, and what can be done. */
export function LinkNote({
  participant,
  link,
  trouble,
  name,
}: {
  participant: ParticipantId;
  link: LinkState;
  trouble: LinkTrouble | null;
  name: string;
}) {
  const text = useText("call");
  const session = useSession();
  if (link === "connected" || link === "unstable") return null;
  return (
    <div className="absolute inset-0 flex flex-col items-center justify-end gap-2 p-3 pb-12 text-center text-on-scrim">
      <div className="flex max-w-full items-center gap-2 rounded-control bg-scrim px-3 py-1.5 text-small">
        <span className="shrink-0">
          <Mark size={18} turning />
        </span>
        <span>
          {link === "connecting" && text("connecting")}
          {link === "reconnecting" && <Reconnecting />}
          {link === "failed" && (
            <>
              {trouble === null ? text("failed", { name }) : text(troubleKeys[trouble], { name })}{" "}
              <CheckLink inText />
            </>
          )}
        </span>
      </div>
      {link === "failed" && (
        <Button look="primary" size="small" onClick={() => session.reconnectNow(participant)}>
          <RotateCw aria-hidden size={16} />
          {text("reconnectNow")}
        </Button>
      )}
    </div>
  );
}

function Reconnecting() {
  const text = useText("call");
  const seconds = useSecondsSinceMount();
  return <span className="tabular-nums">{text("reconnecting", { seconds })}</span>;
}

function useSecondsSinceMount(): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const sinceMs = performance.now();
    const timer = setInterval(
      () => setSeconds(Math.floor((performance.now() - sinceMs) / 1000)),
      1000,
    );
    return () => clearInterval(timer);
  }, []);
  return seconds;
}
