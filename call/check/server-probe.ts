/** Whether the server answers over HTTP; the answer brings what the other steps try. */

import { Failure } from "#protocol/failure.ts";
import { CheckReply } from "#protocol/http.ts";
import type { IceServer } from "#protocol/room.ts";
import { deadline } from "./deadline.ts";
import type { Finding } from "./findings.ts";

const ANSWER_WITHIN_MS = 10_000;

export interface ServerParts {
  readonly fetch: typeof fetch;
  readonly isHttps: boolean;
  /** Milliseconds of a clock that only goes forward. */
  readonly nowMs: () => number;
}

export interface ServerFinding {
  readonly finding: Finding;
  /** Null where the server told of none, for whatever reason. */
  readonly servers: readonly IceServer[] | null;
}

/** Asks once, and waits some seconds. Never rejects; when `signal` ends it, the finding means nothing. */
export async function probeServer(parts: ServerParts, signal: AbortSignal): Promise<ServerFinding> {
  const end = deadline(signal, ANSWER_WITHIN_MS);
  const startedMs = parts.nowMs();
  let response: Response;
  let body: unknown;
  try {
    response = await parts.fetch("/api/check", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
      signal: end.signal,
    });
    body = await response.json().catch(() => null);
  } catch {
    return none({ code: "server.unreachable" });
  } finally {
    end.clear();
  }
  const values = { ms: Math.round(parts.nowMs() - startedMs) };

  const reply = CheckReply.safeParse(body);
  if (response.status === 200 && reply.success) {
    return {
      finding: { code: parts.isHttps ? "server.good" : "server.plain", values },
      servers: reply.data.ice.servers,
    };
  }
  // Nobody else answers in our shape: a sign-in page of a hotel, a proxy's refusal and its error page do not.
  const refused = Failure.safeParse(body);
  if (!refused.success) return none({ code: "server.intercepted" });
  const { code, retryAfterMs = 0 } = refused.data;
  if (code === "rate-limited") {
    const minutes = Math.max(1, Math.ceil(retryAfterMs / 60_000));
    return none({ code: "server.limited", values: { minutes } });
  }
  return none({ code: code === "forbidden" ? "server.otherName" : "server.faulty" });
}

function none(finding: Finding): ServerFinding {
  return { finding, servers: null };
}
