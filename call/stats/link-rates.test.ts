import { describe, expect, it } from "vitest";
import { linkRates } from "./link-rates.ts";
import type { LinkSample, ReceivedSource } from "./link-sample.ts";
import { recorded } from "./reports-for-tests.ts";

const { before, after } = recorded.chromium;

/** The later sample of Chromium, with another microphone or camera. */
function later(
  change: { microphone?: Partial<ReceivedSource>; camera?: Partial<ReceivedSource> } = {},
): LinkSample {
  const { microphone, camera } = after.received;
  if (microphone === null || camera === null) throw new Error("the fixture has both");
  return {
    ...after,
    received: {
      ...after.received,
      microphone: { ...microphone, ...change.microphone },
      camera: { ...camera, ...change.camera },
    },
  };
}

describe("the rates between two samples", () => {
  it("are those of the recorded two seconds in Chromium", () => {
    const rates = linkRates(before, after);

    expect(rates?.intervalMs).toBeCloseTo(2_006.4, 1);
    expect(rates?.receivedBps).toBeCloseTo((8_000 * (8_851 + 52_995)) / 2_006.4, -1);
    expect(rates?.sentBps).toBeCloseTo((8_000 * (8_851 + 52_924)) / 2_006.4, -1);
    expect(rates).toMatchObject({ lossRatio: 0, concealedRatio: 0, frozenRatio: 0 });
    expect(rates?.frameRate).toBeCloseTo(19.9, 1);
    expect(rates?.sentFrameRate).toBeCloseTo(19.9, 1);
    expect(rates?.encodeMs).toBeCloseTo(154 / 40, 3);
    expect(rates?.audioBufferMs).toBeCloseTo(118.9, 1);
    expect(rates?.videoBufferMs).toBeCloseTo(7.4, 1);
  });

  it("are those of the recorded two seconds in Firefox", () => {
    const rates = linkRates(recorded.firefox.before, recorded.firefox.after);

    expect(rates?.frameRate).toBeCloseTo(25.9, 1);
    expect(rates?.frozenRatio).toBeCloseTo(217 / 2_007, 3);
    expect(rates?.concealedRatio).toBeCloseTo(720 / 80_640, 4);
    expect(rates?.encodeMs).toBeCloseTo(142 / 53, 3);
  });

  it("count what was lost of what was due, over all sources", () => {
    // 100 packets of sound and 79 of the picture came between the samples.
    const sample = later({ microphone: { packetsLost: 15 }, camera: { packetsLost: 6 } });

    expect(linkRates(before, sample)?.lossRatio).toBeCloseTo(21 / 200, 4);
  });

  it("say nothing of losses where little was due, and none where packets came late", () => {
    const few = later({ microphone: { packets: 405, packetsLost: 5 }, camera: { packets: 290 } });
    const late = { ...later(), received: later({ microphone: { packetsLost: -3 } }).received };

    expect(linkRates(before, few)?.lossRatio).toBeNull();
    expect(linkRates(before, late)?.lossRatio).toBe(0);
  });

  it("leave guessed silence out of what is guessed", () => {
    const concealed = { concealedSamples: 3_911 + 9_648, silentConcealedSamples: 240 + 4_824 };

    expect(linkRates(before, later({ microphone: concealed }))?.concealedRatio).toBeCloseTo(0.05);
  });

  it("count a source that is new from nothing", () => {
    const withoutCamera = { ...before, received: { ...before.received, camera: null } };

    expect(linkRates(withoutCamera, after)?.frameRate).toBeCloseTo((194 * 1_000) / 2_006.4, 1);
  });

  it("are unknown across two connections, at one moment, and without a report", () => {
    expect(linkRates(after, before)).toBeNull();
    expect(linkRates(after, after)).toBeNull();
    expect(linkRates({ ...before, takenAtMs: null }, after)).toBeNull();
    // The counters of a new connection begin again.
    const takenAtMs = (after.takenAtMs ?? 0) + 1_000;
    expect(linkRates(after, { ...before, takenAtMs })).toBeNull();
  });
});
