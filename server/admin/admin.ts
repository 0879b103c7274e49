/**
 * The administrator's HTTP API, `/api/admin/…`; its shapes are in protocol/admin.ts. Each handler asks for the session
 * itself, and each write for the page's own Origin: nothing in front of them is relied on for that.
 */

import type { z } from "zod/mini";
import {
  type AdminOverview,
  type AdminSession,
  type Measurements,
  type PastCalls,
  type Ratings,
  SignInRequest,
} from "#protocol/admin.ts";
import { type Failure, type FailureCode, failure } from "#protocol/failure.ts";
import { ParticipantId } from "#protocol/ids.ts";
import { parseRoomCode } from "#protocol/room-code.ts";
import type { AuditEntry, Database } from "#server/db/database.ts";
import { type HttpRequest, type HttpResponse, type Route, refusal } from "#server/http/route.ts";
import { hashRoom, type Log } from "#server/log.ts";
import type { LiveRooms } from "#server/rooms/live-rooms.ts";
import {
  createLinkFile,
  createOneTimeCode,
  LINK_LIFETIME_MS,
  oneTimeAddress,
} from "./one-time-link.ts";
import { createPasswordCheck } from "./password.ts";
import { createAdminSessions } from "./sessions.ts";
import { createSignInThrottle, type SignInLimits } from "./sign-in-throttle.ts";

const AUDIT_ROWS = 100;
const PAST_CALLS = 100;
const MAX_SEARCH_LENGTH = 64;
/** How long a list of past calls waits for calls that ended a moment ago to be written. */
const JOURNAL_WAIT_MS = 1000;

export interface AdminParts {
  readonly config: {
    /** Null: sign-in is by a one-time link. */
    readonly adminPassword: string | null;
    readonly dataDir: string;
  };
  /** How often somebody may try to sign in. */
  readonly signIn: SignInLimits;
  readonly database: Pick<Database, "admin" | "calls" | "journal">;
  readonly rooms: LiveRooms;
  readonly log: Pick<Log, "info" | "warn" | "error">;
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
  /**
   * This server's address for a browser on the operator's machine, without a trailing slash. Asked whenever a link is
   * made, since the port may be known only after the server listens.
   */
  readonly baseUrl: () => string;
  /**
   * Shows a line to the person at the terminal, and writes it nowhere else. Absent where there is no terminal: links
   * are then written to a file in `dataDir`.
   */
  readonly announce?: (text: string) => void;
  readonly relay: AdminOverview["relay"];
  readonly publicStun: boolean;
  /** What browsers told of calls, added up. */
  readonly measurements: () => Measurements;
  /** How people found their calls, added up. */
  readonly ratings: () => Ratings;
}

export interface Admin {
  readonly routes: readonly Route[];
  /**
   * Makes a new one-time link (the one before is void) and returns it; null where a password is set. Without a
   * terminal it is also written to the file, and again whenever it expires unspent. The caller may show the link on a
   * terminal and must log it nowhere. Rejects when the file cannot be written.
   */
  oneTimeLink(): Promise<string | null>;
  /** Stops renewing the link and removes its file. */
  close(): void;
}

const statusOf: Partial<Record<FailureCode, number>> = {
  invalid: 400,
  forbidden: 403,
  "room-unknown": 404,
  "peer-gone": 404,
  "rate-limited": 429,
  unavailable: 503,
};

function refused(reason: Failure): HttpResponse {
  return refusal(statusOf[reason.code] ?? 409, reason);
}

const notSignedIn = refusal(401, failure("forbidden", "not signed in as administrator"));
const noSuchRoom = failure("room-unknown", "no room with this code is active");

/** Says why a request that changes something is not taken for the administrator's own; null when it is. */
function foreignWrite(request: HttpRequest): HttpResponse | null {
  const site = request.headers["sec-fetch-site"];
  // Older browsers do not send Sec-Fetch-Site; all of them send Origin with a write.
  if (request.origin !== "same" || (site !== undefined && site !== "same-origin")) {
    return refusal(403, failure("forbidden", "the request does not come from this server's page"));
  }
  // A form of another site can send no JSON without asking first (CORS preflight), which is never granted.
  const contentType = request.headers["content-type"] ?? "";
  if (!/^application\/json\s*(;|$)/i.test(contentType)) {
    return refusal(415, failure("invalid", "the content type must be application/json"));
  }
  return null;
}

function isSecure(request: HttpRequest): boolean {
  return request.https || request.secureContext;
}

