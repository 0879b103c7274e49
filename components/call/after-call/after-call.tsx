"use client";

import type { CallPhase, StaySummary } from "#call/call-state.ts";
import { Rating } from "./rating.tsx";
import { Summary } from "./summary.tsx";

type Ended = Extract<CallPhase, { kind: "ended" }>;

/** Whoever was sent out is asked for no opinion. */
const ASKED: ReadonlySet<Ended["reason"]> = new Set(["left", "ended-by-host", "room-ended"]);

/** What can be done once the call is over and nothing hurries any more. */
export function AfterCall({
  reason,
  durationMs,
  summary,
}: Pick<Ended, "reason" | "durationMs"> & { summary: StaySummary }) {
  return (
    <div className="mx-auto flex w-full max-w-lg animate-appear flex-col gap-6 pb-12">
      {ASKED.has(reason) && <Rating />}
      <Summary durationMs={durationMs} summary={summary} />
    </div>
  );
}
