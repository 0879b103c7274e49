import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AdminOverview, AdminSession, PastCalls } from "#protocol/admin.ts";
import { noRatings } from "#server/ratings/ratings.ts";
import {
  aBrowser,
  anAdmin,
  annId,
  aRoom,
  code,
  fakeDatabase,
  NOON_MS,
  PASSWORD,
  SIGN_IN_LIMITS,
} from "./admin-for-tests.ts";
import { LINK_LIFETIME_MS } from "./one-time-link.ts";
import { SESSION_COOKIE, SESSION_LIFETIME_MS } from "./sessions.ts";

const guarded = [
  ["DELETE", "/api/admin/session"],
  ["GET", "/api/admin/overview"],
  ["GET", "/api/admin/calls?search=k7mq"],
  ["GET", "/api/admin/measurements"],
  ["POST", `/api/admin/rooms/${code}/end`],
  ["POST", `/api/admin/rooms/${code}/people/${annId}/remove`],
] as const;

const writes = [
  ["POST", "/api/admin/session"],
  ["DELETE", "/api/admin/session"],
  ["POST", "/api/admin/link"],
  ["POST", `/api/admin/rooms/${code}/end`],
  ["POST", `/api/admin/rooms/${code}/people/${annId}/remove`],
] as const;

describe("without a session", () => {
  it.each(guarded)("%s %s answers 401, tells nothing and changes nothing", async (method, path) => {
    const { admin, rooms, audit, searches } = anAdmin();
    const outsider = aBrowser(admin);

    const response = await outsider.call(method, path);

    expect(response.status).toBe(401);
    expect(JSON.stringify(response)).not.toContain(code);
    expect(rooms.listActive()).toEqual([aRoom()]);
    expect([audit, searches]).toEqual([[], []]);
  });

  it.each([
    ["a made-up token", "A".repeat(43)],
    ["an empty token", ""],
    ["a token with markup", `"><script>`],
    ["a token of any length", "A".repeat(100_000)],
  ])("%s is no session", async (_, token) => {
    const { admin } = anAdmin();
    const outsider = aBrowser(admin);
    outsider.plant(SESSION_COOKIE, token);

    expect((await outsider.call("GET", "/api/admin/overview")).status).toBe(401);
  });

  it("the session endpoint says how to sign in", async () => {
    const { admin } = anAdmin();

    const response = await aBrowser(admin).call("GET", "/api/admin/session");

    expect(response.status).toBe(200);
    expect(AdminSession.parse(response.json)).toEqual({
      signedIn: false,
      method: "password",
      insecure: false,
    });
  });
});

describe("writes from elsewhere (row 36)", () => {
  const foreign = [
    ["without an Origin", { origin: "none" }],
    [
      "from another site by Fetch Metadata",
      { headers: { "content-type": "application/json", "sec-fetch-site": "cross-site" } },
    ],
    [
      "from a neighbouring subdomain",
      { headers: { "content-type": "application/json", "sec-fetch-site": "same-site" } },
    ],
  ] as const;

  for (const [method, path] of writes) {
    it.each(foreign)(`${method} ${path} %s is refused and changes nothing`, async (_, how) => {
      const { admin, rooms, audit, sessions } = anAdmin();
      const ann = aBrowser(admin);
      await ann.signIn();
      const before = [[...sessions.keys()], [...audit]];

      const response = await ann.call(method, path, { body: { password: PASSWORD }, ...how });

      expect(response.status).toBe(403);
      expect(response.headers).not.toHaveProperty("set-cookie");
      expect([[...sessions.keys()], audit]).toEqual(before);
      expect(rooms.listActive()).toEqual([aRoom()]);
    });

    it.each([
      "application/x-www-form-urlencoded",
      "text/plain",
      "multipart/form-data; boundary=x",
      "text/plain; application/json",
      undefined,
    ])(`${method} ${path} with the content type %s is refused`, async (contentType) => {
      const { admin, rooms, sessions } = anAdmin();
      const ann = aBrowser(admin);
      await ann.signIn();
      const before = [...sessions.keys()];

      const headers = contentType === undefined ? {} : { "content-type": contentType };
      const response = await ann.call(method, path, { body: { password: PASSWORD }, headers });

      expect(response.status).toBe(415);
      expect([...sessions.keys()]).toEqual(before);
      expect(rooms.listActive()).toEqual([aRoom()]);
    });
  }
});

