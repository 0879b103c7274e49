import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ChatId } from "#protocol/chat.ts";
import { HostKey } from "#protocol/ids.ts";
import { ALL_PERMITTED } from "#protocol/moderation.ts";
import { RoomCode } from "#protocol/room-code.ts";
import { ROOM_TITLE_MAX_GRAPHEMES } from "#protocol/room-title.ts";
import {
  ask,
  type Caller,
  join,
  nextNotice,
  type RunningApp,
  startApp,
  tryJoin,
} from "./app-for-tests.ts";

/** What whoever has a room's host key does to it over HTTP, and that nobody else can. */

let server: RunningApp;
beforeEach(async () => {
  server = await startApp();
});
afterEach(async () => {
  await server.stop();
});

const weekly = {
  startsAtMs: Date.UTC(2026, 11, 1, 9),
  minutes: 45,
  timeZone: "Europe/Berlin",
  repeats: "weekly",
};

function call(
  method: "GET" | "PATCH" | "DELETE",
  code: string,
  { key, body, headers = {} }: { key?: string; body?: unknown; headers?: Record<string, string> },
): Promise<Response> {
  return fetch(`${server.origin}/api/rooms/${code}`, {
    method,
    headers: { ...headers, ...(key !== undefined && { authorization: `Bearer ${key}` }) },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

describe("a room", () => {
  it("is made with title and schedule, and read with its key", async () => {
    const { code, url, hostKey } = await server.createRoom({
      title: " Weekly \u202e planning ",
      schedule: weekly,
      lobby: true,
    });
    const ben = await server.connect();
    await join(ben, code, { hostKey: HostKey.parse(hostKey) });

    const response = await call("GET", code, { key: hostKey });

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      code,
      url,
      title: "Weekly planning",
      schedule: weekly,
      requireEmail: false,
      lobby: true,
      hostFirst: false,
      keepChat: "call",
      startsMuted: false,
      guestsMay: ALL_PERMITTED,
      password: false,
      createdAtMs: expect.any(Number),
      people: 1,
    });
  });

  it("is changed field by field, and null takes away", async () => {
    const { code, hostKey } = await server.createRoom({ title: "Plans", lobby: true });

    const changed = await call("PATCH", code, { key: hostKey, body: { schedule: weekly } });
    expect(await changed.json()).toMatchObject({ title: "Plans", schedule: weekly, lobby: true });

    const cleared = {
      title: null,
      schedule: null,
      lobby: false,
      requireEmail: true,
      hostFirst: true,
      keepChat: "never",
      startsMuted: true,
      guestsMay: { microphone: true, camera: true, screen: false, chat: true },
    };
    await call("PATCH", code, { key: hostKey, body: cleared });
    expect(await (await call("GET", code, { key: hostKey })).json()).toMatchObject(cleared);
  });

  it("has both of two changes at once", async () => {
    const { code, hostKey } = await server.createRoom();

    await Promise.all([
      call("PATCH", code, { key: hostKey, body: { title: "Plans" } }),
      call("PATCH", code, { key: hostKey, body: { schedule: weekly } }),
      call("PATCH", code, { key: hostKey, body: { requireEmail: true } }),
      call("PATCH", code, { key: hostKey, body: { keepChat: 30 } }),
      call("PATCH", code, { key: hostKey, body: { guestsMay: { chat: false } } }),
      call("PATCH", code, { key: hostKey, body: { guestsMay: { screen: false } } }),
    ]);

    expect(await (await call("GET", code, { key: hostKey })).json()).toMatchObject({
      title: "Plans",
      schedule: weekly,
      requireEmail: true,
      keepChat: 30,
      guestsMay: { microphone: true, camera: true, screen: false, chat: false },
    });
  });

  it("is the same after a restart of the server", async () => {
    const { code, hostKey } = await server.createRoom({
      title: "Plans",
      schedule: weekly,
      keepChat: 7,
    });
    await server.stop({ keepDataDir: true });
    server = await startApp({ dataDir: server.dataDir });

    expect(await (await call("GET", code, { key: hostKey })).json()).toMatchObject({
      title: "Plans",
      schedule: weekly,
      keepChat: 7,
    });
  });

  it("[P2] that is live follows its owner at once, in the room and before it", async () => {
    const { code, hostKey } = await server.createRoom();
    const [ann, visitor] = [await server.connect(), await server.connect()];
    await join(ann, code);
    await ask(visitor, "room:look", { code });
    const inside = nextNotice(ann, "room:state", ({ title }) => title === "Plans");
    const outside = nextNotice(visitor, "room:preview", ({ title }) => title === "Plans");

    await call("PATCH", code, {
      key: hostKey,
      body: { title: "Plans", schedule: weekly, requireEmail: true },
    });

    expect((await inside).schedule).toEqual(weekly);
    expect((await outside).requireEmail).toBe(true);
  });

  it("[P2] that nobody is in follows its owner for those who look at it", async () => {
    const { code, hostKey } = await server.createRoom();
    const visitor = await server.connect();
    await ask(visitor, "room:look", { code });
    const changed = nextNotice(visitor, "room:preview");

    await call("PATCH", code, { key: hostKey, body: { title: "Plans" } });

    expect(await changed).toMatchObject({ title: "Plans", names: [] });
  });

  it("without a lobby any more lets those in who waited", async () => {
    const { code, hostKey } = await server.createRoom({ lobby: true });
    const ann = await server.connect();
    expect(await tryJoin(ann, code)).toMatchObject({ code: "lobby-waiting" });
    const answered = nextNotice(ann, "lobby:answered");

    await call("PATCH", code, { key: hostKey, body: { lobby: false } });

    expect(await answered).toEqual({ admitted: true });
  });
});

describe("the chat of a room", () => {
  const aText = (text: string) => ({
    id: ChatId.parse(crypto.randomUUID()),
    body: { kind: "text" as const, text },
  });
  const texts = async (caller: Caller) => {
    const page = await ask(caller, "chat:read", { afterSeq: 0 });
    return page.ok ? page.value.entries.map(({ body }) => "text" in body && body.text) : page.code;
  };
  /** What is stored of it, once all is written. */
  const stored = async (code: string) => {
    await server.database.journal.flush(2_000);
    const room = await server.database.rooms.find(RoomCode.parse(code));
    const entries = await server.database.rooms.listChat(room?.id ?? "", { sinceMs: 0, limit: 99 });
    return entries.map(({ body }) => body.kind === "text" && body.text);
  };
  const keep = async (code: string, key: string, keepChat: unknown) =>
    (await call("PATCH", code, { key, body: { keepChat } })).status;

  it("[G6] is kept for days from the beginning where the room was made so, and goes when its owner says so", async () => {
    const { code, hostKey } = await server.createRoom({ keepChat: 7 });
    const [ann, ben] = [await server.connect(), await server.connect()];
    await join(ann, code);
    await ask(ann, "chat:post", aText("last time"));
    await ask(ann, "room:leave", {});
    expect((await join(ben, code, { name: "Ben" })).room.keepChat).toBe(7);
    expect(await texts(ben)).toEqual(["last time"]);
    await ask(ben, "room:leave", {});

    // While nobody is in it.
    expect(await keep(code, hostKey, "call")).toBe(200);

    expect(await stored(code)).toEqual([]);
    expect((await join(ben, code, { name: "Ben" })).room.keepChat).toBe("call");
    expect(await texts(ben)).toEqual([]);
  });

  it("[G6] [P2] goes at once during a call where its owner has nothing kept, and everybody is told", async () => {
    const { code, hostKey } = await server.createRoom();
    const ann = await server.connect();
    await join(ann, code);
    await ask(ann, "chat:post", aText("before"));
    const told = nextNotice(ann, "room:state", ({ keepChat }) => keepChat === "never");

    expect(await keep(code, hostKey, "never")).toBe(200);

    await told;
    await ask(ann, "chat:post", aText("between us"));
    expect(await stored(code)).toEqual([]);
    const ben = await server.connect();
    await join(ben, code, { name: "Ben" });
    expect(await texts(ben)).toEqual([]);
    // A longer time brings nothing back.
    await keep(code, hostKey, 30);
    expect(await texts(ben)).toEqual([]);
    expect(await stored(code)).toEqual([]);
  });

  it("[G6] stays as it is set for whoever has another room's key", async () => {
    const { code, hostKey } = await server.createRoom({ keepChat: 30 });
    const other = await server.createRoom();
    const ann = await server.connect();
    await join(ann, code);
    await ask(ann, "chat:post", aText("kept"));

    expect(await keep(code, other.hostKey, "never")).toBe(404);

    expect(await stored(code)).toEqual(["kept"]);
    expect(await (await call("GET", code, { key: hostKey })).json()).toMatchObject({
      keepChat: 30,
    });
  });

  it("[G6] leaves alone what else was set for the room, also when both are set at once", async () => {
    const { code, hostKey } = await server.createRoom();
    const ann = await server.connect();
    const { room } = await join(ann, code, { hostKey: HostKey.parse(hostKey) });
    expect(room.keepChat).toBe("call");

    await Promise.all([
      ask(ann, "room:moderate", { kind: "start-muted", startsMuted: true }),
      keep(code, hostKey, 7),
      ask(ann, "room:moderate", { kind: "permit", what: "chat", allowed: false }),
    ]);

    const record = await server.database.rooms.find(RoomCode.parse(code));
    expect(record?.settings).toMatchObject({ startsMuted: true, keepChat: 7 });
    expect(record?.settings.guestsMay.chat).toBe(false);
    expect(server.app.rooms.get(RoomCode.parse(code))?.record.settings).toEqual(record?.settings);
  });

  it("[G6] is not brought back by somebody who enters while it is taken away", async () => {
    const { code, hostKey } = await server.createRoom({ keepChat: 7 });
    const ann = await server.connect();
    await join(ann, code);
    await ask(ann, "chat:post", aText("last time"));
    await ask(ann, "room:leave", {});
    const { rooms } = server.database;
    const { listChat } = rooms;
    vi.spyOn(rooms, "listChat").mockImplementationOnce(async (...question) => {
      const past = await listChat(...question);
      expect(past).toHaveLength(1);
      expect(await keep(code, hostKey, "never")).toBe(200);
      return past;
    });

    const seat = await join(ann, code);

    expect(seat.room.keepChat).toBe("never");
    expect(await texts(ann)).toEqual([]);
  });
});

describe("what guests may use", () => {
  it("[G1] [P2] is set from outside too: whoever is in the call is cut off and told at once, hosts are not", async () => {
    const { code, hostKey } = await server.createRoom();
    const [ann, ben] = [await server.connect(), await server.connect()];
    const hosts = await join(ann, code, { hostKey: HostKey.parse(hostKey) });
    const { participant } = await join(ben, code, { name: "Ben" });
    const told = nextNotice(ben, "host:acted");
    const state = nextNotice(ann, "room:state", ({ guestsMay }) => !guestsMay.microphone);

    const body = { guestsMay: { microphone: false }, startsMuted: true };
    expect((await call("PATCH", code, { key: hostKey, body })).status).toBe(200);

    expect(await told).toEqual({ kind: "withdrawn", source: "microphone", by: "" });
    const { participants, startsMuted } = await state;
    expect(startsMuted).toBe(true);
    const microphones = participants.map(({ id, microphone }) => [id, microphone]);
    expect(Object.fromEntries(microphones)).toEqual({
      [hosts.participant]: true,
      [participant]: false,
    });
    expect(await ask(ben, "self:set", { microphone: true })).toMatchObject({
      code: "not-permitted",
    });
  });

  it("[G1] holds from the beginning where the room was made so", async () => {
    const { code } = await server.createRoom({ guestsMay: { chat: false }, startsMuted: true });
    const host = await server.connect();
    const { room } = await join(host, code);

    expect(room).toMatchObject({
      startsMuted: true,
      guestsMay: { microphone: true, camera: true, screen: true, chat: false },
    });
  });
});

describe("the password of a room", () => {
  const setPassword = async (code: string, key: string, password: unknown) =>
    await call("PATCH", code, { key, body: { password } });
  const comes = async (code: string, password: string | null) => {
    const shown = password === null ? {} : { password };
    const reply = await tryJoin(await server.connect(), code, shown);
    return reply.ok ? "in" : reply.code;
  };

  it("[G3] is set, changed and taken away from outside, and counts at once also while people are inside", async () => {
    const { code, hostKey } = await server.createRoom();
    const ann = await server.connect();
    await join(ann, code);
    const told = nextNotice(ann, "room:state", ({ password }) => password);

    const answer = await setPassword(code, hostKey, "open sesame");
    expect(await answer.json()).toMatchObject({ password: true });
    await told;
    expect(await comes(code, null)).toBe("password-required");
    expect(await comes(code, "open sesame")).toBe("in");
    const stored = await server.database.rooms.find(RoomCode.parse(code));
    expect(stored?.passwordHash).toMatch(/^scrypt\$/);

    await setPassword(code, hostKey, "another one");
    expect(await comes(code, "open sesame")).toBe("password-wrong");
    expect(await comes(code, "another one")).toBe("in");

    expect(await (await setPassword(code, hostKey, null)).json()).toMatchObject({
      password: false,
    });
    expect(await comes(code, null)).toBe("in");
  });

  it("[G3] stays as it is for whoever has another key, and in any other change", async () => {
    const { code, hostKey } = await server.createRoom({ password: "open sesame" });
    const other = await server.createRoom();

    expect((await setPassword(code, other.hostKey, null)).status).toBe(404);
    expect((await setPassword(code, other.hostKey, "theirs")).status).toBe(404);
    await call("PATCH", code, { key: hostKey, body: { title: "Plans", startsMuted: true } });

    expect(await comes(code, "open sesame")).toBe("in");
  });

  it.each([
    ["too short", "x"],
    ["no text", 4],
    ["too long", "x".repeat(400)],
  ])("is refused where it is %s", async (_, password) => {
    const { code, hostKey } = await server.createRoom();

    expect((await setPassword(code, hostKey, password)).status).toBe(400);
    expect(await comes(code, null)).toBe("in");
  });

  it("[G3] cannot be set without end, since each is hashed slowly; other changes go on", async () => {
    await server.stop();
    server = await startApp({ sockets: { passwordChangesPerMinute: 2 } });
    const { code, hostKey } = await server.createRoom();

    const statuses: number[] = [];
    for (const each of ["first one", "second one", "third one"])
      statuses.push((await setPassword(code, hostKey, each)).status);
    statuses.push((await call("PATCH", code, { key: hostKey, body: { title: "Plans" } })).status);

    expect(statuses).toEqual([200, 200, 429, 200]);
    expect(await comes(code, "second one")).toBe("in");
  });
});

describe("a deleted room", () => {
  it("[P3] tells everybody in it and in its lobby, takes nobody back, and its link leads nowhere", async () => {
    const { code, hostKey } = await server.createRoom({ lobby: true });
    const [ann, ben] = [await server.connect(), await server.connect()];
    const seat = await join(ann, code, { hostKey: HostKey.parse(hostKey) });
    await tryJoin(ben, code, { name: "Ben" });
    const ends = [nextNotice(ann, "session:end"), nextNotice(ben, "session:end")];

    const response = await call("DELETE", code, { key: hostKey });

    expect(response.status).toBe(204);
    expect(await Promise.all(ends)).toEqual([
      { reason: "deleted-by-host" },
      { reason: "deleted-by-host" },
    ]);
    for (const more of [{}, { resumeToken: seat.resumeToken }, { hostKey: HostKey.parse(hostKey) }])
      expect(await tryJoin(ann, code, more)).toMatchObject({ code: "room-unknown" });
    expect(await ask(ben, "room:look", { code })).toMatchObject({ code: "room-unknown" });
    const page = await fetch(`${server.origin}/r/${code}`);
    expect(page.status).toBe(404);
    expect(await page.text()).toBe("page /meeting-not-found");
    expect((await call("GET", code, { key: hostKey })).status).toBe(404);
    expect((await call("DELETE", code, { key: hostKey })).status).toBe(404);
  });

  it("goes from the database with its calls", async () => {
    const { code, hostKey } = await server.createRoom();
    await join(await server.connect(), code);
    await server.database.journal.flush(5_000);
    expect(await server.database.calls.listOpen()).toHaveLength(1);

    await call("DELETE", code, { key: hostKey });
    await server.database.journal.flush(5_000);

    expect(await server.database.rooms.count()).toBe(0);
    expect(await server.database.calls.listOpen()).toEqual([]);
    expect(await server.database.calls.listPast({ limit: 10, search: "" })).toEqual([]);
  });

  it("[P3] is not brought back by somebody who was entering meanwhile", async () => {
    const { code, hostKey } = await server.createRoom();
    const callers = await Promise.all(Array.from({ length: 6 }, () => server.connect()));

    await Promise.all([
      ...callers.map((caller) => tryJoin(caller, code)),
      call("DELETE", code, { key: hostKey }),
      ...callers.map((caller) => ask(caller, "room:look", { code })),
    ]);

    expect(server.app.rooms.get(RoomCode.parse(code))).toBeUndefined();
    expect(await tryJoin(await server.connect(), code)).toMatchObject({ code: "room-unknown" });
  });
});

describe("without the right key", () => {
  const withKeys = async () => {
    const [room, other] = [await server.createRoom({ title: "Plans" }), await server.createRoom()];
    return { room, other };
  };

  it("[P1] a room is answered like one that is not there, whatever is asked", async () => {
    const { room, other } = await withKeys();
    const unknown = "0000-0000-0000";
    const answers = new Set<string>();
    const ask = async (method: "GET" | "PATCH" | "DELETE", code: string, key?: string) => {
      const body = method === "PATCH" ? { title: "Mine", keepChat: "never" } : undefined;
      const response = await call(method, code, {
        ...(key !== undefined && { key }),
        ...(body !== undefined && { body }),
      });
      answers.add(`${response.status} ${await response.text()}`);
    };

    for (const method of ["GET", "PATCH", "DELETE"] as const) {
      await ask(method, room.code, other.hostKey);
      await ask(method, room.code, "x".repeat(32));
      await ask(method, room.code, "not a key");
      await ask(method, room.code);
      await ask(method, unknown, room.hostKey);
      await ask(method, "nonsense", room.hostKey);
    }

    expect(answers.size).toBe(1);
    expect([...answers][0]).toMatch(/^404 .*"room-unknown"/);
    expect(await (await call("GET", room.code, { key: room.hostKey })).json()).toMatchObject({
      title: "Plans",
      keepChat: "call",
    });
  });

  it("[P1] guesses count against the address like unknown codes, and are answered no more", async () => {
    await server.stop();
    server = await startApp({ gate: { lookupsPerMinutePerAddress: 5 } });
    const { room, other } = await withKeys();

    const statuses: number[] = [];
    for (let guess = 0; guess < 7; guess += 1)
      statuses.push((await call("GET", room.code, { key: other.hostKey })).status);

    expect(statuses).toEqual([404, 404, 404, 404, 404, 429, 429]);
    const refused = await call("DELETE", room.code, { key: room.hostKey });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("another site cannot change anything, even with it", async () => {
    const { room } = await withKeys();
    const headers = { origin: "https://evil.example" };

    for (const method of ["PATCH", "DELETE"] as const)
      expect((await call(method, room.code, { key: room.hostKey, headers })).status).toBe(403);
  });

  it("the log has neither key nor title", async () => {
    const { room } = await withKeys();
    await call("PATCH", room.code, { key: room.hostKey, body: { title: "Secret plans" } });
    await call("DELETE", room.code, { key: room.hostKey });

    const log = server.logLines.join("\n");
    for (const secret of [room.hostKey, room.code, "Secret plans"])
      expect(log).not.toContain(secret);
  });
});

describe("what is malformed", () => {
  it.each([
    ["not JSON", "{"],
    ["nothing", ""],
    ["a list", "[]"],
    ["an unknown field", { hostKey: "mine" }],
    ["a prototype", '{"__proto__":{"lobby":true}}'],
    ["a title that is a number", { title: 4 }],
    ["a title that is too long", { title: "x".repeat(ROOM_TITLE_MAX_GRAPHEMES + 1) }],
    ["a schedule without a zone", { schedule: { ...weekly, timeZone: undefined } }],
    ["a schedule in a zone that there is none of", { schedule: { ...weekly, timeZone: "Mars/A" } }],
    ["a schedule of years", { schedule: { ...weekly, minutes: 1e9 } }],
    ["a lobby that is a word", { lobby: "yes" }],
    ["a start that is muted by a word", { startsMuted: "yes" }],
    ["guests who may what nobody knows", { guestsMay: { fly: true } }],
    ["guests who may by a word", { guestsMay: { chat: "no" } }],
    ["a chat that is kept for years", { keepChat: 3650 }],
    ["a chat that is kept for a number in words", { keepChat: "7" }],
    ["a chat that is kept for nobody knows how long", { keepChat: null }],
  ])("is refused as a change: %s", async (_, body) => {
    const { code, hostKey } = await server.createRoom({ title: "Plans" });

    const response = await call("PATCH", code, { key: hostKey, body });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ ok: false, code: "invalid" });
    expect(await (await call("GET", code, { key: hostKey })).json()).toMatchObject({
      title: "Plans",
      schedule: null,
      lobby: false,
      keepChat: "call",
    });
  });

  it("is refused also for a new room", async () => {
    await expect(server.createRoom({ title: 4 })).rejects.toThrow("400");
    await expect(server.createRoom({ keepChat: "always" })).rejects.toThrow("400");
    await expect(server.createRoom({ schedule: { ...weekly, repeats: "often" } })).rejects.toThrow(
      "400",
    );
  });

  it("a change larger than any of ours is refused", async () => {
    const { code, hostKey } = await server.createRoom();

    const body = `{"title":"${"x".repeat(50_000)}"}`;
    expect((await call("PATCH", code, { key: hostKey, body })).status).toBe(413);
  });
});

it("changes from one address are limited, also with the right key", async () => {
  await server.stop();
  server = await startApp({ roomChangesPerMinutePerAddress: 3 });
  const { code, hostKey } = await server.createRoom();

  const statuses: number[] = [];
  for (let made = 0; made < 5; made += 1)
    statuses.push((await call("PATCH", code, { key: hostKey, body: {} })).status);

  expect(statuses).toEqual([200, 200, 200, 429, 429]);
});
