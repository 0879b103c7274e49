/** The administrator's API behind the true server and over the true database: what no fake can show. */

import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AdminOverview, Measurements, PastCalls } from "#protocol/admin.ts";
import {
  type Caller,
  join,
  nextNotice,
  type RunningApp,
  startApp,
  ask as tell,
} from "#server/app-for-tests.ts";
import { createMeasurements } from "#server/measurements/measurements.ts";
import { createRatings } from "#server/ratings/ratings.ts";
import { type Admin, type AdminParts, createAdmin } from "./admin.ts";
import { PASSWORD, SIGN_IN_LIMITS } from "./admin-for-tests.ts";
import { SESSION_COOKIE } from "./sessions.ts";

const measurements = createMeasurements(Date.now());
const ratings = createRatings(Date.now());
let running: RunningApp;
let admin: Admin;
let code: string;
let ann: Caller;
let ben: Caller;

/** The server's database, which is open only after its routes are named. */
const database: AdminParts["database"] = {
  admin: {
    createSession: (session) => running.database.admin.createSession(session),
    findSession: (hash, nowMs) => running.database.admin.findSession(hash, nowMs),
    deleteSession: (hash) => running.database.admin.deleteSession(hash),
    addAudit: (entry) => running.database.admin.addAudit(entry),
    listAudit: (limit) => running.database.admin.listAudit(limit),
  },
  calls: {
    listOpen: () => running.database.calls.listOpen(),
    listPast: (query) => running.database.calls.listPast(query),
  },
  journal: {
    record: (event) => running.database.journal.record(event),
    flush: (timeoutMs) => running.database.journal.flush(timeoutMs),
  },
};

beforeAll(async () => {
  running = await startApp({
    measurements,
    routes: (rooms) => {
      const quiet = () => undefined;
      admin = createAdmin({
        config: { adminPassword: PASSWORD, dataDir: "/nowhere" },
        signIn: SIGN_IN_LIMITS,
        database,
        rooms,
        log: { info: quiet, warn: quiet, error: quiet },
        nowMs: Date.now,
        baseUrl: () => running.origin,
        relay: "none",
        publicStun: false,
        measurements: measurements.read,
        ratings: ratings.read,
      });
      return admin.routes;
    },
  });
});

afterAll(async () => {
  admin.close();
  await running.stop();
});

beforeEach(async () => {
  ({ code } = await running.createRoom());
  ann = await running.connect();
  ben = await running.connect();
  await join(ann, code, { name: "Ann" });
  await join(ben, code, { name: "<img src=x onerror=alert(1)>" });
});

