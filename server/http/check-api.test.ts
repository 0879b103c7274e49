import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CheckReply } from "#protocol/http.ts";
import { type RunningApp, startApp } from "../app-for-tests.ts";
import { createIceServers } from "../turn/ice-servers.ts";
import { createCheckApi } from "./check-api.ts";

const TURN_URLS = ["turn:turn.example:3478?transport=udp", "turns:turn.example:443"];

let server: RunningApp;
beforeEach(async () => {
  server = await start({});
});
afterEach(async () => {
  await server.stop();
});

function start(limits: { perHourPerAddress?: number; perHour?: number }): Promise<RunningApp> {
  const ice = createIceServers({
    stunUrls: ["stun:stun.example:3478"],
    turnUrls: TURN_URLS,
    turnSecret: "north",
    ttlMs: 3_600_000,
    nowMs: Date.now,
  });
  return startApp({
    gate: { trustedProxies: ["127.0.0.1"] },
    routes: () =>
      createCheckApi({ iceFor: ice.forCheck, perHourPerAddress: 100, perHour: 100, ...limits }),
  });
}

async function restart(limits: { perHourPerAddress?: number; perHour?: number }): Promise<void> {
  await server.stop();
  server = await start(limits);
}

const check = (init: { headers?: Record<string, string>; body?: string; method?: string } = {}) =>
  fetch(`${server.origin}/api/check`, { method: "POST", ...init });

const from = (address: string) => check({ headers: { "x-forwarded-for": address } });

describe("POST /api/check", () => {
  it("tells what to try, with credentials for the relay", async () => {
    const response = await check({ body: "{}" });
    const { ice } = CheckReply.parse(await response.json());

    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(ice.servers.flatMap(({ urls }) => urls)).toEqual([
      "stun:stun.example:3478",
      ...TURN_URLS,
    ]);
  });

  it("[row 44] gives credentials that are good for two minutes at most, and name nobody", async () => {
    const { ice } = CheckReply.parse(await (await from("203.0.113.7")).json());
    const [end = "", name] = (ice.servers[1]?.username ?? "").split(":");

    expect(Number(end) * 1000 - Date.now()).toBeLessThanOrEqual(120_000);
    expect(ice.validForMs).toBeLessThan(120_000);
    expect(name).toMatch(/^check-[\w-]{22}$/);
  });

  it("[row 44] is limited by address, and says until when; others are served", async () => {
    await restart({ perHourPerAddress: 2 });

    const statuses: number[] = [];
    for (let made = 0; made < 4; made += 1) statuses.push((await from("203.0.113.7")).status);

    expect(statuses).toEqual([200, 200, 429, 429]);
    const refused = await from("203.0.113.7");
    expect(await refused.json()).toMatchObject({ ok: false, code: "rate-limited" });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await from("203.0.113.8")).status).toBe(200);
  });

  it("[row 44] counts a whole network of IPv6 as one address", async () => {
    await restart({ perHourPerAddress: 1 });

    expect((await from("2001:db8::1")).status).toBe(200);
    expect((await from("2001:db8::2")).status).toBe(429);
    expect((await from("2001:db8:0:1::1")).status).toBe(200);
  });

  it("[row 44] is limited over all addresses, to which one that is over its own does not count", async () => {
    await restart({ perHourPerAddress: 1, perHour: 2 });

    for (let made = 0; made < 5; made += 1) await from("203.0.113.7");

    expect((await from("203.0.113.8")).status).toBe(200);
    expect((await from("203.0.113.9")).status).toBe(429);
  });

  it.each(["https://evil.example", "null"])("[row 35] refuses a page of %s", async (origin) => {
    const response = await check({ headers: { origin } });

    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain("credential");
  });

  it("[row 35] refuses cookies without an origin, and serves its own page", async () => {
    const cookie = await server.newDevice();

    expect((await check({ headers: { cookie } })).status).toBe(403);
    expect((await check({ headers: { cookie, origin: server.origin } })).status).toBe(200);
  });

  it.each(["[]", "{", '{"urls":["turn:evil.example"]}', '{"__proto__":{"x":1}}'])(
    "refuses the body %s",
    async (body) => {
      expect((await check({ body })).status).toBe(400);
    },
  );

  it("is not read, only asked for: a cached address gives nothing away", async () => {
    expect((await fetch(`${server.origin}/api/check`)).status).toBe(405);
  });
});