/** Builds the API. `close` must be called when the server stops. */
export function createAdmin(parts: AdminParts): Admin {
  const { config, database, rooms, log, nowMs, announce } = parts;
  const sessions = createAdminSessions(database.admin, nowMs);
  const throttle = createSignInThrottle(parts.signIn);
  const isPassword =
    config.adminPassword === null ? null : createPasswordCheck(config.adminPassword);
  const oneTimeCode = createOneTimeCode(nowMs);
  const linkFile = createLinkFile(config.dataDir);
  let renewal: NodeJS.Timeout | undefined;

  async function issueLink(): Promise<string> {
    clearTimeout(renewal);
    const link = oneTimeAddress(parts.baseUrl(), oneTimeCode.issue());
    if (announce === undefined) {
      await linkFile.write(link);
      renewal = setTimeout(() => {
        issueLink().catch((error: unknown) => {
          log.error({ error }, "the administrator's one-time link could not be renewed");
        });
      }, LINK_LIFETIME_MS);
      // A process that has nothing else to do may end.
      renewal.unref();
    }
    return link;
  }

  function dropLink(): void {
    clearTimeout(renewal);
    try {
      linkFile.remove();
    } catch (error) {
      log.warn({ error }, "the file of a void one-time link could not be removed");
    }
  }

  async function requireSession(request: HttpRequest): Promise<HttpResponse | null> {
    return (await sessions.isSignedIn(request)) ? null : notSignedIn;
  }

  function audit(
    action: AuditEntry["action"],
    about: { code?: string; subject?: string } = {},
  ): Promise<void> {
    return database.admin.addAudit({
      atMs: nowMs(),
      action,
      code: about.code ?? null,
      subject: about.subject ?? null,
    });
  }

  /** A secret of the kind that this server does not use is a wrong one. */
  async function isRight(secret: z.infer<typeof SignInRequest>): Promise<boolean> {
    if ("password" in secret) return isPassword !== null && (await isPassword(secret.password));
    return isPassword === null && oneTimeCode.spend(secret.oneTimeCode);
  }

  async function getSession(request: HttpRequest): Promise<HttpResponse> {
    const session: AdminSession = {
      signedIn: await sessions.isSignedIn(request),
      method: isPassword === null ? "one-time-link" : "password",
      insecure: !isSecure(request),
    };
    return { status: 200, json: session };
  }

  async function signIn(request: HttpRequest): Promise<HttpResponse> {
    const foreign = foreignWrite(request);
    if (foreign !== null) return foreign;
    if (!isSecure(request)) {
      return refusal(
        403,
        failure("forbidden", "sign-in needs https: over plain http anyone on the way can read it"),
      );
    }
    const secret = SignInRequest.safeParse(await request.json());
    if (!secret.success) {
      return refusal(400, failure("invalid", "the body must be { password } or { oneTimeCode }"));
    }
    const hasSession = await sessions.isSignedIn(request);
    const attempt = await throttle.take(request.address, { hasSession });
    if (!attempt.allowed) {
      log.warn({}, "sign-in of the administrator throttled");
      const { retryAfterMs } = attempt;
      return refused(
        failure("rate-limited", "too many tries to sign in as administrator", { retryAfterMs }),
      );
    }
    if (!(await isRight(secret.data))) {
      log.warn({}, "sign-in of the administrator refused");
      return refusal(401, failure("forbidden", "this is not the administrator's secret"));
    }
    if ("oneTimeCode" in secret.data) dropLink();
    await attempt.succeed();
    // Before the session: nobody is signed in without a row that says so.
    await audit("sign-in");
    const cookie = await sessions.start(request);
    log.info({}, "the administrator signed in");
    return { status: 204, headers: { "set-cookie": cookie } };
  }

  async function signOut(request: HttpRequest): Promise<HttpResponse> {
    const foreign = foreignWrite(request);
    if (foreign !== null) return foreign;
    const denied = await requireSession(request);
    if (denied !== null) return denied;
    const cookie = await sessions.end(request);
    await audit("sign-out");
    log.info({}, "the administrator signed out");
    return { status: 204, headers: { "set-cookie": cookie } };
  }

  /** Open to anyone, since whoever needs it is not signed in: what it makes is shown on the server's own machine only. */
  async function askForLink(request: HttpRequest): Promise<HttpResponse> {
    const foreign = foreignWrite(request);
    if (foreign !== null) return foreign;
    if (isPassword !== null) {
      return refusal(404, failure("invalid", "this server has a password for its administrator"));
    }
    // A live link stays: otherwise anyone could make it void again and again.
    if (!oneTimeCode.isLive()) {
      const link = await issueLink();
      announce?.(`A new link to the administrator's page, to be used once and soon:\n  ${link}`);
    }
    return { status: 204 };
  }

  async function getOverview(request: HttpRequest): Promise<HttpResponse> {
    const denied = await requireSession(request);
    if (denied !== null) return denied;
    const overview: AdminOverview = {
      nowMs: nowMs(),
      rooms: rooms.listActive(),
      relay: parts.relay,
      publicStun: parts.publicStun,
      ratings: parts.ratings(),
      audit: await database.admin.listAudit(AUDIT_ROWS),
    };
    return { status: 200, json: overview };
  }

  async function getCalls(request: HttpRequest): Promise<HttpResponse> {
    const denied = await requireSession(request);
    if (denied !== null) return denied;
    const search = (request.query.get("search") ?? "").trim();
    if (search.length > MAX_SEARCH_LENGTH) {
      return refusal(400, failure("invalid", "the search text is too long"));
    }
    // The journal writes behind; a slow database still gets a list, without what ended just now.
    await database.journal.flush(JOURNAL_WAIT_MS).catch(() => undefined);
    const past = await database.calls.listPast({ limit: PAST_CALLS, search });
    const calls: PastCalls["calls"] = past.flatMap((call) =>
      call.endedAtMs === null
        ? []
        : [
            {
              id: call.callId,
              code: call.code,
              startedAtMs: call.startedAtMs,
              endedAtMs: call.endedAtMs,
              peakPeople: call.peakPeople,
              people: call.participations,
            },
          ],
    );
    return { status: 200, json: { calls } satisfies PastCalls };
  }

  async function getMeasurements(request: HttpRequest): Promise<HttpResponse> {
    const denied = await requireSession(request);
    if (denied !== null) return denied;
    return { status: 200, json: parts.measurements() };
  }

  async function endRoom(
    request: HttpRequest,
    params: Readonly<Record<string, string>>,
  ): Promise<HttpResponse> {
    const foreign = foreignWrite(request);
    if (foreign !== null) return foreign;
    const denied = await requireSession(request);
    if (denied !== null) return denied;
    const { code: written = "" } = params;
    const code = parseRoomCode(written);
    if (code === null) return refused(noSuchRoom);
    const ended = await rooms.endRoom(code);
    if (!ended.ok) return refused(ended);
    await audit("end-room", { code });
    log.info({ room: hashRoom(code) }, "the administrator ended a room");
    return { status: 204 };
  }

  async function removePerson(
    request: HttpRequest,
    params: Readonly<Record<string, string>>,
  ): Promise<HttpResponse> {
    const foreign = foreignWrite(request);
    if (foreign !== null) return foreign;
    const denied = await requireSession(request);
    if (denied !== null) return denied;
    const { code: written = "", id } = params;
    const code = parseRoomCode(written);
    if (code === null) return refused(noSuchRoom);
    const participant = ParticipantId.safeParse(id);
    if (!participant.success) {
      return refused(failure("peer-gone", "nobody with this id is in the room"));
    }
    const removed = await rooms.removePerson(code, participant.data);
    if (!removed.ok) return refused(removed);
    await audit("remove-person", { code, subject: removed.value.name });
    log.info({ room: hashRoom(code) }, "the administrator removed a person");
    return { status: 204 };
  }

  return {
    routes: [
      { method: "GET", path: "/api/admin/session", handle: getSession },
      { method: "POST", path: "/api/admin/session", handle: signIn },
      { method: "DELETE", path: "/api/admin/session", handle: signOut },
      { method: "POST", path: "/api/admin/link", handle: askForLink },
      { method: "GET", path: "/api/admin/overview", handle: getOverview },
      { method: "GET", path: "/api/admin/calls", handle: getCalls },
      { method: "GET", path: "/api/admin/measurements", handle: getMeasurements },
      { method: "POST", path: "/api/admin/rooms/:code/end", handle: endRoom },
      { method: "POST", path: "/api/admin/rooms/:code/people/:id/remove", handle: removePerson },
    ],
    async oneTimeLink() {
      if (isPassword !== null) {
        // A link from before a password was set is void; its file must not puzzle anyone.
        dropLink();
        return null;
      }
      return issueLink();
    },
    close() {
      dropLink();
    },
  };
}
