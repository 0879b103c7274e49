import { connect as connectTcp } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PROTOCOL_VERSION, SOCKET_PATH } from "#protocol/answers.ts";
import { CreateRoomReply } from "#protocol/http.ts";
import { ask, join, type RunningApp, startApp, tryJoin } from "./app-for-tests.ts";

let server: RunningApp;
beforeEach(async () => {
  server = await startApp();
});
afterEach(async () => {
  await server.stop();
});

const post = (path: string, init: { headers?: Record<string, string>; body?: string } = {}) =>
  fetch(`${server.origin}${path}`, { method: "POST", redirect: "manual", ...init });

/** Writes bytes to the server's port and resolves with all it answers until it closes, or after a while. */
function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connectTcp(server.port, "127.0.0.1", () => socket.write(text));
    socket.setTimeout(2_000, () => socket.destroy());
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answer));
  });
}

describe("POST /api/rooms", () => {
  it("makes a meeting with a link and a host key", async () => {
    const response = await post("/api/rooms");
    const reply = CreateRoomReply.parse(await response.json());

    expect(response.status).toBe(201);
    expect(reply.url).toBe(`${server.origin}/r/${reply.code}`);
    expect((await fetch(reply.url)).status).toBe(200);
  });

  it("stores only a hash of the host key", async () => {
    const { code, hostKey } = await server.createRoom();

    const record = await server.database.rooms.find(CreateRoomReply.shape.code.parse(code));

    expect(JSON.stringify(record)).not.toContain(hostKey);
  });

  it.each([
    ["not JSON", "{"],
    ["a list", "[]"],
    ["an unknown key", '{"admin":true}'],
    ["a wrong type", '{"requireEmail":"yes"}'],
    ["a chat that is kept for years", '{"keepChat":3650}'],
    ["[row 24] a prototype", '{"__proto__":{"requireEmail":true}}'],
  ])("refuses %s", async (_, body) => {
    const response = await post("/api/rooms", { body });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ ok: false, code: "invalid" });
  });

  it("refuses a body larger than any of ours", async () => {
    expect((await post("/api/rooms", { body: `{"x":"${"y".repeat(50_000)}"}` })).status).toBe(413);
  });

  it("[row 33] limits how many meetings one address makes, and says until when", async () => {
    await server.stop();
    server = await startApp({ gate: { roomsPerHourPerAddress: 3 } });

    const statuses: number[] = [];
    for (let made = 0; made < 5; made += 1) statuses.push((await post("/api/rooms")).status);

    expect(statuses).toEqual([201, 201, 201, 429, 429]);
    expect(Number((await post("/api/rooms")).headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await server.database.rooms.count()).toBe(3);
  });

  it("[row 6] makes codes that share nothing", async () => {
    const codes = new Set<string>();
    const prefixes = new Set<string>();
    for (let made = 0; made < 50; made += 1) {
      const { code } = await server.createRoom();
      codes.add(code);
      prefixes.add(code.slice(0, 4));
    }
    expect(codes.size).toBe(50);
    expect(prefixes.size).toBeGreaterThan(45);
  });
});