describe("guessing the password (row 37)", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], now: NOON_MS });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("evaluates a few tries of one address, whatever it says of itself, then answers 429", async () => {
    const { admin } = anAdmin();
    const outsider = aBrowser(admin);
    const statuses: number[] = [];

    for (let round = 0; round < 100; round += 1) {
      const response = await outsider.signIn({
        body: { password: `guess ${round}` },
        headers: {
          "content-type": "application/json",
          "x-forwarded-for": `198.51.100.${round}`,
          forwarded: `for=198.51.100.${round}`,
          "x-real-ip": `198.51.100.${round}`,
        },
      });
      statuses.push(response.status);
      if (response.status === 429) {
        expect(Number(response.headers?.["retry-after"])).toBeGreaterThan(0);
      }
    }

    expect(statuses.filter((status) => status === 401)).toHaveLength(
      SIGN_IN_LIMITS.triesPerAddress,
    );
    expect(statuses.filter((status) => status === 429)).toHaveLength(
      100 - SIGN_IN_LIMITS.triesPerAddress,
    );
  });

  it("refuses a made-up user name without evaluating anything", async () => {
    const { admin } = anAdmin();

    const response = await aBrowser(admin).signIn({
      body: { username: "ann", password: PASSWORD },
    });

    expect(response.status).toBe(400);
  });

  it("does not evaluate the right password while the address is throttled", async () => {
    const { admin, sessions } = anAdmin();
    const ann = aBrowser(admin);
    for (let round = 0; round < SIGN_IN_LIMITS.triesPerAddress; round += 1) {
      await ann.signIn({ body: { password: "wrong" } });
    }

    expect((await ann.signIn()).status).toBe(429);
    expect(sessions.size).toBe(0);
  });

  it("evaluates again after the time that Retry-After names", async () => {
    const { admin } = anAdmin();
    const ann = aBrowser(admin);
    for (let round = 0; round < SIGN_IN_LIMITS.triesPerAddress; round += 1) {
      await ann.signIn({ body: { password: "wrong" } });
    }
    const throttled = await ann.signIn();

    vi.advanceTimersByTime(Number(throttled.headers?.["retry-after"]) * 1000);

    expect((await ann.signIn()).status).toBe(204);
  });

  it("counts tries at once, not when their answers come", async () => {
    const { admin } = anAdmin();
    const outsider = aBrowser(admin);

    const answers = await Promise.all(
      Array.from({ length: 30 }, () => outsider.signIn({ body: { password: "wrong" } })),
    );

    expect(answers.filter(({ status }) => status === 401)).toHaveLength(
      SIGN_IN_LIMITS.triesPerAddress,
    );
  });

  it("throttles codes of one-time links in the same way", async () => {
    const { admin } = anAdmin({ config: { adminPassword: null, dataDir: "/nowhere" } });
    const outsider = aBrowser(admin);
    const statuses: number[] = [];

    for (let round = 0; round < SIGN_IN_LIMITS.triesPerAddress + 1; round += 1) {
      statuses.push((await outsider.signIn({ body: { oneTimeCode: `guess ${round}` } })).status);
    }

    expect(statuses.slice(0, -1)).toEqual(
      Array.from({ length: SIGN_IN_LIMITS.triesPerAddress }, () => 401),
    );
    expect(statuses.at(-1)).toBe(429);
  });
});

