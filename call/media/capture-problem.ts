/** Why the browser gave no track: by the name of its exception, in one table. */

import type { CaptureProblem } from "./local-media.ts";

/** Names of Media Capture and Streams §10.3, and those that older browsers use. */
const PROBLEM_OF_EXCEPTION: Readonly<Record<string, CaptureProblem>> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  PermissionDeniedError: "denied",
  NotFoundError: "missing",
  DevicesNotFoundError: "missing",
  // Every wish but the device is ideal, so what cannot be met is the device that was asked for.
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  TrackStartError: "busy",
  // "Some problem occurred which prevented the device from being used."
  AbortError: "busy",
  TimeoutError: "timed-out",
  NotSupportedError: "unsupported",
  TypeError: "unsupported",
};

/** Reads what getUserMedia threw. What nobody knows is taken for a device that does not answer. */
export function captureProblem(error: unknown): CaptureProblem {
  const name = error instanceof Error ? error.name : (error as { name?: unknown } | null)?.name;
  if (typeof name !== "string" || !Object.hasOwn(PROBLEM_OF_EXCEPTION, name)) return "busy";
  return PROBLEM_OF_EXCEPTION[name] ?? "busy";
}

/** Why this page cannot capture at all; null when it can. Browsers hide `mediaDevices` from insecure pages. */
export function captureObstacle(page: {
  readonly isSecureContext: boolean;
  readonly hasMediaDevices: boolean;
}): CaptureProblem | null {
  if (page.hasMediaDevices) return null;
  return page.isSecureContext ? "unsupported" : "insecure";
}
