/** Whether UDP leaves this network and answers come back, as STUN servers see it. */

import type { Finding } from "./findings.ts";
import { type GatherOptions, gather } from "./gather.ts";

const ANSWER_WITHIN_MS = 5_000;

export type IceParts = Pick<GatherOptions, "createConnection" | "nowMs">;

/** Asks all `urls` at once, as a call does. Never rejects. */
export async function probeStun(
  parts: IceParts,
  options: { readonly urls: readonly string[]; readonly signal: AbortSignal },
): Promise<Finding> {
  if (options.urls.length === 0) return { code: "stun.none" };
  const { result, tookMs, hasUdp, errorCodes } = await gather({
    ...parts,
    configuration: { iceServers: [{ urls: [...options.urls] }] },
    type: "srflx",
    withinMs: ANSWER_WITHIN_MS,
    signal: options.signal,
  });
  if (result === "found") return { code: "stun.good", values: { ms: Math.round(tookMs) } };
  // Browsers leave out an address that is the device's own, so that being done early without an error is an answer.
  const isAnswered = result === "none" && hasUdp && errorCodes.length < options.urls.length;
  return { code: isAnswered ? "stun.direct" : "stun.silent" };
}
