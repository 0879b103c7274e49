/**
 * What browsers tell of calls, added up: histograms with fixed buckets, so that any number of messages takes the same
 * memory. Kept while the process lives. What is told may be wrong or a lie; so what cannot be true is left out, and one
 * message weighs little.
 */

import type { Histogram, Measurements } from "#protocol/admin.ts";
import type { Measurement } from "#protocol/measurement.ts";

/** The targets for noticing and mending are among them, so that one can read how many met them. */
const BOUNDS_MS: readonly (number | null)[] = [
  50,
  100,
  200,
  300,
  400,
  500,
  600,
  800,
  1_000,
  1_500,
  2_000,
  3_000,
  4_000,
  5_000,
  10_000,
  20_000,
  30_000,
  60_000,
  // All the rest.
  null,
];

/** What a time can be. A browser that slept between two instants tells of hours. */
const PLAUSIBLE_MS = {
  joinMs: { min: 1, max: 60_000 },
  firstFrameMs: { min: 1, max: 120_000 },
  /** Silence shorter than this is none. */
  detectMs: { min: 100, max: 120_000 },
  healMs: { min: 0, max: 3_600_000 },
} as const;

/** Looks of one kind in one message: a full room for a quarter of an hour without the server. */
const LOOKS_MAX = 2_000;

export interface MeasurementSums {
  add(measurement: Measurement): void;
  /** Of now; immutable. */
  read(): Measurements;
}

/** Begins to add up at `sinceMs`, Unix milliseconds. */
export function createMeasurements(sinceMs: number): MeasurementSums {
  let sums = noMeasurements(sinceMs);
  return {
    add(measurement) {
      sums = addMeasurement(sums, measurement);
    },
    read: () => sums,
  };
}

export function noMeasurements(sinceMs: number): Measurements {
  return {
    sinceMs,
    messages: 0,
    dropped: 0,
    joinMs: EMPTY,
    firstFrameMs: EMPTY,
    detectMs: EMPTY,
    healMs: { none: EMPTY, hurry: EMPTY, fast: EMPTY, full: EMPTY },
    levels: { all: 0, relay: 0, relayTcp: 0 },
    unhealed: 0,
    routes: { direct: 0, relay: 0 },
    qualities: { good: 0, fair: 0, poor: 0, lost: 0 },
  };
}

/** The sums with one message more. */
export function addMeasurement(before: Measurements, measurement: Measurement): Measurements {
  const { joinMs, firstFrameMs, faults, routes, qualities } = measurement;
  const sums = { ...before, messages: before.messages + 1 };

  /** Whether a time that was told can be true; one that cannot is noted. */
  const isPlausible = (name: keyof typeof PLAUSIBLE_MS, ms: number, fromMs = 0) => {
    const { min, max } = PLAUSIBLE_MS[name];
    if (ms >= Math.max(min, fromMs) && ms <= max) return true;
    sums.dropped += 1;
    return false;
  };

  if (joinMs !== null && isPlausible("joinMs", joinMs)) sums.joinMs = count(sums.joinMs, joinMs);
  // Nobody is seen before one is seated.
  if (firstFrameMs !== null && isPlausible("firstFrameMs", firstFrameMs, joinMs ?? 0))
    sums.firstFrameMs = count(sums.firstFrameMs, firstFrameMs);
  for (const { detectMs, healMs, healedBy, level } of faults) {
    if (!isPlausible("detectMs", detectMs)) continue;
    sums.detectMs = count(sums.detectMs, detectMs);
    if (healMs === null || healedBy === null) {
      sums.unhealed += 1;
    } else if (isPlausible("healMs", healMs)) {
      sums.healMs = { ...sums.healMs, [healedBy]: count(sums.healMs[healedBy], healMs) };
      const name = LEVELS[level] ?? "all";
      sums.levels = { ...sums.levels, [name]: sums.levels[name] + 1 };
    }
  }
  return {
    ...sums,
    routes: {
      direct: sums.routes.direct + looks(routes.direct),
      relay: sums.routes.relay + looks(routes.relay),
    },
    qualities: {
      good: sums.qualities.good + looks(qualities.good),
      fair: sums.qualities.fair + looks(qualities.fair),
      poor: sums.qualities.poor + looks(qualities.poor),
      lost: sums.qualities.lost + looks(qualities.lost),
    },
  };
}

const EMPTY: Histogram = {
  count: 0,
  sumMs: 0,
  buckets: BOUNDS_MS.map((upToMs) => ({ upToMs, count: 0 })),
};

/** Names of the levels of traversal, by their number. */
const LEVELS = ["all", "relay", "relayTcp"] as const;

function count(before: Histogram, ms: number): Histogram {
  const place = before.buckets.findIndex(({ upToMs }) => upToMs === null || ms <= upToMs);
  return {
    count: before.count + 1,
    sumMs: before.sumMs + ms,
    buckets: before.buckets.map((bucket, at) =>
      at === place ? { ...bucket, count: bucket.count + 1 } : bucket,
    ),
  };
}

function looks(told: number): number {
  return Math.min(told, LOOKS_MAX);
}
