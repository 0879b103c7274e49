/** Recovery and negotiation together, over random weather. A failure prints the seed and the shortest weather that breaks. */

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createWorld, FAIR, type Weather, type World } from "./link-world.ts";
import { openPeerLink } from "./peer-link.ts";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("MediaStream", class {});
  vi.stubGlobal("RTCRtpReceiver", { getCapabilities: () => null });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  vi.doUnmock("./outbox.ts");
  vi.doUnmock("./recovery.ts");
  vi.doUnmock("./heartbeat.ts");
  vi.resetModules();
});

const gone: Weather = {
  path: { ann: false, ben: false },
  server: { ann: false, ben: false },
  third: false,
};
const kinds: readonly Weather[] = [
  FAIR,
  { ...FAIR, path: { ann: false, ben: false } },
  { ...FAIR, path: { ann: false, ben: true } },
  { ...FAIR, path: { ann: true, ben: false } },
  { ...FAIR, server: { ann: false, ben: false } },
  { ...FAIR, path: { ann: false, ben: false }, server: { ann: false, ben: true } },
  { ...FAIR, path: { ann: false, ben: false }, server: { ann: true, ben: false } },
  { ...gone, third: true },
  { ...gone, third: true, path: { ann: true, ben: false } },
  gone,
];

/** The weather of a call: what is, for how long, in tenths of a second. */
const aForecast = fc.array(
  fc.record({ weather: fc.constantFrom(...kinds), tenths: fc.integer({ min: 1, max: 250 }) }),
  { minLength: 1, maxLength: 6 },
);
type Forecast = readonly { readonly weather: Weather; readonly tenths: number }[];

/** A generator of its own, so that a seed makes the same delays again. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

async function live(forecast: Forecast, seed: number, open = openPeerLink): Promise<World> {
  const world = createWorld(open, randomFrom(seed));
  await world.pass(FAIR, 5_000);
  for (const { weather, tenths } of forecast) await world.pass(weather, tenths * 100);
  // A moment without anything, so that the return of the server is one for both.
  await world.pass(gone, 200);
  return world;
}

const CLEARING_MS = 20_000;

async function expectToHeal(open?: typeof openPeerLink): Promise<void> {
  await fc.assert(
    fc.asyncProperty(aForecast, fc.nat(), async (forecast, seed) => {
      const world = await live(forecast, seed, open);
      try {
        await world.pass(FAIR, CLEARING_MS);
        expect(world.isWhole()).toBe(true);
      } finally {
        world.close();
      }
    }),
    { numRuns: 150, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false },
  );
}

describe("two ends of a link", () => {
  it("are whole again after any weather, over one connection each", {
    timeout: 120_000,
  }, async () => {
    await expectToHeal();
  });

  it("keep their connection through cuts that end before it is given up", async () => {
    const world = await live([{ weather: gone, tenths: 100 }], 1);
    await world.pass(FAIR, 5_000);

    expect(world.isWhole()).toBe(true);
    expect(world.connectionsMade()).toBe(2);
    world.close();
  });

  it("restart the connection that they have after a long cut", async () => {
    const world = await live([{ weather: gone, tenths: 400 }], 2);
    await world.pass(FAIR, 2_000);

    expect(world.isWhole()).toBe(true);
    expect(world.connectionsMade()).toBe(2);
    world.close();
  });

  it("are whole again through a third while the server is away", async () => {
    const world = await live([{ weather: { ...gone, third: true }, tenths: 400 }], 4);
    await world.pass({ ...FAIR, server: gone.server }, CLEARING_MS);

    expect(world.isWhole()).toBe(true);
    world.close();
  });

  it("do nothing at all while only the server is away", async () => {
    const world = await live(
      [{ weather: { ...FAIR, server: { ann: false, ben: false } }, tenths: 600 }],
      3,
    );

    expect(world.connectionsMade()).toBe(2);
    await world.pass(FAIR, 1_000);
    expect(world.isWhole()).toBe(true);
    world.close();
  });
});

describe("the search finds", () => {
  const searching = { timeout: 120_000 };

  it("an outbox that never sends again", searching, async () => {
    vi.resetModules();
    vi.doMock("./outbox.ts", async (original) => {
      const { createOutbox } = await original<typeof import("./outbox.ts")>();
      const forgetful: typeof createOutbox = (...words) => ({
        ...createOutbox(...words),
        flush: () => {},
      });
      return { createOutbox: forgetful };
    });
    const { openPeerLink: broken } = await import("./peer-link.ts");

    await expect(expectToHeal(broken)).rejects.toThrow(/seed/);
  });

  it("a ladder with only its first step", searching, async () => {
    vi.resetModules();
    vi.doMock("./recovery.ts", async (original) => {
      const whole = await original<typeof import("./recovery.ts")>();
      const nextStep: typeof whole.nextStep = (loss, means, facts) =>
        loss.steps.length > 0
          ? { ...whole.nextStep(loss, means, facts), dueMs: Number.POSITIVE_INFINITY }
          : whole.nextStep(loss, means, facts);
      return { ...whole, nextStep, hurry: (loss: unknown) => loss };
    });
    const { openPeerLink: broken } = await import("./peer-link.ts");

    await expect(expectToHeal(broken)).rejects.toThrow(/seed/);
  });

  it("an end that does not hear that it is not heard", searching, async () => {
    vi.resetModules();
    vi.doMock("./heartbeat.ts", async (original) => {
      const { createHeartbeat } = await original<typeof import("./heartbeat.ts")>();
      const deaf: typeof createHeartbeat = (startedMs) => ({
        ...createHeartbeat(startedMs),
        silentMs: () => 5_000,
      });
      return { createHeartbeat: deaf };
    });
    const { openPeerLink: broken } = await import("./peer-link.ts");

    await expect(expectToHeal(broken)).rejects.toThrow(/seed/);
  });
});
