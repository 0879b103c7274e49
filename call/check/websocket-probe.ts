/** Whether a WebSocket to the server opens and carries something: proxies stop the one or the other. */

import { deadline } from "./deadline.ts";
import type { Finding } from "./findings.ts";

const OPEN_WITHIN_MS = 8_000;
const ANSWER_WITHIN_MS = 4_000;
/** Round trips to take the median of. */
const ROUNDS = 3;

/** A socket that was not opened yet, as far as this probe needs it. */
export interface ProbeSocket {
  /** Resolves with `open`, or with why not: `outdated` is the server's own word and so proves the way. */
  open(): Promise<"open" | "outdated" | "failed">;
  /** Resolves with any answer to a question; rejects when none comes in time. */
  ask(withinMs: number): Promise<void>;
  close(): void;
}

export interface WebSocketParts {
  readonly createSocket: () => ProbeSocket;
  /** Milliseconds of a clock that only goes forward. */
  readonly nowMs: () => number;
}

/** `reachable` is whether HTTP got through. Closes its socket; never rejects. */
export async function probeWebSocket(
  parts: WebSocketParts,
  options: { readonly reachable: boolean; readonly signal: AbortSignal },
): Promise<Finding> {
  const socket = parts.createSocket();
  const end = deadline(options.signal, OPEN_WITHIN_MS);
  try {
    const opened = await Promise.race([socket.open(), whenAborted(end.signal)]);
    if (opened === "outdated") return { code: "websocket.outdated" };
    if (opened !== "open") {
      return { code: options.reachable ? "websocket.blocked" : "websocket.unreachable" };
    }
    end.clear();
    const tookMs: number[] = [];
    for (let round = 0; round < ROUNDS && !options.signal.aborted; round += 1) {
      const askedMs = parts.nowMs();
      await socket.ask(ANSWER_WITHIN_MS);
      tookMs.push(parts.nowMs() - askedMs);
    }
    const median = tookMs.sort((one, other) => one - other)[Math.floor(tookMs.length / 2)] ?? 0;
    return { code: "websocket.good", values: { ms: Math.round(median) } };
  } catch {
    return { code: "websocket.mute" };
  } finally {
    end.clear();
    socket.close();
  }
}

function whenAborted(signal: AbortSignal): Promise<"failed"> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve("failed");
    else signal.addEventListener("abort", () => resolve("failed"), { once: true });
  });
}