describe("sessions (row 40)", () => {
  it("starts with an unguessable cookie of which the database keeps only a hash", async () => {
    const { admin, sessions, audit } = anAdmin();
    const ann = aBrowser(admin);

    const response = await ann.signIn();

    expect(response.status).toBe(204);
    const cookie = String(response.headers?.["set-cookie"]);
    expect(cookie).toMatch(/^__Host-rondo-admin=[A-Za-z0-9_-]{43};/);
    const said = cookie.split("; ").slice(1).sort();
    const maxAge = `Max-Age=${SESSION_LIFETIME_MS / 1000}`;
    expect(said).toEqual(["HttpOnly", maxAge, "Path=/", "SameSite=Strict", "Secure"]);
    expect(JSON.stringify([...sessions])).not.toContain(ann.cookies()[SESSION_COOKIE]);
    expect((await ann.call("GET", "/api/admin/overview")).status).toBe(200);
    expect(audit).toEqual([{ atMs: NOON_MS, action: "sign-in", code: null, subject: null }]);
  });

  it("ignores a token that was planted before the sign-in", async () => {
    const { admin } = anAdmin();
    const ann = aBrowser(admin);
    const planted = "A".repeat(43);
    ann.plant(SESSION_COOKIE, planted);

    await ann.signIn();

    expect(ann.cookies()[SESSION_COOKIE]).not.toBe(planted);
    const attacker = aBrowser(admin);
    attacker.plant(SESSION_COOKIE, planted);
    expect((await attacker.call("GET", "/api/admin/overview")).status).toBe(401);
  });

  it("rotates at each sign-in: the token before is worth nothing", async () => {
    const { admin, sessions } = anAdmin();
    const ann = aBrowser(admin);
    await ann.signIn();
    const first = String(ann.cookies()[SESSION_COOKIE]);

    await ann.signIn();

    expect(ann.cookies()[SESSION_COOKIE]).not.toBe(first);
    expect(sessions.size).toBe(1);
    const replay = aBrowser(admin);
    replay.plant(SESSION_COOKIE, first);
    expect((await replay.call("GET", "/api/admin/overview")).status).toBe(401);
  });

  it("leaves the session of another browser alone", async () => {
    const { admin } = anAdmin();
    const [desk, phone] = [aBrowser(admin), aBrowser(admin)];
    await desk.signIn();

    await phone.signIn();

    expect((await desk.call("GET", "/api/admin/overview")).status).toBe(200);
  });

  it("is over after signing out, for a copy of the cookie as well", async () => {
    const { admin, sessions, audit } = anAdmin();
    const ann = aBrowser(admin);
    await ann.signIn();
    const token = String(ann.cookies()[SESSION_COOKIE]);

    const response = await ann.call("DELETE", "/api/admin/session");

    expect(response.status).toBe(204);
    expect(String(response.headers?.["set-cookie"])).toContain("Max-Age=0");
    expect(sessions.size).toBe(0);
    expect(audit.map(({ action }) => action)).toEqual(["sign-out", "sign-in"]);
    const replay = aBrowser(admin);
    replay.plant(SESSION_COOKIE, token);
    expect((await replay.call("GET", "/api/admin/overview")).status).toBe(401);
  });

  it("expires", async () => {
    const { admin, clock } = anAdmin();
    const ann = aBrowser(admin);
    await ann.signIn();

    clock.nowMs += SESSION_LIFETIME_MS - 1;
    expect((await ann.call("GET", "/api/admin/overview")).status).toBe(200);
    clock.nowMs += 1;

    expect((await ann.call("GET", "/api/admin/overview")).status).toBe(401);
  });

  it("does not start with a wrong password", async () => {
    const { admin, sessions, audit } = anAdmin();

    const response = await aBrowser(admin).signIn({ body: { password: `${PASSWORD}!` } });

    expect(response.status).toBe(401);
    expect([sessions.size, audit]).toEqual([0, []]);
  });

  it("does not start over plain http at an address that is not local", async () => {
    const { admin, sessions } = anAdmin();
    const ann = aBrowser(admin);
    const plain = { https: false, secureContext: false };

    const response = await ann.signIn(plain);

    expect(response.status).toBe(403);
    expect(response.json).toMatchObject({ message: expect.stringContaining("https") });
    expect(sessions.size).toBe(0);
    const session = await ann.call("GET", "/api/admin/session", plain);
    expect(session.json).toMatchObject({ insecure: true });
  });

  it("starts over plain http on the machine itself", async () => {
    const { admin } = anAdmin();

    const response = await aBrowser(admin).signIn({ https: false, secureContext: true });

    expect(response.status).toBe(204);
  });

  it("does not start when it cannot be recorded", async () => {
    const { database, sessions } = fakeDatabase();
    const addAudit = () => Promise.reject(new Error("SQLITE_READONLY"));
    const { admin } = anAdmin({
      database: { ...database, admin: { ...database.admin, addAudit } },
    });

    await expect(aBrowser(admin).signIn()).rejects.toThrow("SQLITE_READONLY");

    expect(sessions.size).toBe(0);
  });
});

