import { describe, expect, it } from "vitest";
import { Measurements } from "#protocol/admin.ts";
import type { Measurement } from "#protocol/measurement.ts";
import { addMeasurement, createMeasurements, noMeasurements } from "./measurements.ts";

const nothing = noMeasurements(1_000);

function aMeasurement(change: Partial<Measurement> = {}): Measurement {
  return {
    joinMs: null,
    firstFrameMs: null,
    faults: [],
    routes: { direct: 0, relay: 0 },
    qualities: { good: 0, fair: 0, poor: 0, lost: 0 },
    ...change,
  };
}

const aFault = {
  detectMs: 640,
  healMs: 310,
  healedBy: "fast",
  level: 0,
} as const satisfies Measurement["faults"][number];

/** The buckets that hold something, as bound and count. */
function filled({
  buckets,
}: Measurements["joinMs"]): readonly (readonly [number | null, number])[] {
  return buckets.filter(({ count }) => count > 0).map(({ upToMs, count }) => [upToMs, count]);
}

describe("the sums of measurements", () => {
  it("count times into buckets, a bound itself into its own", () => {
    const sums = [500, 501, 59_000].reduce(
      (before, joinMs) => addMeasurement(before, aMeasurement({ joinMs })),
      nothing,
    );

    expect(sums.messages).toBe(3);
    expect(sums.joinMs).toMatchObject({ count: 3, sumMs: 60_001 });
    expect(filled(sums.joinMs)).toEqual([
      [500, 1],
      [600, 1],
      [60_000, 1],
    ]);
    expect(sums.firstFrameMs.count).toBe(0);
  });

  it("count faults by what healed them and by the paths that were allowed", () => {
    const sums = addMeasurement(
      nothing,
      aMeasurement({
        faults: [aFault, { ...aFault, healMs: 2_500, healedBy: "full", level: 1 }],
      }),
    );

    expect(sums.detectMs.count).toBe(2);
    expect(filled(sums.healMs.fast)).toEqual([[400, 1]]);
    expect(filled(sums.healMs.full)).toEqual([[3_000, 1]]);
    expect(sums.healMs.none.count).toBe(0);
    expect(sums.levels).toEqual({ all: 1, relay: 1, relayTcp: 0 });
    expect(sums.unhealed).toBe(0);
  });

  it("tell apart what never healed", () => {
    const sums = addMeasurement(
      nothing,
      aMeasurement({ faults: [{ ...aFault, healMs: null, healedBy: null }] }),
    );

    expect(sums.unhealed).toBe(1);
    expect(sums.detectMs.count).toBe(1);
    expect(sums.levels).toEqual({ all: 0, relay: 0, relayTcp: 0 });
  });

  it("put the longest times into the bucket without a bound", () => {
    const sums = addMeasurement(
      nothing,
      aMeasurement({ faults: [{ ...aFault, healMs: 600_000 }] }),
    );

    expect(filled(sums.healMs.fast)).toEqual([[null, 1]]);
  });

  it("add looks up", () => {
    const one = aMeasurement({
      routes: { direct: 12, relay: 1 },
      qualities: { good: 10, fair: 2, poor: 1, lost: 0 },
    });

    const sums = addMeasurement(addMeasurement(nothing, one), one);

    expect(sums.routes).toEqual({ direct: 24, relay: 2 });
    expect(sums.qualities).toEqual({ good: 20, fair: 4, poor: 2, lost: 0 });
  });

  it.each<[string, Partial<Measurement>]>([
    ["joining in no time", { joinMs: 0 }],
    ["joining for an hour", { joinMs: 3_600_000 }],
    ["a frame before the seat", { joinMs: 2_000, firstFrameMs: 1_000 }],
    ["noticing at once", { faults: [{ ...aFault, detectMs: 3 }] }],
    ["noticing after a night", { faults: [{ ...aFault, detectMs: 30_000_000 }] }],
    ["healing for a day", { faults: [{ ...aFault, healMs: 86_400_000 }] }],
  ])("leave out what cannot be true, and say that they do: %s", (_, change) => {
    const sums = addMeasurement(nothing, aMeasurement(change));

    expect(sums.dropped).toBe(1);
    expect(sums.firstFrameMs.count).toBe(0);
    expect(sums.healMs).toEqual(nothing.healMs);
    expect(sums.levels).toEqual(nothing.levels);
  });

  it("let no message weigh more than a browser can have seen", () => {
    const sums = addMeasurement(
      nothing,
      aMeasurement({ qualities: { good: 0, fair: 0, poor: 0, lost: 100_000 } }),
    );

    expect(sums.qualities.lost).toBe(2_000);
  });

  it("stay as large as they were, however many messages come", () => {
    const measurements = createMeasurements(1_000);
    const before = JSON.stringify(measurements.read(), (_, value) =>
      typeof value === "number" ? 0 : value,
    );

    for (let joinMs = 1; joinMs <= 1_000; joinMs += 1)
      measurements.add(aMeasurement({ joinMs, firstFrameMs: joinMs + 1, faults: [aFault] }));

    const after = measurements.read();
    expect(after.joinMs.count).toBe(1_000);
    expect(JSON.stringify(after, (_, value) => (typeof value === "number" ? 0 : value))).toBe(
      before,
    );
    expect(Measurements.parse(after)).toEqual(after);
  });
});
