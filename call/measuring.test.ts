import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Measurement } from "#protocol/measurement.ts";
import { createMeasuring } from "./measuring.ts";
import { participantId } from "./people-for-tests.ts";
import { type LinkHealth, NOTHING_KNOWN } from "./stats/link-health.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Ann's stay: what was told of it, and when. */
function aStay() {
  const beganMs = performance.now();
  const told: { readonly atMs: number; readonly measurement: Measurement }[] = [];
  const now: { online: boolean; link: LinkHealth | null } = {
    online: true,
    link: { ...NOTHING_KNOWN, receives: "good" },
  };
  const measuring = createMeasuring({
    look: () => ({
      health: {
        links: new Map(now.link === null ? [] : [[participantId("ben"), now.link]]),
        blame: null,
      },
      routes: now.link === null ? [] : ["direct"],
    }),
    isOnline: () => now.online,
    send: (measurement) => told.push({ atMs: performance.now() - beganMs, measurement }),
  });
  return {
    told,
    now,
    measuring,
    async join({ isPictureDue = true } = {}) {
      measuring.pressed();
      await vi.advanceTimersByTimeAsync(400);
      measuring.seated({ isPictureDue });
    },
    // The rules are loaded by the first look, which takes as long as it takes.
    async pass(ms: number) {
      await vi.advanceTimersByTimeAsync(Math.min(ms, 5_000));
      await vi.dynamicImportSettled();
      await vi.advanceTimersByTimeAsync(Math.max(0, ms - 5_000));
    },
  };
}

describe("the measuring of a call", () => {
  it("tells of joining soon, and then once a minute", async () => {
    const stay = aStay();
    await stay.join();
    await vi.advanceTimersByTimeAsync(200);
    stay.measuring.pictured();
    stay.measuring.pictured();

    await stay.pass(150_000);

    expect(stay.told.map(({ atMs }) => Math.round(atMs / 1_000))).toEqual([10, 70, 130]);
    const [first, second] = stay.told.map(({ measurement }) => measurement);
    expect(first).toMatchObject({ joinMs: 400, firstFrameMs: 600, qualities: { good: 2 } });
    expect(second).toMatchObject({
      joinMs: null,
      firstFrameMs: null,
      routes: { direct: 12, relay: 0 },
      qualities: { good: 12, fair: 0, poor: 0, lost: 0 },
    });
  });

  it("says nothing of a picture where nobody sent one, nor of a press where there was none", async () => {
    const alone = aStay();
    await alone.join({ isPictureDue: false });
    alone.measuring.pictured();
    await alone.pass(10_000);
    expect(alone.told[0]?.measurement).toMatchObject({ joinMs: 400, firstFrameMs: null });

    const reloaded = aStay();
    reloaded.measuring.seated({ isPictureDue: true });
    reloaded.measuring.pictured();
    await reloaded.pass(10_000);
    expect(reloaded.told[0]?.measurement).toMatchObject({ joinMs: null, firstFrameMs: null });
  });

  it("is silent while there is nothing to tell", async () => {
    const stay = aStay();
    stay.now.link = null;
    stay.measuring.seated({ isPictureDue: false });

    await stay.pass(600_000);

    expect(stay.told).toEqual([]);
  });

  it("keeps what it found while the server is away", async () => {
    const stay = aStay();
    await stay.join();
    await stay.pass(10_000);
    stay.now.online = false;

    await stay.pass(180_000);
    expect(stay.told).toHaveLength(1);
    stay.now.online = true;
    await stay.pass(5_000);

    expect(stay.told[1]?.measurement.qualities.good).toBe(37);
  });

  it("counts a seat that is taken again as the same stay", async () => {
    const stay = aStay();
    await stay.join();
    stay.measuring.seated({ isPictureDue: true });

    await stay.pass(10_000);

    expect(stay.told[0]?.measurement).toMatchObject({ joinMs: 400, qualities: { good: 2 } });
  });

  it("tells what is left when the person leaves, then nothing more", async () => {
    const stay = aStay();
    await stay.join();
    await stay.pass(20_000);
    const lasting = { sinceMs: 15_000, detectMs: 640, healMs: null, step: null };
    stay.now.link = { ...NOTHING_KNOWN, receives: "lost", faults: [lasting] };

    stay.measuring.stop();
    await stay.pass(300_000);

    expect(stay.told).toHaveLength(2);
    expect(stay.told[1]?.measurement).toMatchObject({
      faults: [{ detectMs: 640, healMs: null, healedBy: null, level: 0 }],
      qualities: { good: 2, lost: 1 },
    });
  });

  it("begins anew with the next stay", async () => {
    const stay = aStay();
    await stay.join();
    await stay.pass(20_000);
    stay.measuring.stop();

    await stay.join();
    await stay.pass(10_000);

    expect(stay.told.at(-1)?.measurement).toMatchObject({ joinMs: 400, qualities: { good: 2 } });
  });
});
