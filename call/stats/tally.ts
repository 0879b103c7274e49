/** What is told to the server of a call, from what the links did: pure. Counts and times, and nothing of whose they are. */

import type { ParticipantId } from "#protocol/ids.ts";
import type { Route } from "#protocol/link.ts";
import {
  MEASURED_FAULTS_MAX,
  MEASURED_LOOKS_MAX,
  MEASURED_MS_MAX,
  type Measurement,
} from "#protocol/measurement.ts";
import type { Fault } from "./link-health.ts";
import type { HealthState } from "./room-health.ts";

/** The links of this end at one moment. */
export interface Look {
  readonly health: HealthState;
  /** Of each link; null where none is connected yet. */
  readonly routes: readonly (Route | null)[];
}

/** What was found since the last message. Immutable. */
export interface Tally {
  readonly faults: Measurement["faults"];
  readonly routes: Measurement["routes"];
  readonly qualities: Measurement["qualities"];
  /** When the latest fault of each link that was noted began, so that none is told twice. */
  readonly notedUntilMs: ReadonlyMap<ParticipantId, number>;
}

export const NOTHING_FOUND: Tally = {
  faults: [],
  routes: { direct: 0, relay: 0 },
  qualities: { good: 0, fair: 0, poor: 0, lost: 0 },
  notedUntilMs: new Map(),
};

/** After one look more. When leaving, faults that last are noted as well: nobody will see them end. */
export function lookedAt(
  before: Tally,
  { health, routes }: Look,
  { leaving = false }: { leaving?: boolean } = {},
): Tally {
  const faults = [...before.faults];
  const notedUntilMs = new Map<ParticipantId, number>();
  const qualities = { ...before.qualities };
  for (const [peer, link] of health.links) {
    const untilMs = before.notedUntilMs.get(peer) ?? Number.NEGATIVE_INFINITY;
    const fresh = link.faults.filter(
      ({ sinceMs, healMs }) => sinceMs > untilMs && (leaving || healMs !== null),
    );
    faults.push(...fresh.map(toMeasured));
    notedUntilMs.set(peer, fresh.at(-1)?.sinceMs ?? untilMs);
    if (link.receives !== null) qualities[link.receives] = more(qualities[link.receives], 1);
  }
  return {
    faults: faults.slice(-MEASURED_FAULTS_MAX),
    routes: {
      direct: more(before.routes.direct, routes.filter((route) => route === "direct").length),
      relay: more(before.routes.relay, routes.filter((route) => route === "relay").length),
    },
    qualities,
    notedUntilMs,
  };
}

/** After everything was told. */
export function afterTelling({ notedUntilMs }: Tally): Tally {
  return { ...NOTHING_FOUND, notedUntilMs };
}

/** What happens once in a stay; null before it happens, and after it was told. */
export type Once = Pick<Measurement, "joinMs" | "firstFrameMs">;

/** The message that tells it; null where there is nothing to tell. */
export function measurementOf(
  { faults, routes, qualities }: Tally,
  { joinMs, firstFrameMs }: Once,
): Measurement | null {
  const found = [...Object.values(routes), ...Object.values(qualities), faults.length];
  if (joinMs === null && firstFrameMs === null && found.every((count) => count === 0)) return null;
  return {
    joinMs: joinMs === null ? null : wholeMs(joinMs),
    firstFrameMs: firstFrameMs === null ? null : wholeMs(firstFrameMs),
    faults,
    routes,
    qualities,
  };
}

function toMeasured({ detectMs, healMs, step }: Fault): Measurement["faults"][number] {
  return {
    detectMs: wholeMs(detectMs),
    healMs: healMs === null ? null : wholeMs(healMs),
    healedBy: step?.kind ?? null,
    level: step?.level ?? 0,
  };
}

function wholeMs(ms: number): number {
  return Math.min(MEASURED_MS_MAX, Math.max(0, Math.round(ms)));
}

/** A message grows while the server is away, but not beyond what the server takes. */
function more(count: number, by: number): number {
  return Math.min(MEASURED_LOOKS_MAX, count + by);
}