describe("requests that are wrong in form", () => {
  it.each([
    ["nothing", undefined],
    ["an empty password", { password: "" }],
    ["an overlong password", { password: "x".repeat(1025) }],
    ["an operator object", { password: { not: "" } }],
    ["both secrets", { password: PASSWORD, oneTimeCode: "x" }],
    ["keys of the prototype", JSON.parse('{"__proto__":{"isAdmin":true},"password":"x"}')],
    ["a list", [PASSWORD]],
  ])("a sign-in with %s answers 400", async (_, body) => {
    const { admin, sessions } = anAdmin();

    const response = await aBrowser(admin).signIn({ body });

    expect(response.status).toBe(400);
    expect(sessions.size).toBe(0);
  });

  it("a search of any length answers 400", async () => {
    const { admin, searches } = anAdmin();
    const ann = aBrowser(admin);
    await ann.signIn();

    const response = await ann.call("GET", `/api/admin/calls?search=${"k".repeat(65)}`);

    expect(response.status).toBe(400);
    expect(searches).toEqual([]);
  });
});

describe("the overview", () => {
  it("shows the rooms, the audit and what is known of relays", async () => {
    const { admin, audit } = anAdmin({ publicStun: true });
    const ann = aBrowser(admin);
    await ann.signIn();

    const response = await ann.call("GET", "/api/admin/overview");

    expect(AdminOverview.parse(response.json)).toEqual({
      nowMs: NOON_MS,
      rooms: [aRoom()],
      relay: "none",
      publicStun: true,
      ratings: noRatings(NOON_MS),
      audit,
    });
  });
});

describe("past calls", () => {
  const ended = {
    callId: "call-1",
    code,
    startedAtMs: NOON_MS,
    endedAtMs: NOON_MS + 60_000,
    peakPeople: 2,
    participations: [
      { name: "Ann", browser: "Firefox 153", joinedAtMs: NOON_MS, leftAtMs: NOON_MS + 60_000 },
    ],
  };

  it("are listed with their people, without calls that still run", async () => {
    const { admin, past, searches } = anAdmin();
    past.push({ ...ended, callId: "call-2", endedAtMs: null }, ended);
    const ann = aBrowser(admin);
    await ann.signIn();

    const response = await ann.call("GET", "/api/admin/calls?search=%20K7MQ%20");

    expect(PastCalls.parse(response.json)).toEqual({
      calls: [
        {
          id: "call-1",
          code,
          startedAtMs: NOON_MS,
          endedAtMs: NOON_MS + 60_000,
          peakPeople: 2,
          people: ended.participations,
        },
      ],
    });
    expect(searches).toEqual(["K7MQ"]);
  });

  it("are listed although the journal cannot be written", async () => {
    const { database } = fakeDatabase();
    const flush = () => Promise.reject(new Error("the disk is full"));
    const { admin } = anAdmin({
      database: { ...database, journal: { ...database.journal, flush } },
    });
    const ann = aBrowser(admin);
    await ann.signIn();

    expect((await ann.call("GET", "/api/admin/calls")).json).toEqual({ calls: [] });
  });
});

