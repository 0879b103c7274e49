import { describe, expect, it } from "vitest";
import { type LinkFacts, linkState, restartDelayMs, transportOf } from "./link-state.ts";

const fresh: LinkFacts = {
  transport: "new",
  everConnected: false,
  failedAttempts: 0,
  mending: false,
  peerAway: false,
};
const used: LinkFacts = { ...fresh, everConnected: true };

describe("the state of a link", () => {
  it.each<[string, LinkFacts, ReturnType<typeof linkState>]>([
    ["before it first connects", fresh, "connecting"],
    ["while media can flow", { ...used, transport: "connected" }, "connected"],
    [
      "while the socket of the peer is away",
      { ...used, transport: "connected", peerAway: true },
      "connected",
    ],
    ["when packets stop", { ...used, transport: "disconnected" }, "unstable"],
    ["when the path is given up", { ...used, transport: "failed" }, "reconnecting"],
    ["while a restart is under way", { ...used, mending: true }, "reconnecting"],
    [
      "while a restart shows as a disconnection",
      { ...used, mending: true, transport: "disconnected" },
      "reconnecting",
    ],
    [
      "when it never connected and the path is given up",
      { ...fresh, transport: "failed" },
      "reconnecting",
    ],
    [
      "when neither socket nor packets come",
      { ...used, transport: "disconnected", peerAway: true },
      "reconnecting",
    ],
    [
      "after three attempts that brought nothing",
      { ...used, transport: "failed", failedAttempts: 3 },
      "failed",
    ],
    [
      "when an attempt after that succeeds",
      { ...used, transport: "connected", failedAttempts: 3 },
      "connected",
    ],
  ])("%s", (_, facts, state) => {
    expect(linkState(facts)).toBe(state);
  });
});

describe("the transport", () => {
  it("has failed when either state says so", () => {
    expect(transportOf("failed", "disconnected")).toBe("failed");
    expect(transportOf("connected", "failed")).toBe("failed");
  });

  it("is disconnected as soon as ICE knows it", () => {
    expect(transportOf("connected", "disconnected")).toBe("disconnected");
  });

  it("is connected when encryption stands too", () => {
    expect(transportOf("connecting", "connected")).toBe("new");
    expect(transportOf("connected", "completed")).toBe("connected");
  });
});

describe("the wait before a restart", () => {
  it("is none at first for the end that leads, and gives it a lead", () => {
    expect(restartDelayMs(0, true)).toBe(0);
    expect(restartDelayMs(0, false)).toBeGreaterThan(0);
  });

  it("grows to a ceiling, so that trying never ends", () => {
    const delays = [1, 2, 3, 4, 5, 20].map((failed) => restartDelayMs(failed, true));

    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
  });
});
