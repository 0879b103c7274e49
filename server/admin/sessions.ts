/** Who is signed in as administrator: a random token in a cookie, its hash in the database. */

import { stringifySetCookie } from "cookie";
import type { Database } from "#server/db/database.ts";
import type { HttpRequest } from "#server/http/route.ts";
import { randomId, sha256 } from "#server/secrets.ts";

export const SESSION_LIFETIME_MS = 12 * 60 * 60_000;
const TOKEN_BYTES = 32;
const TOKEN_PATTERN = /^[A-Za-z0-9_-]{43}$/;

/**
 * `__Host-`: browsers take such a cookie only with `Secure`, `Path=/` and no `Domain`, so neither a neighbouring
 * subdomain nor a page over plain http can plant one. There is no name for plain http: sign-in is refused there.
 */
export const SESSION_COOKIE = "__Host-rondo-admin";

const attributes = {
  name: SESSION_COOKIE,
  httpOnly: true,
  secure: true,
  sameSite: "strict",
  path: "/",
} as const;

/** The token that a request presents, if it has the form of one. */
function presentedToken(request: HttpRequest): string | null {
  const token = request.cookies[SESSION_COOKIE];
  return token !== undefined && TOKEN_PATTERN.test(token) ? token : null;
}

export interface AdminSessions {
  isSignedIn(request: HttpRequest): Promise<boolean>;
  /** Ends the presented session, if any, and starts a new one. Returns the `Set-Cookie` value. */
  start(request: HttpRequest): Promise<string>;
  /** Deletes the presented session, so that its token is worth nothing. Returns the `Set-Cookie` value that clears it. */
  end(request: HttpRequest): Promise<string>;
}

export function createAdminSessions(
  admin: Pick<Database["admin"], "createSession" | "findSession" | "deleteSession">,
  nowMs: () => number,
): AdminSessions {
  async function forget(request: HttpRequest): Promise<void> {
    const token = presentedToken(request);
    if (token !== null) await admin.deleteSession(sha256(token));
  }

  return {
    async isSignedIn(request) {
      const token = presentedToken(request);
      if (token === null) return false;
      const now = nowMs();
      const session = await admin.findSession(sha256(token), now);
      return session !== null && now < session.expiresAtMs;
    },
    async start(request) {
      await forget(request);
      const token = randomId(TOKEN_BYTES);
      const now = nowMs();
      await admin.createSession({
        tokenHash: sha256(token),
        createdAtMs: now,
        expiresAtMs: now + SESSION_LIFETIME_MS,
      });
      return stringifySetCookie({
        ...attributes,
        value: token,
        maxAge: SESSION_LIFETIME_MS / 1000,
      });
    },
    async end(request) {
      await forget(request);
      return stringifySetCookie({ ...attributes, value: "", maxAge: 0 });
    },
  };
}
