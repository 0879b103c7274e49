import { describe, expect, it } from "vitest";
import { THRESHOLDS } from "../thresholds.ts";
import { createLinkHealth, type ReceivedReport, type Sampled } from "./link-health.ts";
import type { LinkSample, Mapping } from "./link-sample.ts";
import { recorded } from "./reports-for-tests.ts";

const calm = { rttMs: 40, rttJitterMs: 3, lossRatio: 0 };
const both = { microphone: true, camera: true };

/** The recorded link as it goes on at the same pace, some seconds later. */
function sampleAfter(seconds: number, change: Partial<LinkSample> = {}): LinkSample {
  const { before, after } = recorded.chromium;
  const per = seconds / 2.0064;
  const grown = (from: unknown, to: unknown): unknown => {
    if (typeof from === "number" && typeof to === "number") return from + (to - from) * per;
    if (typeof to !== "object" || to === null || typeof from !== "object" || from === null)
      return to;
    const earlier = new Map(Object.entries(from));
    return Object.fromEntries(
      Object.entries(to).map(([name, value]) => [name, grown(earlier.get(name), value)]),
    );
  };
  // The recorded samples have the same members, so what lies between them has too.
  return { ...(grown(before, after) as LinkSample), ...change };
}

const theirReport: ReceivedReport = {
  kind: "received",
  quality: "good",
  lossRatio: 0.01,
  frameRate: 20,
  sentFrameRate: 20,
  limitation: "none",
};

/** A link that is sampled once a second, from `fromSeconds` on. */
function aLink() {
  const health = createLinkHealth();
  return {
    health,
    run(fromSeconds: number, toSeconds: number, change: Partial<Sampled> = {}) {
      for (let second = fromSeconds; second <= toSeconds; second += 1)
        health.sampled(
          { sample: sampleAfter(second), heartbeat: calm, peer: both, ...change },
          second * 1_000,
        );
      return health.snapshot();
    },
  };
}

