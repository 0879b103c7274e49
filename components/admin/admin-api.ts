/** The administrator's API as the page calls it: every answer is a value, checked against its schema. */

import { z } from "zod/mini";
import { AdminOverview, AdminSession, PastCalls, type SignInRequest } from "#protocol/admin.ts";
import { Failure } from "#protocol/failure.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import type { RoomCode } from "#protocol/room-code.ts";

/** Why there is no answer, in the kinds that a person is told apart. */
export type Refusal =
  /** No session, or (at sign-in) a wrong secret. */
  | { readonly ok: false; readonly kind: "signed-out" }
  | { readonly ok: false; readonly kind: "throttled"; readonly retryAfterMs: number }
  /** What the request was about is not there any more. */
  | { readonly ok: false; readonly kind: "gone" }
  /** The network or the server did not answer, or with something unreadable. */
  | { readonly ok: false; readonly kind: "unreachable" | "unavailable" | "refused" };

export type Answer<T> = { readonly ok: true; readonly value: T } | Refusal;

/** A server that says nothing for this long is taken for unreachable. */
const TIMEOUT_MS = 8000;

async function ask<T>(
  method: "GET" | "POST" | "DELETE",
  path: string,
  options: { schema: z.ZodMiniType<T>; body?: unknown; signal?: AbortSignal | undefined },
): Promise<Answer<T>> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const { schema, body, signal } = options;
  try {
    const response = await fetch(`/api/admin/${path}`, {
      method,
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
      cache: "no-store",
      credentials: "same-origin",
      // Also without a body: the server takes writes as JSON only, which other sites cannot send.
      ...(method === "GET" ? {} : { headers: { "content-type": "application/json" } }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) return await refusalOf(response);
    const parsed = schema.safeParse(response.status === 204 ? undefined : await response.json());
    return parsed.success ? { ok: true, value: parsed.data } : { ok: false, kind: "unavailable" };
  } catch {
    // fetch() rejects for the network, the time limit and a stopped page alike.
    return { ok: false, kind: "unreachable" };
  }
}

async function refusalOf(response: Response): Promise<Refusal> {
  const failure = Failure.safeParse(await response.json().catch(() => null));
  switch (response.status) {
    case 401:
      return { ok: false, kind: "signed-out" };
    case 404:
      return { ok: false, kind: "gone" };
    case 429:
      return { ok: false, kind: "throttled", retryAfterMs: failure.data?.retryAfterMs ?? 60_000 };
    default:
      return { ok: false, kind: response.status >= 500 ? "unavailable" : "refused" };
  }
}

/** For answers without a body. */
const nothing = {
  schema: z.pipe(
    z.undefined(),
    z.transform(() => null),
  ),
};

export const adminApi = {
  session: (signal?: AbortSignal) => ask("GET", "session", { schema: AdminSession, signal }),
  signIn: (secret: z.infer<typeof SignInRequest>) =>
    ask("POST", "session", { ...nothing, body: secret }),
  signOut: () => ask("DELETE", "session", nothing),
  newLink: () => ask("POST", "link", nothing),
  overview: (signal?: AbortSignal) => ask("GET", "overview", { schema: AdminOverview, signal }),
  pastCalls: (search: string, signal?: AbortSignal) =>
    ask("GET", `calls?search=${encodeURIComponent(search)}`, { schema: PastCalls, signal }),
  endRoom: (code: RoomCode) => ask("POST", `rooms/${code}/end`, nothing),
  removePerson: (code: RoomCode, person: ParticipantId) =>
    ask("POST", `rooms/${code}/people/${person}/remove`, nothing),
};