/** As a page of this server asks; `cookie` is what signing in gave. */
function ask(method: string, path: string, cookie: string | null, body?: unknown) {
  return fetch(`${running.origin}/api/admin/${path}`, {
    method,
    headers: {
      ...(method === "GET" ? {} : { "content-type": "application/json", origin: running.origin }),
      ...(cookie === null ? {} : { cookie }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function signIn(): Promise<string> {
  const response = await ask("POST", "session", null, { password: PASSWORD });
  expect(response.status).toBe(204);
  return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

async function overview(cookie: string): Promise<AdminOverview> {
  return AdminOverview.parse(await (await ask("GET", "overview", cookie)).json());
}

describe("an administrator", () => {
  it("sees a room and its people, ends it, and finds it in the past calls and the audit", async () => {
    const cookie = await signIn();
    const before = (await overview(cookie)).rooms.find((room) => room.code === code);
    expect(before?.people.map(({ name, role }) => [name, role])).toEqual([
      ["Ann", "host"],
      ["<img src=x onerror=alert(1)>", "guest"],
    ]);
    const told = nextNotice(ben, "session:end");

    expect((await ask("POST", `rooms/${code}/end`, cookie)).status).toBe(204);

    expect(await told).toMatchObject({ reason: "room-ended" });
    const after = await overview(cookie);
    expect(after.rooms.some((room) => room.code === code)).toBe(false);
    expect(after.audit[0]).toMatchObject({ action: "end-room", code });
    const past = await ask("GET", `calls?search=${code.replaceAll("-", "")}`, cookie);
    expect(PastCalls.parse(await past.json()).calls).toMatchObject([{ code, peakPeople: 2 }]);
  });

  it("removes one person and leaves the other", async () => {
    const cookie = await signIn();
    const room = (await overview(cookie)).rooms.find((candidate) => candidate.code === code);
    const person = room?.people.find(({ name }) => name === "Ann");

    const response = await ask("POST", `rooms/${code}/people/${person?.id}/remove`, cookie);

    expect(response.status).toBe(204);
    const after = await overview(cookie);
    const left = after.rooms.find((candidate) => candidate.code === code)?.people;
    expect(left?.map(({ name }) => name)).toEqual(["<img src=x onerror=alert(1)>"]);
    expect(after.audit[0]).toMatchObject({ action: "remove-person", code, subject: "Ann" });
  });

  it("[A4] reads how people found their calls", async () => {
    const before = (await overview(await signIn())).ratings;
    ratings.add({ stars: 3, problems: ["dropped"] });

    const after = (await overview(await signIn())).ratings;

    expect(after.count).toBe(before.count + 1);
    expect(after.stars).toBe(before.stars + 3);
    expect(after.problems.dropped).toBe(before.problems.dropped + 1);
    expect((await ask("GET", "overview", null)).status).toBe(401);
  });

  it("[A3] reads what calls were like, and nothing of whose they were", async () => {
    const told = await ask("GET", "measurements", null);
    expect(told.status).toBe(401);
    const before = Measurements.parse(
      await (await ask("GET", "measurements", await signIn())).json(),
    );
    const sent = await tell(ann, "call:measure", {
      joinMs: 420,
      firstFrameMs: 790,
      faults: [{ detectMs: 640, healMs: 310, healedBy: "fast", level: 0 }],
      routes: { direct: 2, relay: 0 },
      qualities: { good: 2, fair: 0, poor: 0, lost: 0 },
    });
    expect(sent).toEqual({ ok: true, value: {} });

    const answer = await ask("GET", "measurements", await signIn());

    const text = await answer.text();
    const after = Measurements.parse(JSON.parse(text));
    expect(after.messages).toBe(before.messages + 1);
    expect(after.healMs.fast.count).toBe(before.healMs.fast.count + 1);
    expect(after.qualities.good).toBe(before.qualities.good + 2);
    expect(text).not.toContain(code);
    expect(text).not.toContain("Ann");
  });

  it("is signed out for good: a copy of the cookie opens nothing", async () => {
    const cookie = await signIn();

    expect((await ask("DELETE", "session", cookie)).status).toBe(204);

    expect((await ask("GET", "overview", cookie)).status).toBe(401);
  });
});

describe("ways around the check (row 41)", () => {
  /** As it is, without the tidying that fetch() and URL do. */
  function raw(path: string, headers: Record<string, string>): Promise<[number, string]> {
    return new Promise((resolve, reject) => {
      const sent = httpRequest(
        { port: running.port, host: "127.0.0.1", path, headers },
        (answer) => {
          let text = "";
          answer.setEncoding("utf8");
          answer.on("data", (chunk) => {
            text += chunk;
          });
          answer.on("end", () => resolve([answer.statusCode ?? 0, text]));
        },
      );
      sent.on("error", reject);
      sent.end();
    });
  }

  const paths = [
    "/api/admin/overview",
    "/api/admin/overview/",
    "//api/admin/overview",
    "/api//admin/overview",
    "/%61pi/admin/overview",
    "/api/%61dmin/overview",
    "/api/admin/%6fverview",
    "/api/admin%2foverview",
    "/api/x/../admin/overview",
    "/api/admin/overview.rsc",
    "/api/admin/overview?_rsc=1",
    "/api/admin/calls",
    "/_next/data/build/admin.json",
    "/api/admin/overview;x",
    "/API/ADMIN/OVERVIEW",
    "http://127.0.0.1/api/admin/overview",
  ];
  const headerSets: Record<string, string>[] = [
    {},
    { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" },
    { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" },
    { "x-forwarded-host": "localhost", "x-forwarded-for": "127.0.0.1", "x-original-url": "/" },
    { "x-http-method-override": "GET", "x-rewrite-url": "/api/admin/overview" },
    { cookie: `${SESSION_COOKIE}=${"A".repeat(43)}` },
    { authorization: "Basic YWRtaW46YWRtaW4=" },
  ];

  it.each(paths)("%s tells nobody anything without a session", async (path) => {
    for (const headers of headerSets) {
      const [status, text] = await raw(path, headers);

      // The stand-in for pages answers with the path that it was asked for: no page, and no room.
      expect(text).not.toContain(code);
      expect(text).not.toContain("Ann");
      if (!text.startsWith("page ")) expect([400, 401, 404]).toContain(status);
    }
  });
});

describe("a write from elsewhere (row 36)", () => {
  it.each([["http://evil.test"], ["null"], [undefined]])(
    "with the Origin %s changes nothing, cookie or not",
    async (origin) => {
      const cookie = await signIn();

      for (const carried of [{ cookie }, {}]) {
        const response = await fetch(`${running.origin}/api/admin/rooms/${code}/end`, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            ...carried,
            ...(origin === undefined ? {} : { origin }),
          },
        });
        expect(response.status).toBe(403);
      }

      const { rooms } = await overview(cookie);
      expect(rooms.some((room) => room.code === code)).toBe(true);
    },
  );
});
