import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CheckReply } from "#protocol/http.ts";
import { probeServer } from "./server-probe.ts";

const ice = {
  servers: [{ urls: ["turn:turn.example"], username: "1:check-x", credential: "secret" }],
  validForMs: 90_000,
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function probe(answer: () => Promise<Response>, options: { isHttps?: boolean } = {}) {
  return probeServer(
    { fetch: answer, isHttps: options.isHttps ?? true, nowMs: Date.now },
    new AbortController().signal,
  );
}

const json = (status: number, body: unknown) => async () => Response.json(body, { status });

describe("the server", () => {
  it("that answers tells what to try next, and how long it took", async () => {
    const answering = probe(async () => {
      vi.advanceTimersByTime(30);
      return Response.json({ ice });
    });

    expect(await answering).toEqual({
      finding: { code: "server.good", values: { ms: 30 } },
      servers: ice.servers,
    });
  });

  it("is read as the schema of its reply reads it", async () => {
    const body = {
      ice: {
        servers: [{ urls: ["stun:a.example", "stun:b.example"] }, ...ice.servers],
        validForMs: null,
      },
    };

    const { servers } = await probe(json(200, body));

    expect(servers).toEqual(CheckReply.parse(body).ice.servers);
  });

  it("that answers over plain http is said to", async () => {
    const { finding } = await probe(json(200, { ice }), { isHttps: false });

    expect(finding.code).toBe("server.plain");
  });

  it.each([
    ["server.limited", 429, { ok: false, code: "rate-limited", message: "", retryAfterMs: 90_000 }],
    ["server.otherName", 403, { ok: false, code: "forbidden", message: "" }],
    ["server.faulty", 500, { ok: false, code: "unavailable", message: "" }],
    ["server.intercepted", 404, { error: "not found" }],
    ["server.intercepted", 200, "<h1>Sign in</h1>"],
    ["server.intercepted", 200, { ice: "none" }],
    ["server.intercepted", 200, { ice: { servers: [{ urls: "turn:turn.example" }] } }],
    ["server.intercepted", 200, { ice: { servers: [null] } }],
    ["server.intercepted", 407, null],
  ])("is %s when %i says %o", async (code, status, body) => {
    const { finding, servers } = await probe(json(status, body));

    expect(finding.code).toBe(code);
    expect(servers).toBeNull();
  });

  it("says in minutes when it can be asked again", async () => {
    const { finding } = await probe(
      json(429, { ok: false, code: "rate-limited", message: "", retryAfterMs: 90_000 }),
    );

    expect(finding.values).toEqual({ minutes: 2 });
  });

  it("is unreachable when the browser says so, and when it stays silent", async () => {
    const refused = await probe(() => Promise.reject(new TypeError("Failed to fetch")));
    const waiting = probeServer(
      {
        fetch: (_, init) =>
          new Promise((_resolve, reject) => {
            init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
          }),
        isHttps: true,
        nowMs: Date.now,
      },
      new AbortController().signal,
    );
    await vi.advanceTimersByTimeAsync(20_000);

    expect(refused.finding).toEqual({ code: "server.unreachable" });
    expect((await waiting).finding).toEqual({ code: "server.unreachable" });
  });
});
