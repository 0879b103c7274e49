import { describe, expect, it } from "vitest";
import chromiumDirect from "./fixtures/chromium-156-direct.json";
import chromiumTwo from "./fixtures/chromium-156-two-seconds.json";
import firefoxTwo from "./fixtures/firefox-153-two-seconds.json";
import { type StatsLike, sampleLink } from "./link-sample.ts";
import { aReport, type Entry, recorded } from "./reports-for-tests.ts";

/** The recorded call, with the chosen end of its selected pair changed. */
function chromiumWith(end: "local" | "remote", change: Record<string, unknown>): StatsLike {
  const entries: readonly Entry[] = chromiumDirect;
  const transport = entries.find(({ type }) => type === "transport");
  const pair = entries.find(({ id }) => id === transport?.["selectedCandidatePairId"]);
  return aReport(
    entries.map((entry) =>
      entry.id === pair?.[`${end}CandidateId`] ? { ...entry, ...change } : entry,
    ),
  );
}

/** Older Firefox has no transport entry and marks the pair itself. */
const olderFirefox = (candidateType: string): StatsLike =>
  aReport([
    { id: "l1", type: "local-candidate", candidateType: "host" },
    { id: "l2", type: "local-candidate", candidateType },
    { id: "p1", type: "candidate-pair", localCandidateId: "l1", selected: false },
    { id: "p2", type: "candidate-pair", localCandidateId: "l2", selected: true },
    { id: "a", type: "inbound-rtp", kind: "audio", bytesReceived: 300 },
  ]);

