import { describe, expect, it } from "vitest";
import type { SignalBody } from "#protocol/signal.ts";
import { createEarlyCandidates } from "./early-candidates.ts";

const candidate = (name: string): SignalBody => ({
  kind: "candidate",
  candidate: name,
  sdpMid: "0",
  sdpMLineIndex: 0,
  usernameFragment: null,
});
const [a, b] = [candidate("a"), candidate("b")];

describe("candidates that overtook their offer", () => {
  it("wait for the generation that they belong to, in order, and are taken once", () => {
    const early = createEarlyCandidates();
    early.hold(2, a);
    early.hold(2, b);

    expect(early.take(1)).toEqual([]);
    expect(early.take(2)).toEqual([a, b]);
    expect(early.take(2)).toEqual([]);
  });

  it("are of the newest generation alone", () => {
    const early = createEarlyCandidates();
    early.hold(2, a);
    early.hold(3, b);
    early.hold(2, a);

    expect(early.take(3)).toEqual([b]);
  });

  it("are forgotten once a later generation has begun", () => {
    const early = createEarlyCandidates();
    early.hold(2, a);

    expect(early.take(3)).toEqual([]);
    expect(early.take(2)).toEqual([]);
  });
});
