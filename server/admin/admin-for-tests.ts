/** What the tests of the administrator's API stand on: a database and rooms in memory, and a browser that calls routes. */

import type { ActiveRoom } from "#protocol/admin.ts";
import { failure, success } from "#protocol/failure.ts";
import { ParticipantId } from "#protocol/ids.ts";
import { RoomCode } from "#protocol/room-code.ts";
import type { AdminSessionRecord, AuditEntry, Database, PastCall } from "#server/db/database.ts";
import type { HttpRequest, HttpResponse } from "#server/http/route.ts";
import { createMeasurements } from "#server/measurements/measurements.ts";
import { noRatings } from "#server/ratings/ratings.ts";
import type { LiveRooms } from "#server/rooms/live-rooms.ts";
import { type Admin, type AdminParts, createAdmin } from "./admin.ts";

export const PASSWORD = "a lamp, a door, a ladder";
export const SIGN_IN_LIMITS = { triesPerAddress: 10, triesInAll: 100, windowMs: 900_000 };
export const NOON_MS = Date.UTC(2027, 0, 4, 12);

export const code = RoomCode.parse("k7mq-4xwd-h2pn");
export const annId = ParticipantId.parse("ann-ann-ann-ann-1");
export const benId = ParticipantId.parse("ben-ben-ben-ben-1");

export function aRoom(): ActiveRoom {
  const person = { joinedAtMs: NOON_MS, browser: "Firefox 153", away: false, route: null };
  return {
    code,
    sinceMs: NOON_MS,
    peakPeople: 2,
    relayedPairs: 0,
    people: [
      { ...person, id: annId, name: "Ann", role: "host" },
      { ...person, id: benId, name: "Ben", role: "guest" },
    ],
  };
}

/** Rooms that say what was done to them. */
export function fakeRooms() {
  let active: ActiveRoom[] = [aRoom()];
  const rooms: LiveRooms = {
    listActive: () => active,
    endRoom: async (wanted) => {
      if (!active.some((room) => room.code === wanted)) {
        return failure("room-unknown", "no such room");
      }
      active = active.filter((room) => room.code !== wanted);
      return success(null);
    },
    removePerson: async (wanted, participant) => {
      const person = active
        .find((room) => room.code === wanted)
        ?.people.find((candidate) => candidate.id === participant);
      if (person === undefined) return failure("peer-gone", "no such person");
      active = active.map((room) => ({
        ...room,
        people: room.people.filter((candidate) => candidate !== person),
      }));
      return success({ name: person.name });
    },
  };
  return rooms;
}

export function fakeDatabase() {
  const sessions = new Map<string, AdminSessionRecord>();
  const audit: AuditEntry[] = [];
  const past: PastCall[] = [];
  const searches: string[] = [];
  const database: Pick<Database, "admin" | "calls" | "journal"> = {
    admin: {
      createSession: async (session) => void sessions.set(session.tokenHash, session),
      findSession: async (hash, nowMs) => {
        const session = sessions.get(hash);
        return session !== undefined && nowMs < session.expiresAtMs ? session : null;
      },
      deleteSession: async (hash) => void sessions.delete(hash),
      addAudit: async (entry) => void audit.unshift(entry),
      listAudit: async (limit) => audit.slice(0, limit),
    },
    calls: {
      listOpen: async () => [],
      listPast: async ({ limit, search }) => {
        searches.push(search);
        return past.slice(0, limit);
      },
    },
    journal: { record: () => undefined, flush: async () => undefined },
  };
  return { database, sessions, audit, past, searches };
}

/** Everything that was logged, as text: for asserting what is not in it. */
export function fakeLog() {
  const lines: string[] = [];
  const write = (fields: object, message: string) => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  return { lines, log: { info: write, warn: write, error: write } };
}

function matchPath(pattern: string, path: string): Record<string, string> | null {
  const named = pattern.replace(/:(\w+)/g, "(?<$1>[^/]+)");
  const match = new RegExp(`^${named}$`).exec(path);
  return match === null ? null : { ...match.groups };
}

export type RequestOverrides = Partial<HttpRequest> & { readonly body?: unknown };

/** A browser on the administrator's own page: it keeps the cookie, and sends what such a page sends. */
export function aBrowser(admin: Admin) {
  let cookies: Record<string, string> = {};

  async function call(
    method: "GET" | "POST" | "DELETE",
    target: string,
    overrides: RequestOverrides = {},
  ): Promise<HttpResponse> {
    const url = new URL(target, "http://localhost");
    const { body, ...rest } = overrides;
    const request: HttpRequest = {
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: method === "GET" ? {} : { "content-type": "application/json" },
      cookies,
      address: "203.0.113.7",
      baseUrl: "http://localhost:4000",
      secureContext: true,
      https: true,
      origin: method === "GET" ? "none" : "same",
      json: async () => body,
      ...rest,
    };
    for (const route of admin.routes) {
      const params = route.method === method ? matchPath(route.path, url.pathname) : null;
      if (params === null) continue;
      const response = await route.handle(request, params);
      keep(response);
      return response;
    }
    throw new Error(`no route for ${method} ${target}`);
  }

  function keep(response: HttpResponse): void {
    const { "set-cookie": header } = response.headers ?? {};
    if (typeof header !== "string") return;
    const [name = "", value = ""] = header.split(";")[0]?.split("=") ?? [];
    cookies = { ...cookies, [name]: value };
  }

  return {
    call,
    signIn: (overrides: RequestOverrides = {}) =>
      call("POST", "/api/admin/session", { body: { password: PASSWORD }, ...overrides }),
    cookies: () => cookies,
    plant: (name: string, value: string) => {
      cookies = { ...cookies, [name]: value };
    },
  };
}

export function anAdmin(overrides: Partial<AdminParts> = {}) {
  const { database, ...stored } = fakeDatabase();
  const { lines, log } = fakeLog();
  const rooms = fakeRooms();
  const clock = { nowMs: NOON_MS };
  const admin = createAdmin({
    config: { adminPassword: PASSWORD, dataDir: "/nowhere" },
    signIn: SIGN_IN_LIMITS,
    database,
    rooms,
    log,
    nowMs: () => clock.nowMs,
    baseUrl: () => "http://localhost:4000",
    relay: "none",
    publicStun: false,
    measurements: createMeasurements(NOON_MS).read,
    ratings: () => noRatings(NOON_MS),
    ...overrides,
  });
  return { admin, rooms, clock, lines, ...stored };
}
