/**
 * How a call went, as a browser tells its server: counts and times alone. No ids, no names, no addresses, and nothing by
 * which two messages could be told to be of the same person.
 */

import { z } from "zod/mini";

/** Faults in one message; of more, the latest count. */
export const MEASURED_FAULTS_MAX = 32;

/** A day, in milliseconds; what is plausible is decided where it is counted. */
export const MEASURED_MS_MAX = 86_400_000;
/** Looks of one kind in one message. */
export const MEASURED_LOOKS_MAX = 10_000;

const Milliseconds = z.int().check(z.minimum(0), z.maximum(MEASURED_MS_MAX));
const Looks = z.int().check(z.minimum(0), z.maximum(MEASURED_LOOKS_MAX));

/** What ended a silence: see `HealingStep` in call/stats/link-health.ts. */
export const HealedBy = z.enum(["none", "hurry", "fast", "full"]);
export type HealedBy = z.infer<typeof HealedBy>;

/** What is new since the message before. */
export const Measurement = z.strictObject({
  /** From the press of Join to the seat. Once a stay; null for a reload, where nobody pressed anything. */
  joinMs: z.nullable(Milliseconds),
  /** From the press of Join to the first frame of anybody, where somebody sent a picture when this one entered. Once. */
  firstFrameMs: z.nullable(Milliseconds),
  /** Silences that ended, and when leaving those that still last. */
  faults: z
    .array(
      z.strictObject({
        detectMs: Milliseconds,
        /** From noticing to the next packet; null where the person left before that. */
        healMs: z.nullable(Milliseconds),
        /** Null where nothing healed it. */
        healedBy: z.nullable(HealedBy),
        /** Which paths the step was allowed: 0 all, 1 through relays, 2 through relays over TCP or TLS. */
        level: z.int().check(z.minimum(0), z.maximum(2)),
      }),
    )
    .check(z.maxLength(MEASURED_FAULTS_MAX)),
  /** Every few seconds each link is looked at; so often each route was found. */
  routes: z.strictObject({ direct: Looks, relay: Looks }),
  /** So often each quality was found, as this end receives. */
  qualities: z.strictObject({ good: Looks, fair: Looks, poor: Looks, lost: Looks }),
});
export type Measurement = z.infer<typeof Measurement>;