describe("the health of a link", () => {
  it("is unknown before the first sample, and there is nothing to tell", () => {
    const { health } = aLink();

    expect(health.snapshot()).toMatchObject({ receives: null, received: null, path: null });
    expect(health.report()).toBeNull();
  });

  it("is unknown until a path was found for the first time", () => {
    const { health, run } = aLink();
    health.sampled({ sample: sampleAfter(0, { path: null }), heartbeat: calm, peer: both }, 0);

    expect(health.snapshot()).toMatchObject({ receives: null, rttMs: null });
    expect(run(1, 2).receives).toBe("good");
  });

  it("shows what was measured over the last seconds", () => {
    const shown = aLink().run(0, 5);

    expect(shown).toMatchObject({
      receives: "good",
      received: null,
      rttMs: 40,
      rttJitterMs: 3,
      beatLossRatio: 0,
      relayed: false,
      path: { local: "host", remote: "host", protocol: "udp", relayProtocol: null },
      restarts: { fast: 0, full: 0 },
      mappingChanges: 0,
      faultCount: 0,
      faults: [],
    });
    expect(shown.incoming).toMatchObject({
      lossRatio: 0,
      concealedRatio: 0,
      width: 640,
      height: 360,
      audioCodec: "opus",
      videoCodec: "VP8",
    });
    expect(shown.incoming.bitrateBps).toBeCloseTo(246_600, -3);
    expect(shown.incoming.frameRate).toBeCloseTo(19.9, 1);
    expect(shown.outgoing).toMatchObject({ limitation: "none", lossRatio: 0 });
    expect(shown.outgoing.encodeMs).toBeCloseTo(3.85, 2);
  });

  it("takes the round trip of the path where no beat has come back yet", () => {
    const heartbeat = { rttMs: null, rttJitterMs: null, lossRatio: null };

    expect(aLink().run(0, 1, { heartbeat }).rttMs).not.toBeNull();
  });

  it("keeps one figure a second of the last minute, whatever was sampled in between", () => {
    const { health, run } = aLink();
    run(0, 80);
    const before = health.snapshot().history;
    health.sampled({ sample: sampleAfter(80.2), heartbeat: calm, peer: both }, 80_200);

    expect(before.rttMs).toHaveLength(60);
    expect(before.incomingBps).toHaveLength(60);
    expect(before.incomingBps.at(-1)).toBeCloseTo(246_600, -3);
    expect(health.snapshot().history).toBe(before);
  });

  it("has no picture while the camera is off", () => {
    const { received, sent } = sampleAfter(3);
    const still = (second: number) =>
      sampleAfter(second, {
        received: { ...sampleAfter(second).received, camera: received.camera },
        sent: { ...sampleAfter(second).sent, camera: sent.camera },
      });
    const { health } = aLink();
    for (const second of [3, 4, 5, 6])
      health.sampled(
        {
          sample: still(second),
          heartbeat: calm,
          peer: { microphone: true, camera: false },
        },
        second * 1_000,
      );

    expect(health.snapshot()).toMatchObject({
      receives: "good",
      incoming: { width: null, frameRate: null },
      outgoing: { width: null, frameRate: null },
    });
    // A camera that is held back is told as such, and not as unknown.
    expect(health.report()).toMatchObject({ frameRate: null, sentFrameRate: 0 });
  });

  it("gives a camera that has just come on the time to arrive", () => {
    const off = { microphone: true, camera: false };
    const frozen = (second: number) => {
      const sample = sampleAfter(second);
      const camera = sample.received.camera;
      if (camera === null) throw new Error("the fixture has a camera");
      // One standstill of two seconds that ended with its first picture.
      return {
        ...sample,
        received: { ...sample.received, camera: { ...camera, frozenMs: second >= 6 ? 2_000 : 0 } },
      };
    };
    const { health } = aLink();
    for (let second = 0; second <= 14; second += 1)
      health.sampled(
        { sample: frozen(second), heartbeat: calm, peer: second < 5 ? off : both },
        second * 1_000,
      );

    expect(health.snapshot().receives).toBe("good");
  });

  it("believes few frames of a camera whose sender means to send few", () => {
    const slow = (second: number) => {
      const sample = sampleAfter(second);
      const camera = sample.received.camera;
      if (camera === null) throw new Error("the fixture has a camera");
      const framesDecoded = second * 6;
      return { ...sample, received: { ...sample.received, camera: { ...camera, framesDecoded } } };
    };
    const judged = (report: ReceivedReport) => {
      const { health } = aLink();
      health.received(report, 0);
      for (let second = 0; second <= 9; second += 1)
        health.sampled({ sample: slow(second), heartbeat: calm, peer: both }, second * 1_000);
      return health.snapshot().receives;
    };

    expect(judged({ ...theirReport, sentFrameRate: 6 })).toBe("good");
    expect(judged({ ...theirReport, sentFrameRate: 20 })).toBe("fair");
    expect(judged({ ...theirReport, sentFrameRate: 6, limitation: "bandwidth" })).toBe("fair");
  });

  it("is told what the peer receives, and forgets it when that grows old", () => {
    const { health, run } = aLink();
    run(0, 3);
    health.received({ ...theirReport, quality: "poor", lossRatio: 0.3 }, 3_500);
    const shown = run(4, 5);

    expect(shown).toMatchObject({ receives: "good", received: "poor" });
    expect(shown.outgoing.lossRatio).toBe(0.3);
    expect(run(6, 6 + THRESHOLDS.toldForMs / 1_000).received).toBeNull();
  });

  it("tells the peer how it is received, and what is sent to it", () => {
    const { health, run } = aLink();
    run(0, 4);

    expect(health.report()).toMatchObject({
      kind: "received",
      quality: "good",
      limitation: "none",
    });
    expect(health.report()?.sentFrameRate).toBeCloseTo(19.9, 1);
  });

  it("records how long a silence took to be noticed and to end, and what ended it", () => {
    const { health, run } = aLink();
    run(0, 4);
    health.received(theirReport, 4_000);

    health.silent(5_000, 640);
    health.silent(5_100, 740);
    expect(health.snapshot()).toMatchObject({ receives: "lost", received: "lost", faultCount: 1 });
    health.lost(5_600, 1_240);
    health.restarted({ kind: "fast", level: 0 });
    health.restarted({ kind: "full", level: 1 });
    health.healed(9_000, { kind: "full", level: 1 });

    expect(health.snapshot()).toMatchObject({
      receives: "good",
      received: "good",
      restarts: { fast: 1, full: 1 },
      level: 1,
      faultCount: 1,
      faults: [{ sinceMs: 4_360, detectMs: 640, healMs: 4_000, step: { kind: "full", level: 1 } }],
    });
  });

  it("stays lost while it is silent, whatever statistics say", () => {
    const { health, run } = aLink();
    run(0, 4);
    health.silent(4_700, 700);
    health.received(theirReport, 4_800);

    expect(run(5, 8)).toMatchObject({ receives: "lost", received: "lost" });
    expect(health.snapshot().history.rttMs.at(-1)).toBeNull();
    expect(health.report()?.quality).toBe("lost");
  });

  it("takes the first connection for no fault", () => {
    const { health } = aLink();
    health.healed(900, { kind: "none", level: 0 });

    expect(health.snapshot().faultCount).toBe(0);
  });

  it("does not blame the healed path for what was lost in the cut", () => {
    const { health, run } = aLink();
    run(0, 4);
    health.lost(5_000, 1_200);
    health.healed(8_000, { kind: "fast", level: 0 });
    const { received } = sampleAfter(8);
    const camera = received.camera;
    if (camera === null) throw new Error("the fixture has a camera");
    for (let second = 8; second <= 16; second += 1) {
      const sample = sampleAfter(second);
      // The standstill is counted with the first picture after it.
      const frozenMs = second > 8 ? 4_000 : 0;
      health.sampled(
        {
          sample: { ...sample, received: { ...sample.received, camera: { ...camera, frozenMs } } },
          heartbeat: { ...calm, lossRatio: null },
          peer: both,
        },
        second * 1_000,
      );
      if (second <= 11) expect(health.snapshot().receives).toBe("good");
    }
  });

  it("counts changes of the own mapping over the last minute", () => {
    const { health } = aLink();
    const seen = (mapping: Mapping | null, second: number) => {
      health.sampled(
        { sample: sampleAfter(second, { mapping }), heartbeat: calm, peer: both },
        second * 1_000,
      );
      return health.snapshot().mappingChanges;
    };
    const first = { address: "home", port: "a", life: "1" };

    seen(first, 0);
    expect(seen(null, 1)).toBe(0);
    expect(seen(first, 2)).toBe(0);
    // The NAT gave another port to the same socket.
    expect(seen({ ...first, port: "b" }, 3)).toBe(1);
    // A restart opened another socket.
    expect(seen({ ...first, port: "c", life: "2" }, 4)).toBe(1);
    // The network is another one.
    expect(seen({ address: "café", port: "d", life: "3" }, 40)).toBe(2);
    expect(seen({ address: "café", port: "d", life: "3" }, 70)).toBe(1);
  });

  it("begins anew with a new connection, and keeps what was before in its charts", () => {
    const { health, run } = aLink();
    run(10, 14);
    const charted = health.snapshot().history.rttMs.length;
    for (const second of [0, 1])
      health.sampled(
        { sample: sampleAfter(second), heartbeat: calm, peer: both },
        (15 + second) * 1_000,
      );

    expect(health.snapshot().history.rttMs).toHaveLength(charted + 2);
    expect(health.snapshot().history.incomingBps.at(-2)).toBeNull();
    expect(health.snapshot().incoming.bitrateBps).toBeCloseTo(246_600, -3);
  });
});