describe("acting on a room", () => {
  it("ends it for all and records that", async () => {
    const { admin, rooms, audit } = anAdmin();
    const ann = aBrowser(admin);
    await ann.signIn();

    const response = await ann.call("POST", `/api/admin/rooms/${code}/end`);

    expect(response.status).toBe(204);
    expect(rooms.listActive()).toEqual([]);
    expect(audit[0]).toEqual({ atMs: NOON_MS, action: "end-room", code, subject: null });
  });

  it("removes a person and records the name", async () => {
    const { admin, rooms, audit } = anAdmin();
    const ann = aBrowser(admin);
    await ann.signIn();

    const response = await ann.call("POST", `/api/admin/rooms/${code}/people/${annId}/remove`);

    expect(response.status).toBe(204);
    expect(rooms.listActive()[0]?.people.map(({ name }) => name)).toEqual(["Ben"]);
    expect(audit[0]).toEqual({ atMs: NOON_MS, action: "remove-person", code, subject: "Ann" });
  });

  it.each([
    ["a room that is not there", "/api/admin/rooms/0000-0000-0000/end", "room-unknown"],
    ["what is no code", "/api/admin/rooms/everything/end", "room-unknown"],
    ["somebody who left", `/api/admin/rooms/${code}/people/${"x".repeat(16)}/remove`, "peer-gone"],
    ["what is no id", `/api/admin/rooms/${code}/people/%7B%7D/remove`, "peer-gone"],
  ])("answers 404 for %s and records nothing", async (_, path, failureCode) => {
    const { admin, rooms, audit } = anAdmin();
    const ann = aBrowser(admin);
    await ann.signIn();

    const response = await ann.call("POST", path);

    expect(response).toMatchObject({ status: 404, json: { ok: false, code: failureCode } });
    expect(rooms.listActive()).toEqual([aRoom()]);
    expect(audit.map(({ action }) => action)).toEqual(["sign-in"]);
  });
});

