/** What follows when the server refuses a seat that this tab had. Pure. */

import type { Failure } from "#protocol/failure.ts";
import type { EndReason } from "#protocol/room.ts";

export type AfterRefusal =
  | { readonly step: "retry"; readonly delayMs: number }
  | { readonly step: "end"; readonly reason: EndReason; readonly canRejoin: boolean }
  /** Back before joining, where the refusal is shown and can be acted upon. */
  | { readonly step: "visit" };

const RETRY_MS = 1_000;
/** A server that counts lookups asks for long pauses; a call should not wait for all of it. */
const RETRY_MAX_MS = 15_000;

/** Judges a refused attempt to take a seat again, after a lost socket, a reload or a restart of the server. */
export function afterRefusal(refusal: Failure): AfterRefusal {
  switch (refusal.code) {
    case "unavailable":
    case "rate-limited":
    case "not-joined":
      return { step: "retry", delayMs: Math.min(refusal.retryAfterMs ?? RETRY_MS, RETRY_MAX_MS) };
    case "removed":
      return { step: "end", reason: "removed", canRejoin: false };
    case "room-closed":
    case "room-unknown":
    case "forbidden":
      return { step: "end", reason: "room-ended", canRejoin: false };
    default:
      return { step: "visit" };
  }
}
