/** How far a check has come, as an immutable value for the page to draw. */

import { type Finding, type Outcome, outcomes, type StepId } from "./findings.ts";
import type { NeededAccess } from "./ice-urls.ts";
import type { Verdict } from "./verdict.ts";

export type Step =
  | { readonly state: "waiting" }
  | { readonly state: "running" }
  | { readonly state: "found"; readonly finding: Finding };

export interface CheckState {
  readonly phase: "idle" | "running" | "done";
  readonly steps: Readonly<Record<StepId, Step>>;
  /** What the network has to let out for calls, as far as it is known by now. */
  readonly access: readonly NeededAccess[];
  /** There when the phase is `done`. */
  readonly verdict: Verdict | null;
}

const waiting: Step = { state: "waiting" };

export const idleCheck: CheckState = {
  phase: "idle",
  steps: {
    browser: waiting,
    microphone: waiting,
    camera: waiting,
    server: waiting,
    websocket: waiting,
    stun: waiting,
    relayUdp: waiting,
    relayTcp: waiting,
    relayTls: waiting,
    loop: waiting,
  },
  access: [],
  verdict: null,
};

/** `waiting`, `running`, or how a step came out. */
export function shownState(step: Step): "waiting" | "running" | Outcome {
  return step.state === "found" ? outcomes[step.finding.code] : step.state;
}