describe("one-time links", () => {
  let dataDir = "";
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "rondo-admin-"));
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await rm(dataDir, { recursive: true });
  });

  const withoutPassword = () => ({ adminPassword: null, dataDir });
  const codeIn = (link: string | null | undefined) => link?.split("#code=")[1] ?? "";
  const filePath = () => join(dataDir, "admin-link.txt");

  it("are not made where a password is set", async () => {
    const { admin } = anAdmin({ config: { adminPassword: PASSWORD, dataDir } });

    expect(await admin.oneTimeLink()).toBeNull();
    expect(existsSync(filePath())).toBe(false);
    const asked = await aBrowser(admin).call("POST", "/api/admin/link");
    expect(asked.status).toBe(404);
  });

  it("carry their code in the fragment and sign in once", async () => {
    const { admin } = anAdmin({ config: withoutPassword() });
    const link = await admin.oneTimeLink();
    const ann = aBrowser(admin);

    const first = await ann.signIn({ body: { oneTimeCode: codeIn(link) } });
    const second = await aBrowser(admin).signIn({ body: { oneTimeCode: codeIn(link) } });

    expect(link).toMatch(/^http:\/\/localhost:4000\/admin#code=[A-Za-z0-9_-]{43}$/);
    expect([first.status, second.status]).toEqual([204, 401]);
    expect((await ann.call("GET", "/api/admin/overview")).status).toBe(200);
    admin.close();
  });

  it("are not spent by anything but the POST", async () => {
    const { admin } = anAdmin({ config: withoutPassword() });
    const link = await admin.oneTimeLink();
    const ann = aBrowser(admin);

    await ann.call("GET", `/api/admin/session?code=${codeIn(link)}`);
    await ann.signIn({ body: { oneTimeCode: codeIn(link) }, origin: "none" });

    expect((await ann.signIn({ body: { oneTimeCode: codeIn(link) } })).status).toBe(204);
    admin.close();
  });

  it("end after their lifetime", async () => {
    const { admin, clock } = anAdmin({ config: withoutPassword(), announce: () => undefined });
    const link = await admin.oneTimeLink();

    clock.nowMs += LINK_LIFETIME_MS;

    const late = await aBrowser(admin).signIn({ body: { oneTimeCode: codeIn(link) } });
    expect(late.status).toBe(401);
  });

  it("make the link before void", async () => {
    const { admin } = anAdmin({ config: withoutPassword(), announce: () => undefined });
    const first = await admin.oneTimeLink();
    const second = await admin.oneTimeLink();
    const ann = aBrowser(admin);

    expect((await ann.signIn({ body: { oneTimeCode: codeIn(first) } })).status).toBe(401);
    expect((await ann.signIn({ body: { oneTimeCode: codeIn(second) } })).status).toBe(204);
  });

  it("do not open a server that has a password", async () => {
    const { admin } = anAdmin();

    const response = await aBrowser(admin).signIn({ body: { oneTimeCode: PASSWORD } });

    expect(response.status).toBe(401);
  });

  it("stand in a file for its owner alone where there is no terminal, never in the log", async () => {
    const { admin, lines } = anAdmin({ config: withoutPassword() });

    const link = await admin.oneTimeLink();
    await aBrowser(admin).signIn({ body: { oneTimeCode: codeIn(link) } });

    expect(lines.join("\n")).not.toContain(codeIn(link));
    expect(existsSync(filePath())).toBe(false);
    const next = await admin.oneTimeLink();
    expect((await stat(filePath())).mode & 0o777).toBe(0o600);
    expect(await readFile(filePath(), "utf8")).toBe(`${next}\n`);
    admin.close();
    expect(existsSync(filePath())).toBe(false);
  });

  it("are renewed in the file when they expire unspent", async () => {
    const { admin, clock } = anAdmin({ config: withoutPassword() });
    const first = await admin.oneTimeLink();

    clock.nowMs += LINK_LIFETIME_MS;
    vi.advanceTimersByTime(LINK_LIFETIME_MS);
    const second = await vi.waitFor(async () => {
      const text = await readFile(filePath(), "utf8");
      expect(text).not.toBe(`${first}\n`);
      return text.trim();
    });

    const ann = aBrowser(admin);
    expect((await ann.signIn({ body: { oneTimeCode: codeIn(second) } })).status).toBe(204);
    admin.close();
  });

  it("are shown anew on the terminal when the page asks and none is live", async () => {
    const shown: string[] = [];
    const { admin, clock, lines } = anAdmin({
      config: withoutPassword(),
      announce: (text) => shown.push(text),
    });
    await admin.oneTimeLink();
    const ann = aBrowser(admin);

    await ann.call("POST", "/api/admin/link");
    expect(shown).toEqual([]);
    clock.nowMs += LINK_LIFETIME_MS;
    const response = await ann.call("POST", "/api/admin/link");

    expect(response.status).toBe(204);
    expect(shown).toHaveLength(1);
    expect(JSON.stringify(response)).not.toContain(codeIn(shown[0]));
    expect(existsSync(filePath())).toBe(false);
    expect(lines).toEqual([]);
    expect((await ann.signIn({ body: { oneTimeCode: codeIn(shown[0]) } })).status).toBe(204);
  });

  it("that cannot be written say so to the caller", async () => {
    const { admin } = anAdmin({ config: { adminPassword: null, dataDir: join(dataDir, "gone") } });

    await expect(admin.oneTimeLink()).rejects.toThrow(/ENOENT/);
    admin.close();
  });
});

it("logs neither secrets nor tokens nor names nor addresses nor codes", async () => {
  const { admin, lines } = anAdmin();
  const ann = aBrowser(admin);

  await ann.signIn({ body: { password: "a wrong guess" } });
  await ann.signIn();
  const token = String(ann.cookies()[SESSION_COOKIE]);
  await ann.call("POST", `/api/admin/rooms/${code}/people/${annId}/remove`);
  await ann.call("POST", `/api/admin/rooms/${code}/end`);
  await ann.call("DELETE", "/api/admin/session");

  const logged = lines.join("\n");
  expect(lines).toHaveLength(5);
  for (const secret of ["a wrong guess", PASSWORD, token, "Ann", annId, code, "203.0.113.7"]) {
    expect(logged).not.toContain(secret);
  }
});
