import { describe, expect, it } from "vitest";
import chromiumDirect from "./fixtures/chromium-156-direct.json";
import { type StatsLike, sampleLink } from "./link-sample.ts";

type Entry = { readonly id: string; readonly type: string } & Record<string, unknown>;

function report(entries: readonly Entry[]): StatsLike {
  return new Map(entries.map((entry) => [entry.id, entry]));
}

/** The recorded call, with the chosen end of its selected pair of another type. */
function chromiumWith(end: "local" | "remote", candidateType: string): StatsLike {
  const entries: readonly Entry[] = chromiumDirect;
  const transport = entries.find(({ type }) => type === "transport");
  const pair = entries.find(({ id }) => id === transport?.["selectedCandidatePairId"]);
  return report(
    entries.map((entry) =>
      entry.id === pair?.[`${end}CandidateId`] ? { ...entry, candidateType } : entry,
    ),
  );
}

/** Firefox has no transport entry and marks the pair itself. */
const firefox = (candidateType: string): StatsLike =>
  report([
    { id: "l1", type: "local-candidate", candidateType: "host" },
    { id: "l2", type: "local-candidate", candidateType },
    { id: "p1", type: "candidate-pair", localCandidateId: "l1", selected: false },
    { id: "p2", type: "candidate-pair", localCandidateId: "l2", selected: true },
    { id: "a", type: "inbound-rtp", kind: "audio", bytesReceived: 300 },
  ]);

describe("a sample of a link", () => {
  it("is read from what Chromium reports of a direct link", () => {
    expect(sampleLink(report(chromiumDirect))).toEqual({
      relayed: false,
      bytesReceived: 11_474 + 52_945 + 96,
      audioAmplitude: 0.06247138889736625,
    });
  });

  it("is relayed when the own end of the selected pair is a relay, and only then", () => {
    expect(sampleLink(chromiumWith("local", "relay")).relayed).toBe(true);
    expect(sampleLink(chromiumWith("local", "prflx")).relayed).toBe(false);
    expect(sampleLink(chromiumWith("remote", "relay")).relayed).toBe(false);
  });

  it("finds the selected pair where it is marked on the pair", () => {
    expect(sampleLink(firefox("relay"))).toEqual({
      relayed: true,
      bytesReceived: 300,
      audioAmplitude: null,
    });
    expect(sampleLink(firefox("srflx")).relayed).toBe(false);
  });

  it("knows no route while no pair is selected", () => {
    expect(sampleLink(report([{ id: "T", type: "transport" }]))).toEqual({
      relayed: null,
      bytesReceived: 0,
      audioAmplitude: null,
    });
  });
});
