/** What is signed of a carried signal, and what bounds how often one counts. Pure. */

import type { Carried } from "#protocol/link.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { SignalBody } from "#protocol/signal.ts";

/** So that no signature of anything else can ever pass for one of these. */
const DOMAIN = "rondo carried signal 1";

/**
 * The bytes that stand for a carried signal in this room: each field at its place in one JSON array, so that no two
 * different signals read the same.
 */
export function carriedBytes(
  code: RoomCode,
  signal: Omit<Carried, "kind" | "signature">,
): Uint8Array<ArrayBuffer> {
  const { from, fromSession, to, toSession, generation, sequence, body } = signal;
  return new TextEncoder().encode(
    JSON.stringify([
      DOMAIN,
      code,
      from,
      fromSession,
      to,
      toSession,
      generation,
      sequence,
      fieldsOf(body),
    ]),
  );
}

/** By name, so that a field that is added to a body is signed too; bodies hold nothing but plain values. */
function fieldsOf(body: SignalBody): readonly (readonly [string, unknown])[] {
  return Object.entries(body)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What one author's session has said already. */
export interface ReplayWindow {
  /** Whether this number is new: neither taken nor so old that nobody knows. */
  isFresh(sequence: number): boolean;
  /** Remembers it; false when it was not fresh. */
  take(sequence: number): boolean;
}

/** How far messages of one author may overtake each other, over several thirds and to several addressees. */
const WINDOW = 512;

export function createReplayWindow(): ReplayWindow {
  let highest = 0;
  const taken = new Set<number>();
  const isFresh = (sequence: number) => sequence > highest - WINDOW && !taken.has(sequence);
  return {
    isFresh,
    take(sequence) {
      if (!isFresh(sequence)) return false;
      taken.add(sequence);
      highest = Math.max(highest, sequence);
      for (const known of taken) if (known <= highest - WINDOW) taken.delete(known);
      return true;
    },
  };
}

/** How much is carried: fills with time, and each message takes what it costs. */
export interface Allowance {
  take(cost: number, nowMs: number): boolean;
}

/** Characters at once and a second: some six negotiations with all their candidates, and one more in two seconds. */
const BURST = 240_000;
const PER_SECOND = 16_000;
/** What the smallest message costs: it is signed, verified and sent all the same. */
const COST_FLOOR = 800;

export function createAllowance(startedMs: number): Allowance {
  let left = BURST;
  let filledMs = startedMs;
  return {
    take(cost, nowMs) {
      left = Math.min(BURST, left + ((nowMs - filledMs) / 1_000) * PER_SECOND);
      filledMs = nowMs;
      if (cost > left) return false;
      left -= cost;
      return true;
    },
  };
}

export function costOf({ body }: Pick<Carried, "body">): number {
  if (body.kind === "restart") return COST_FLOOR;
  return COST_FLOOR + (body.kind === "description" ? body.sdp.length : body.candidate.length);
}
