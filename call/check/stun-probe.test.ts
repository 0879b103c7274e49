import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  fakeConnections,
  type Happening,
  HOST,
  RELAY,
  SRFLX,
  TCP_HOST,
} from "./connections-for-tests.ts";
import { probeStun } from "./stun-probe.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function probe(happenings: readonly Happening[], urls = ["stun:stun.example"]) {
  const connections = fakeConnections(() => happenings);
  const probing = probeStun(
    { createConnection: connections.createConnection, nowMs: Date.now },
    { urls, signal: new AbortController().signal },
  );
  await vi.advanceTimersByTimeAsync(10_000);
  return { finding: await probing, connections };
}

describe("STUN", () => {
  it("that tells a public address is good", async () => {
    const { finding, connections } = await probe([{ candidate: HOST }, { candidate: SRFLX }]);

    expect(finding).toEqual({ code: "stun.good", values: { ms: 0 } });
    expect(connections.configurations).toEqual([{ iceServers: [{ urls: ["stun:stun.example"] }] }]);
    expect(connections.open()).toBe(0);
  });

  it.each<[string, readonly Happening[]]>([
    ["stun.direct", [{ candidate: HOST }, "complete"]],
    // Nobody answers until the patience ends.
    ["stun.silent", [{ candidate: HOST }]],
    ["stun.silent", [{ candidate: HOST }, { errorCode: 701 }, "complete"]],
    // A policy lets no UDP out, so there was nobody to ask.
    ["stun.silent", [{ candidate: TCP_HOST }, "complete"]],
    ["stun.silent", ["complete"]],
    ["stun.silent", ["rejected"]],
    ["stun.silent", [{ candidate: RELAY }]],
  ])("is %s after %o", async (code, happenings) => {
    const { finding, connections } = await probe(happenings);

    expect(finding).toEqual({ code });
    expect(connections.open()).toBe(0);
  });

  it("is answered when one of several servers answers", async () => {
    const { finding } = await probe(
      [{ candidate: HOST }, { errorCode: 701 }, "complete"],
      ["stun:gone.example", "stun:stun.example"],
    );

    expect(finding).toEqual({ code: "stun.direct" });
  });

  it("is not asked where there is none", async () => {
    const { finding, connections } = await probe([], []);

    expect(finding).toEqual({ code: "stun.none" });
    expect(connections.configurations).toEqual([]);
  });
});
