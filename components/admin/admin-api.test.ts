import { afterEach, describe, expect, it, vi } from "vitest";
import { failure } from "#protocol/failure.ts";
import { adminApi } from "./admin-api.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

function serverAnswers(response: () => Response | Promise<Response>) {
  const fetched = vi.fn((_url: string, _init: RequestInit) => Promise.resolve(response()));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

const problems = { "not-hearing": 0, "not-heard": 0, "no-video": 0, dropped: 0, other: 0 };
const ratings = { sinceMs: 1, count: 0, stars: 0, problems };
const overview = { nowMs: 1, rooms: [], relay: "none", publicStun: false, ratings, audit: [] };

describe("an answer of the administrator's API", () => {
  it.each([
    [401, failure("forbidden", "not signed in"), { ok: false, kind: "signed-out" }],
    [403, failure("forbidden", "elsewhere"), { ok: false, kind: "refused" }],
    [404, failure("peer-gone", "left"), { ok: false, kind: "gone" }],
    [
      429,
      failure("rate-limited", "slow down", { retryAfterMs: 5000 }),
      { ok: false, kind: "throttled", retryAfterMs: 5000 },
    ],
    [503, failure("unavailable", "no database"), { ok: false, kind: "unavailable" }],
  ])("with status %i becomes a value", async (status, body, expected) => {
    serverAnswers(() => Response.json(body, { status }));

    expect(await adminApi.overview()).toEqual(expected);
  });

  it("of a proxy in front becomes a value as well", async () => {
    serverAnswers(() => new Response("<h1>Bad gateway</h1>", { status: 502 }));

    expect(await adminApi.overview()).toEqual({ ok: false, kind: "unavailable" });
  });

  it("is checked against its schema", async () => {
    serverAnswers(() => Response.json({ ...overview, rooms: "none" }));
    expect(await adminApi.overview()).toEqual({ ok: false, kind: "unavailable" });

    serverAnswers(() => Response.json(overview));
    expect(await adminApi.overview()).toEqual({ ok: true, value: overview });
  });

  it("that never comes because the network is away becomes a value", async () => {
    serverAnswers(() => Promise.reject(new TypeError("Failed to fetch")));

    expect(await adminApi.overview()).toEqual({ ok: false, kind: "unreachable" });
  });
});

describe("a write to the administrator's API", () => {
  it("goes as JSON, also without a body, as other sites cannot send it", async () => {
    const fetched = serverAnswers(() => new Response(null, { status: 204 }));

    expect(await adminApi.signOut()).toEqual({ ok: true, value: null });

    const [url, init] = fetched.mock.calls[0] ?? [];
    expect(url).toBe("/api/admin/session");
    expect(init).toMatchObject({
      method: "DELETE",
      headers: { "content-type": "application/json" },
      credentials: "same-origin",
    });
  });
});

it("sends a search as one value, whatever stands in it", async () => {
  const fetched = serverAnswers(() => Response.json({ calls: [] }));

  await adminApi.pastCalls("a&b=c #d");

  expect(fetched.mock.calls[0]?.[0]).toBe("/api/admin/calls?search=a%26b%3Dc%20%23d");
});
