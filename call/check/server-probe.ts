/** Whether the server answers over HTTP; the answer brings what the other steps try. */

import type { Failure } from "#protocol/failure.ts";
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

  const servers = readServers(body);
  if (response.status === 200 && servers !== null) {
    return { finding: { code: parts.isHttps ? "server.good" : "server.plain", values }, servers };
  }
  // Nobody else answers in our shape: a sign-in page of a hotel, a proxy's refusal and its error page do not.
  const refused = readFailure(body);
  if (refused === null) return none({ code: "server.intercepted" });
  const { code, retryAfterMs = 0 } = refused;
  if (code === "rate-limited") {
    const minutes = Math.max(1, Math.ceil(retryAfterMs / 60_000));
    return none({ code: "server.limited", values: { minutes } });
  }
  return none({ code: code === "forbidden" ? "server.otherName" : "server.faulty" });
}

// Read by hand, as on the home page: the library of the schemas would weigh ten times what a check does. A test holds
// both to the same answers.

/** The servers of a `CheckReply`; null for anything else. */
function readServers(body: unknown): readonly IceServer[] | null {
  const { servers } = fieldsOf(fieldsOf(body)["ice"]);
  if (!Array.isArray(servers)) return null;
  const read: IceServer[] = [];
  for (const server of servers) {
    const { urls, username, credential } = fieldsOf(server);
    if (!Array.isArray(urls) || !urls.every((url) => typeof url === "string")) return null;
    read.push({
      urls,
      ...(typeof username === "string" && { username }),
      ...(typeof credential === "string" && { credential }),
    });
  }
  return read;
}

/** What matters of a `Failure`; null for anything else. */
function readFailure(body: unknown): { code: string; retryAfterMs?: number } | null {
  const { ok, code, retryAfterMs } = fieldsOf(body) satisfies Partial<
    Record<keyof Failure, unknown>
  >;
  if (ok !== false || typeof code !== "string") return null;
  return typeof retryAfterMs === "number" ? { code, retryAfterMs } : { code };
}

/** The fields of what may be an object. */
function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function none(finding: Finding): ServerFinding {
  return { finding, servers: null };
}