describe("another site", () => {
  it.each(["https://evil.example", "null", "http://127.0.0.1.evil.example", "http://127.0.0.1"])(
    "[row 35] with origin %s may neither write nor open a socket",
    async (origin) => {
      expect((await post("/api/rooms", { headers: { origin } })).status).toBe(403);
      expect(await upgradeStatus({ origin })).toBe(403);
      expect(await server.database.rooms.count()).toBe(0);
    },
  );

  it("[row 35] cannot hide its origin when it brings cookies", async () => {
    const cookie = await server.newDevice();

    expect((await post("/api/rooms", { headers: { cookie } })).status).toBe(403);
    expect(await upgradeStatus({ cookie })).toBe(403);
    expect(await upgradeStatus({ cookie, origin: server.origin })).toBe(101);
    expect(await upgradeStatus({})).toBe(101);
  });

  it("cannot reach us by a host name of its own (DNS rebinding)", async () => {
    const answer = await raw(
      `POST /api/rooms HTTP/1.1\r\nHost: evil.example:${server.port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    );

    expect(answer).toMatch(/^HTTP\/1\.1 403/);
  });

  async function upgradeStatus(headers: Record<string, string>): Promise<number> {
    const lines = Object.entries({
      host: `127.0.0.1:${server.port}`,
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`);
    const answer = await raw(
      `GET ${SOCKET_PATH}/?EIO=4&transport=websocket HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`,
    );
    return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
  }
});

describe("raw requests", () => {
  it.each([
    ["an absolute target", "GET http://127.0.0.1:6379/ HTTP/1.1"],
    ["an upgrade to another path", "GET /_next/webpack-hmr HTTP/1.1"],
    ["an upgrade to an absolute target", "GET http://127.0.0.1:6379/ HTTP/1.1"],
    [
      "an upgrade to an engine.io of another age",
      `GET ${SOCKET_PATH}/?EIO=3&transport=websocket HTTP/1.1`,
    ],
    ["an upgrade without an engine.io version", `GET ${SOCKET_PATH}/?transport=websocket HTTP/1.1`],
    ["an engine.io of another age", `GET ${SOCKET_PATH}/?EIO=3&transport=websocket HTTP/1.1`],
    ["no engine.io version", `GET ${SOCKET_PATH}/?transport=websocket HTTP/1.1`],
    ["polling", `GET ${SOCKET_PATH}/?EIO=4&transport=polling HTTP/1.1`],
    [
      "a giant session",
      `GET ${SOCKET_PATH}/?EIO=4&transport=websocket&sid=${"x".repeat(9_000)} HTTP/1.1`,
    ],
  ])("[rows 21, 42] with %s are refused, and the server lives", async (name, request) => {
    const upgrade = name.startsWith("an upgrade")
      ? "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
      : "";

    const answer = await raw(
      `${request}\r\nHost: 127.0.0.1:${server.port}${upgrade}\r\nConnection: close\r\n\r\n`,
    );

    // An engine.io that is not spoken here is told so in a frame, after the upgrade.
    expect(answer).toMatch(/^HTTP\/1\.1 (?:4\d\d|101)/);
    if (answer.startsWith("HTTP/1.1 101"))
      expect(answer).toMatch(/Unsupported protocol|Bad request/i);
    expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);
  });

  it("[row 22] with a packet that announces attachments by the thousand close that socket only", async () => {
    const bystander = await server.connect();
    const attacker = await server.connect();
    const closed = new Promise((resolve) => attacker.once("disconnect", resolve));

    attacker.io.engine.write('451-["x",{"_placeholder":true,"num":"__proto__"}]');
    attacker.io.engine.write('510000-["x"]');
    attacker.io.engine.write('9["x"]');
    await closed;

    const { code } = await server.createRoom();
    expect((await ask(bystander, "room:look", { code })).ok).toBe(true);
  });

  it("[row 30] of a device that was here before are admitted also when the server is full", async () => {
    await server.stop();
    server = await startApp({ gate: { maxSockets: 1 } });
    const cookie = await server.newDevice();
    await server.connect();

    await expect(server.connect()).rejects.toThrow();
    expect((await server.connect({ cookie })).connected).toBe(true);
  });

  it("[row 30] of more sockets than an address may have are refused while others come in", async () => {
    await server.stop();
    server = await startApp({ gate: { maxSocketsPerAddress: 3, trustedProxies: ["127.0.0.1"] } });
    await Promise.all([server.connect(), server.connect(), server.connect()]);

    await expect(server.connect()).rejects.toThrow();
    const elsewhere = await raw(
      `GET ${SOCKET_PATH}/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nX-Forwarded-For: 203.0.113.9\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    );
    expect(elsewhere).toMatch(/^HTTP\/1\.1 101/);
  });
});

describe("a room's page", () => {
  it("is drawn for a meeting, in the canonical spelling", async () => {
    const { code } = await server.createRoom();

    const typed = await fetch(`${server.origin}/r/${code.toUpperCase().replaceAll("-", "")}`, {
      redirect: "manual",
    });

    expect(typed.status).toBe(308);
    expect(typed.headers.get("location")).toBe(`/r/${code}`);
  });

  it.each(["0000-0000-0000", "nonsense", "%00", "' OR 1=1"])(
    "is a 404 page for %s",
    async (code) => {
      const response = await fetch(`${server.origin}/r/${code}`);

      expect([400, 404]).toContain(response.status);
      if (response.status === 404) expect(await response.text()).toBe("page /meeting-not-found");
    },
  );

  it("[rows 6, 7] answers guesses alike, then stops answering", async () => {
    await server.stop();
    server = await startApp({ gate: { lookupsPerMinutePerAddress: 20 } });
    const bodies = new Set<string>();
    const statuses: number[] = [];
    for (let guess = 0; guess < 30; guess += 1) {
      const response = await fetch(
        `${server.origin}/r/0000-0000-00${String(guess).padStart(2, "0")}`,
      );
      statuses.push(response.status);
      if (response.status === 404) bodies.add(await response.text());
    }

    expect(bodies.size).toBe(1);
    expect(statuses.slice(0, 20).every((status) => status === 404)).toBe(true);
    expect(statuses.slice(20).every((status) => status === 429)).toBe(true);
    const { code } = await server.createRoom();
    expect(await tryJoin(await server.connect(), code)).toMatchObject({ code: "rate-limited" });
  });

  it("gives each browser a device cookie that scripts cannot read", async () => {
    const [cookie = ""] = (await fetch(server.origin)).headers.getSetCookie();

    expect(cookie).toMatch(/^rondo_device=.+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
    const again = await fetch(server.origin, { headers: { cookie: cookie.split(";")[0] ?? "" } });
    expect(again.headers.getSetCookie()).toEqual([]);
  });

  it("replaces a device cookie that is not ours", async () => {
    const forged = await fetch(server.origin, {
      headers: { cookie: "rondo_device=eyJkZXZpY2UiOiJ4In0.AAAA" },
    });

    expect(forged.headers.getSetCookie()).toHaveLength(1);
  });
});

describe("every answer", () => {
  it.each(["/", "/r/0000-0000-0000", "/admin", "/nowhere", "/healthz", "/api/nowhere"])(
    "[rows 49, 51, 52] at %s carries the headers",
    async (path) => {
      const { headers } = await fetch(`${server.origin}${path}`);

      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("referrer-policy")).toBe("same-origin");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("permissions-policy")).toBe(
        "camera=(self), microphone=(self), display-capture=(self), geolocation=()",
      );
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-powered-by")).toBeNull();
    },
  );

  it.each(["/", "/r/0000-0000-0000", "/admin", "/nowhere"])(
    "[row 50] of a page at %s has a strict policy",
    async (path) => {
      const policy =
        (await fetch(`${server.origin}${path}`)).headers.get("content-security-policy") ?? "";
      const other = (await fetch(`${server.origin}${path}`)).headers.get("content-security-policy");
      const directives = new Map(policy.split("; ").map((text) => [text.split(" ")[0], text]));

      expect(directives.get("script-src")).toMatch(
        /^script-src 'nonce-[\w+/=]{22,}' 'strict-dynamic'$/,
      );
      expect(directives.get("object-src")).toBe("object-src 'none'");
      expect(directives.get("base-uri")).toBe("base-uri 'none'");
      expect(directives.get("frame-ancestors")).toBe("frame-ancestors 'none'");
      expect(directives.get("form-action")).toBe("form-action 'self'");
      expect(directives.get("connect-src")).toBe(
        `connect-src 'self' ws://127.0.0.1:${server.port}`,
      );
      expect(other).not.toBe(policy);
    },
  );

  it("[row 52] behind a trusted https proxy asks for https from then on", async () => {
    await server.stop();
    server = await startApp({
      gate: { publicUrl: new URL("https://meet.example"), trustedProxies: ["127.0.0.1"] },
    });

    const answer = await fetch(server.origin, { headers: { "x-forwarded-proto": "https" } });

    expect(answer.headers.get("strict-transport-security")).toMatch(/max-age=\d{8,}/);
    expect(answer.headers.getSetCookie()[0]).toContain("; Secure");
  });

  it("[row 42] turns Server Actions, the image optimizer and other methods away", async () => {
    expect((await post("/", { headers: { "next-action": "0".repeat(40) } })).status).toBe(405);
    expect(
      (await fetch(`${server.origin}/_next/image?url=http://127.0.0.1:1/&w=64&q=1`)).status,
    ).toBe(404);
    expect((await fetch(server.origin, { method: "DELETE" })).status).toBe(405);
  });

  it("[row 41] drops the headers by which Next.js talks to itself", async () => {
    await server.stop();
    const seen: string[] = [];
    server = await startApp({
      render: async (request, response) => {
        seen.push(...Object.keys(request.headers));
        response.end();
      },
    });

    await fetch(`${server.origin}/admin`, {
      headers: {
        "x-middleware-subrequest": "middleware",
        "x-invoke-path": "/",
        "x-nextjs-data": "1",
      },
    });

    expect(seen.filter((name) => /^x-(middleware|invoke|nextjs)/.test(name))).toEqual([]);
  });
});

describe("health", () => {
  it("says alive, and ready while the database answers", async () => {
    expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.origin}/readyz`)).status).toBe(200);
  });

  it("[row 59] survives a giant header without a trace of the inside", async () => {
    const answer = await raw(
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nUser-Agent: ${"x".repeat(50_000)}\r\n\r\n`,
    );

    expect(answer).toMatch(/^HTTP\/1\.1 431/);
    expect(answer).not.toMatch(/node_modules|at .*\.ts/);
  });

  it("[row 59] answers an error of a page without path or stack", async () => {
    await server.stop();
    server = await startApp({
      render: async () => {
        throw new Error("secret at /srv/rondo");
      },
    });

    const response = await fetch(server.origin);

    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/secret|srv|at /);
  });
});

it("a socket of a browser says which protocol it speaks", async () => {
  const { code } = await server.createRoom();
  const caller = await server.connect({ protocol: PROTOCOL_VERSION });

  expect((await join(caller, code)).room.participants).toHaveLength(1);
});