describe("a sample of a link", () => {
  it("is read from what Chromium reports of a direct link", () => {
    const { received, sent, ...sample } = sampleLink(aReport(chromiumDirect));

    expect(sample).toEqual({
      takenAtMs: 1795375480695.916,
      relayed: false,
      bytesReceived: 11_474 + 52_945 + 96,
      bytesSent: 12_835 + 90_350 + 96,
      checksReceived: 5 + 5,
      audioAmplitude: 0.06247138889736625,
      rttMs: 1,
      availableOutgoingBps: 3_129_142,
      lipSyncMs: null,
      path: { local: "host", remote: "host", protocol: "udp", relayProtocol: null },
      mapping: expect.objectContaining({ port: expect.any(String) }),
    });
    expect(received.camera).toMatchObject({ packets: 71, framesDecoded: 42, frameRate: 19 });
    // Nobody shares a screen: its section is there and brings nothing.
    expect(received.screen).toMatchObject({ framesDecoded: 0, width: null });
    // The peer's first report of the own camera has not come yet.
    expect(sent.camera).toMatchObject({ limitation: "bandwidth", peerLossRatio: null });
  });

  it("has everything that Chromium tells of a link some seconds old", () => {
    const { received, sent, lipSyncMs } = recorded.chromium.after;

    expect(lipSyncMs).toBe(-125);
    expect(received).toMatchObject({
      microphone: {
        codec: "opus",
        bytes: 29_581 + 14_000,
        packets: 500,
        packetsLost: 0,
        jitterMs: 1,
        waitedMs: 51_657_600,
        played: 475_200,
        samples: 479_040,
        concealedSamples: 3_911,
        silentConcealedSamples: 240,
      },
      camera: {
        codec: "VP8",
        packets: 368,
        jitterMs: 4,
        framesDecoded: 194,
        freezes: 0,
        frozenMs: 0,
        width: 640,
        height: 360,
        frameRate: 20,
      },
    });
    expect(sent).toMatchObject({
      microphone: { codec: "opus", packets: 500, peerLossRatio: 0, peerRttMs: 3.113 },
      camera: {
        codec: "VP8",
        peerLossRatio: 0,
        peerRttMs: 2.274,
        framesEncoded: 194,
        keyFramesEncoded: 1,
        encodingMs: 657,
        width: 640,
        height: 360,
        frameRate: 19,
        limitation: "none",
      },
    });
  });

  it("has what Firefox tells, and null for what it does not", () => {
    const { received, sent, ...sample } = recorded.firefox.after;

    expect(sample).toMatchObject({
      relayed: false,
      checksReceived: 3,
      rttMs: 0,
      availableOutgoingBps: null,
      lipSyncMs: -312,
      path: { local: "host", remote: "host", protocol: "udp", relayProtocol: null },
    });
    expect(received.microphone).toMatchObject({ codec: "opus", samples: 461_760 });
    expect(received.camera).toMatchObject({ codec: "VP8", freezes: 1, frozenMs: 217 });
    expect(received.screen).toBeNull();
    expect(sent.camera).toMatchObject({
      codec: "VP8",
      peerRttMs: 1,
      framesEncoded: 290,
      keyFramesEncoded: null,
      encodingMs: 512,
      limitation: null,
    });
  });

  it("is relayed when the own end of the selected pair is a relay, and only then", () => {
    const relayed = (end: "local" | "remote", candidateType: string) =>
      sampleLink(chromiumWith(end, { candidateType })).relayed;

    expect(relayed("local", "relay")).toBe(true);
    expect(relayed("local", "prflx")).toBe(false);
    expect(relayed("remote", "relay")).toBe(false);
  });

  it("says how the own relay is reached", () => {
    const report = chromiumWith("local", { candidateType: "relay", relayProtocol: "tls" });

    expect(sampleLink(report).mapping).toBeNull();
    expect(sampleLink(report).path).toEqual({
      local: "relay",
      remote: "host",
      protocol: "udp",
      relayProtocol: "tls",
    });
  });

  it("tells one own address from another, without telling the address", () => {
    const mapping = (address: string, port: number, usernameFragment = "aaaa") =>
      sampleLink(chromiumWith("local", { address, port, usernameFragment })).mapping;
    const known = mapping("192.0.2.1", 5_000);

    expect(mapping("192.0.2.1", 5_000)).toEqual(known);
    expect(mapping("192.0.2.1", 5_001)).toEqual({
      ...known,
      port: expect.not.stringMatching(`^${known?.port}$`),
    });
    expect(mapping("192.0.2.2", 5_000)?.address).not.toBe(known?.address);
    expect(mapping("192.0.2.1", 5_000, "bbbb")?.life).not.toBe(known?.life);
    expect(JSON.stringify(known)).not.toContain("192");
    for (const report of [chromiumTwo[1], firefoxTwo[1]])
      expect(JSON.stringify(sampleLink(aReport(report ?? [])))).not.toContain("192.0.2.");
  });

  it("takes the live one of two entries of the same source", () => {
    const entry = (id: string, bytesReceived: number, framesDecoded: number): Entry => {
      const source = { type: "inbound-rtp", kind: "video", mid: "1" };
      return { id, ...source, bytesReceived, framesDecoded };
    };

    for (const order of [(list: Entry[]) => list, (list: Entry[]) => list.reverse()]) {
      const report = aReport(order([entry("old", 10, 1), entry("new", 90, 7)]));
      expect(sampleLink(report).received.camera?.framesDecoded).toBe(7);
    }
  });

  it("finds the selected pair where it is marked on the pair", () => {
    expect(sampleLink(olderFirefox("relay"))).toMatchObject({ relayed: true, bytesReceived: 300 });
    expect(sampleLink(olderFirefox("srflx")).relayed).toBe(false);
  });

  it("knows no route while no pair is selected", () => {
    expect(sampleLink(aReport([{ id: "T", type: "transport" }]))).toEqual({
      takenAtMs: null,
      relayed: null,
      bytesReceived: 0,
      bytesSent: 0,
      checksReceived: null,
      audioAmplitude: null,
      rttMs: null,
      availableOutgoingBps: null,
      lipSyncMs: null,
      path: null,
      mapping: null,
      received: { microphone: null, camera: null, screen: null, screenSound: null },
      sent: { microphone: null, camera: null, screen: null, screenSound: null },
    });
  });
});
