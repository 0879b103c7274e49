import { describe, expect, it } from "vitest";
import { type LinkFacts, linkState, transportOf } from "./link-state.ts";

const fresh: LinkFacts = {
  everConnected: false,
  silentMs: 0,
  allowanceMs: 600,
  isLost: true,
  isExhausted: false,
};
const used: LinkFacts = { ...fresh, everConnected: true, isLost: false };

describe("the state of a link", () => {
  it.each<[string, LinkFacts, ReturnType<typeof linkState>]>([
    ["before it first connects", fresh, "connecting"],
    [
      "when it never connected, after every way was tried",
      { ...fresh, isExhausted: true },
      "failed",
    ],
    ["while packets come", { ...used, silentMs: 599 }, "connected"],
    ["when packets stop", { ...used, silentMs: 600 }, "unstable"],
    [
      "when a quiet pair is as quiet as it said",
      { ...used, silentMs: 20_000, allowanceMs: 45_000 },
      "connected",
    ],
    ["while it is mended", { ...used, silentMs: 1_300, isLost: true }, "reconnecting"],
    ["while it is mended and a packet came", { ...used, isLost: true }, "reconnecting"],
    [
      "after a whole ladder brought nothing",
      { ...used, isLost: true, isExhausted: true },
      "failed",
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

  it("is disconnected when either state says so", () => {
    expect(transportOf("connected", "disconnected")).toBe("disconnected");
    expect(transportOf("disconnected", "connected")).toBe("disconnected");
  });

  it("is connected when the connection says so, and new before", () => {
    expect(transportOf("connected", "connected")).toBe("connected");
    expect(transportOf("connecting", "checking")).toBe("new");
  });
});
