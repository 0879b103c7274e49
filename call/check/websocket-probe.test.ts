import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ProbeSocket, probeWebSocket } from "./websocket-probe.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A socket that opens as told and answers after each of the times given, in milliseconds. */
function fakeSocket(opens: "open" | "outdated" | "failed" | "never", answersMs: number[] = []) {
  let closed = 0;
  const socket: ProbeSocket = {
    open: () => (opens === "never" ? new Promise(() => undefined) : Promise.resolve(opens)),
    ask: async () => {
      const ms = answersMs.shift();
      if (ms === undefined) throw new Error("no answer");
      vi.advanceTimersByTime(ms);
    },
    close: () => {
      closed += 1;
    },
  };
  return { socket, closed: () => closed };
}

function probe(socket: ProbeSocket, options: { reachable?: boolean; signal?: AbortSignal } = {}) {
  return probeWebSocket(
    { createSocket: () => socket, nowMs: Date.now },
    { reachable: true, signal: new AbortController().signal, ...options },
  );
}

describe("a WebSocket", () => {
  it("that opens and answers is good, with the median of the answers", async () => {
    const { socket, closed } = fakeSocket("open", [90, 20, 30]);

    expect(await probe(socket)).toEqual({ code: "websocket.good", values: { ms: 30 } });
    expect(closed()).toBe(1);
  });

  it("that does not open while HTTP gets through is blocked", async () => {
    const { socket, closed } = fakeSocket("failed");

    expect(await probe(socket)).toEqual({ code: "websocket.blocked" });
    expect(closed()).toBe(1);
  });

  it("that neither opens nor fails is blocked after a while", async () => {
    const { socket, closed } = fakeSocket("never");
    const probing = probe(socket);

    await vi.advanceTimersByTimeAsync(10_000);

    expect(await probing).toEqual({ code: "websocket.blocked" });
    expect(closed()).toBe(1);
  });

  it("is not blamed where the server cannot be reached at all", async () => {
    const { socket } = fakeSocket("failed");

    expect(await probe(socket, { reachable: false })).toEqual({ code: "websocket.unreachable" });
  });

  it("that opens and carries nothing is mute", async () => {
    const { socket, closed } = fakeSocket("open", [20]);

    expect(await probe(socket)).toEqual({ code: "websocket.mute" });
    expect(closed()).toBe(1);
  });

  it("that finds a newer server has found the way", async () => {
    const { socket } = fakeSocket("outdated");

    expect(await probe(socket)).toEqual({ code: "websocket.outdated" });
  });

  it("is closed when the check is stopped", async () => {
    const { socket, closed } = fakeSocket("never");
    const stop = new AbortController();
    const probing = probe(socket, { signal: stop.signal });

    stop.abort();

    await probing;
    expect(closed()).toBe(1);
  });
});
