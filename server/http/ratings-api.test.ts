import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunningApp, startApp } from "../app-for-tests.ts";
import { createRatings, type RatingSums } from "../ratings/ratings.ts";
import { createRatingsApi } from "./ratings-api.ts";

const PER_HOUR = 3;

let server: RunningApp;
let ratings: RatingSums;
beforeEach(async () => {
  ratings = createRatings(0);
  server = await startApp({
    gate: { trustedProxies: ["127.0.0.1"] },
    routes: () => createRatingsApi({ add: ratings.add, perHourPerAddress: PER_HOUR }),
  });
});
afterEach(async () => {
  await server.stop();
});

const rate = (body: string | null, headers: Record<string, string> = {}) =>
  fetch(`${server.origin}/api/ratings`, { method: "POST", body, headers });
const good = JSON.stringify({ stars: 4, problems: [] });
const from = (address: string) => rate(good, { "x-forwarded-for": address });

describe("POST /api/ratings", () => {
  it("takes stars and what was wrong, and answers nothing", async () => {
    const response = await rate(JSON.stringify({ stars: 2, problems: ["not-heard", "other"] }));

    expect(response.status).toBe(204);
    expect(await response.text()).toBe("");
    expect(ratings.read()).toMatchObject({
      count: 1,
      stars: 2,
      problems: { "not-heard": 1, other: 1, dropped: 0 },
    });
  });

  it.each([
    null,
    "{",
    "[]",
    "{}",
    '{"stars":4}',
    '{"stars":0,"problems":[]}',
    '{"stars":6,"problems":[]}',
    '{"stars":3.5,"problems":[]}',
    '{"stars":"5","problems":[]}',
    '{"stars":1,"problems":["everything"]}',
    '{"stars":1,"problems":["other","other","other","other","other","other"]}',
    '{"stars":4,"problems":[],"name":"Ann"}',
    '{"stars":4,"problems":[],"code":"k7mq-4xwd-h2pn"}',
    '{"stars":4,"problems":[],"__proto__":{"x":1}}',
  ])("refuses the body %s, and counts nothing", async (body) => {
    expect((await rate(body)).status).toBe(400);
    expect(ratings.read().count).toBe(0);
  });

  it("is limited by address, and says until when; others are heard", async () => {
    const statuses: number[] = [];
    for (let sent = 0; sent <= PER_HOUR; sent += 1)
      statuses.push((await from("203.0.113.7")).status);
    expect(statuses).toEqual([204, 204, 204, 429]);

    const refused = await from("203.0.113.7");
    expect(await refused.json()).toMatchObject({ ok: false, code: "rate-limited" });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await from("203.0.113.8")).status).toBe(204);
    expect(ratings.read().count).toBe(PER_HOUR + 1);
  });

  it("refuses a page of somebody else", async () => {
    expect((await rate(good, { origin: "https://evil.example" })).status).toBe(403);
    expect(ratings.read().count).toBe(0);
  });
});
