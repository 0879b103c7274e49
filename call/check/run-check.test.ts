import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CheckState } from "./check-state.ts";
import { shownState } from "./check-state.ts";
import { fakeConnections, type Happening, HOST } from "./connections-for-tests.ts";
import { type StepId, stepIds } from "./findings.ts";
import { type CheckParts, runCheck } from "./run-check.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const turn = {
  urls: ["turn:turn.example?transport=udp", "turns:turn.example"],
  username: "1:check-x",
  credential: "secret",
};

function parts(different: {
  iceServers?: readonly object[];
  happenings?: (url: string) => readonly Happening[];
  fetch?: CheckParts["fetch"];
  canConnect?: boolean;
}) {
  const connections = fakeConnections(different.happenings ?? (() => []));
  const made: CheckParts = {
    facts: () => ({
      isSecureContext: true,
      canConnect: different.canConnect ?? true,
      hasWebSocket: true,
      videoTypes: null,
    }),
    devices: { getUserMedia: () => Promise.reject(new DOMException("", "NotFoundError")) },
    isSecureContext: true,
    permission: async () => null,
    isHeard: async () => true,
    fetch:
      different.fetch ??
      (async () =>
        Response.json({ ice: { servers: different.iceServers ?? [], validForMs: null } })),
    page: new URL("https://meet.example/check"),
    createSocket: () => ({
      open: async () => "open",
      ask: async () => undefined,
      close: () => undefined,
    }),
    createConnection: connections.createConnection,
    nowMs: Date.now,
  };
  return { parts: made, connections };
}

async function run(different: Parameters<typeof parts>[0] = {}) {
  const { parts: made, connections } = parts(different);
  const states: CheckState[] = [];
  const running = runCheck(made, {
    onChange: (state) => states.push(state),
    signal: new AbortController().signal,
    skipDevices: new AbortController().signal,
  });
  await vi.advanceTimersByTimeAsync(60_000);
  await running;
  const last = states.at(-1);
  if (last === undefined) throw new Error("nothing was told");
  const codes = Object.fromEntries(
    stepIds.map((id) => {
      const step = last.steps[id];
      return [id, step.state === "found" ? step.finding.code : step.state];
    }),
  );
  return { states, last, codes, connections };
}

describe("a check", () => {
  it("goes through the steps in their order, and ends with a verdict", async () => {
    const { states, last, codes } = await run();

    const order: StepId[] = [];
    for (const state of states) {
      for (const id of stepIds) {
        if (shownState(state.steps[id]) === "running" && !order.includes(id)) order.push(id);
      }
    }
    expect(order).toEqual(["browser", "microphone", "camera", "server", "websocket", "stun"]);
    expect(codes).toEqual({
      browser: "browser.good",
      microphone: "microphone.missing",
      camera: "camera.missing",
      server: "server.good",
      websocket: "websocket.good",
      stun: "stun.none",
      relayUdp: "relay.none",
      relayTcp: "relay.none",
      relayTls: "relay.none",
      loop: "loop.none",
    });
    expect(last.phase).toBe("done");
    expect(last.verdict?.code).toBe("nearby");
  });

  it("tells what the network must let out", async () => {
    const { last } = await run({ iceServers: [turn] });

    expect(last.access.map(({ transport, port, use }) => `${use} ${transport} ${port}`)).toEqual([
      "https TCP 443",
      "turn UDP 3478",
      "turnTls TCP 5349",
    ]);
  });

  it("tries what is offered, and says what is not", async () => {
    const { codes, last } = await run({
      iceServers: [turn],
      happenings: (url) => (url.startsWith("stun:") ? [{ candidate: HOST }, "complete"] : []),
    });

    expect(codes).toMatchObject({
      stun: "stun.direct",
      relayUdp: "relay.silent",
      relayTcp: "relay.notOffered",
      relayTls: "relay.silent",
      loop: "loop.none",
    });
    expect(last.verdict?.code).toBe("directOnly");
  });

  it("tries nothing of which the server did not say where", async () => {
    const { codes, connections } = await run({
      fetch: () => Promise.reject(new TypeError("Failed to fetch")),
    });

    expect(codes).toMatchObject({ server: "server.unreachable", loop: "skipped.server" });
    expect(connections.configurations).toEqual([]);
  });

  it("tries no connections in a browser that has none", async () => {
    const { codes, connections } = await run({ canConnect: false, iceServers: [turn] });

    expect(codes).toMatchObject({ server: "server.good", relayUdp: "skipped.browser" });
    expect(connections.configurations).toEqual([]);
  });

  it("says nothing more once it is stopped, and leaves nothing open", async () => {
    const { parts: made, connections } = parts({ iceServers: [turn] });
    const stop = new AbortController();
    const states: CheckState[] = [];
    const running = runCheck(made, {
      onChange: (state) => states.push(state),
      signal: stop.signal,
      skipDevices: new AbortController().signal,
    });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(connections.open()).toBe(1);
    const told = states.length;

    stop.abort();

    await running;
    expect(states).toHaveLength(told);
    expect(connections.open()).toBe(0);
    expect(states.at(-1)?.phase).toBe("running");
  });
});
