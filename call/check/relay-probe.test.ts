import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fakeConnections, type Happening, RELAY } from "./connections-for-tests.ts";
import { probeRelay } from "./relay-probe.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const near = { urls: ["turn:near.example"], username: "1:check-x", credential: "secret" };
const far = { ...near, urls: ["turn:far.example"] };

async function probe(happenings: (url: string) => readonly Happening[], servers = [near]) {
  const connections = fakeConnections(happenings);
  const probing = probeRelay(
    { createConnection: connections.createConnection, nowMs: Date.now },
    { servers, signal: new AbortController().signal },
  );
  await vi.advanceTimersByTimeAsync(30_000);
  return { ...(await probing), connections };
}

describe("a relay", () => {
  it("that gives an address is good; nothing but that relay is used", async () => {
    const { finding, server, connections } = await probe(() => [{ candidate: RELAY }]);

    expect(finding).toEqual({ code: "relay.good", values: { ms: 0 } });
    expect(server).toEqual(near);
    expect(connections.configurations).toEqual([
      { iceTransportPolicy: "relay", iceServers: [near] },
    ]);
    expect(connections.open()).toBe(0);
  });

  it.each<[string, readonly Happening[]]>([
    ["relay.silent", []],
    ["relay.silent", [{ errorCode: 701 }, "complete"]],
    ["relay.silent", ["complete"]],
    ["relay.refused", [{ errorCode: 401 }, "complete"]],
    ["relay.refused", [{ errorCode: 701 }, { errorCode: 441 }]],
    ["relay.full", [{ errorCode: 486 }, "complete"]],
    ["relay.full", [{ errorCode: 508 }]],
  ])("is %s after %o", async (code, happenings) => {
    const { finding, server, connections } = await probe(() => happenings);

    expect(finding).toEqual({ code });
    expect(server).toBeNull();
    expect(connections.open()).toBe(0);
  });

  it("that is gone leaves the turn to the next one", async () => {
    const { finding, server } = await probe(
      (url) => (url === "turn:far.example" ? [{ candidate: RELAY }] : []),
      [near, far],
    );

    expect(finding.code).toBe("relay.good");
    expect(server).toEqual(far);
  });

  it("with a URL that the browser does not take is silent", async () => {
    const { finding } = await probe(() => [], [{ ...near, urls: ["turn:unparseable"] }]);

    expect(finding).toEqual({ code: "relay.silent" });
  });
});
