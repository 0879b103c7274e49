/**
 * Who is the problem? In a mesh every pair is measured, so a bad network shows by the pairs that it spoils: if all pairs
 * of one person are bad, it is that person's network; if only one is, it is the route between the two. Pure.
 */

import { THRESHOLDS } from "../thresholds.ts";
import { type Blame, isSameCause } from "./blamed.ts";
import { type Quality, worst } from "./qualities.ts";

/** How `to` receives `from`, by its own measurement. Persons are ids, or `"self"` for this end. */
export interface Reception {
  readonly from: string;
  readonly to: string;
  readonly quality: Quality;
}

/**
 * What can be blamed at this moment, from all pairs of which anything is known; null when nothing is bad, or too much. A
 * computer that is busy explains what is bad at it before any network does.
 */
export function blameOf(
  receptions: readonly Reception[],
  { isComputerBusy = false }: { readonly isComputerBusy?: boolean } = {},
): Blame | null {
  const pairs = pairsOf(receptions);
  const mine = pairs.filter(({ ends }) => ends.includes("self"));
  const bad = mine.filter(isBad);
  if (bad.length === 0) return null;
  if (isComputerBusy) return { kind: "computer", lost: false };

  if (spoilsAll("self", pairs)) {
    const others = pairs.filter(({ ends }) => !ends.includes("self"));
    // Where everybody's pairs are bad, anybody may be the cause, or the server's own line to the world.
    if (others.length > 0 && others.every(isBad)) return null;
    const lost = bad.every(({ quality }) => quality === "lost");
    return { kind: "me", way: wayOf(receptions), lost };
  }

  const found = bad.map(({ ends, quality }) => {
    const id = ends.find((end) => end !== "self") ?? "";
    const kind: "peer" | "route" = spoilsAll(id, pairs) ? "peer" : "route";
    return { kind, id, lost: quality === "lost" };
  });
  // One thing at a time: what concerns more people first.
  return found.find(({ kind }) => kind === "peer") ?? found[0] ?? null;
}

/** Whether everything known of a person is bad, and more than one pair is: one alone may be the other end's fault. */
function spoilsAll(person: string, pairs: readonly Pair[]): boolean {
  const own = pairs.filter(({ ends }) => ends.includes(person));
  return own.length > 1 && own.every(isBad);
}

interface Pair {
  readonly ends: readonly [string, string];
  /** Of the worse direction. */
  readonly quality: Quality;
}

function isBad({ quality }: { readonly quality: Quality }): boolean {
  return quality === "poor" || quality === "lost";
}

function pairsOf(receptions: readonly Reception[]): readonly Pair[] {
  const pairs = new Map<string, Pair>();
  for (const { from, to, quality } of receptions) {
    const ends: [string, string] = from < to ? [from, to] : [to, from];
    const key = ends.join(" ");
    const known = pairs.get(key)?.quality;
    pairs.set(key, { ends, quality: known === undefined ? quality : worst([known, quality]) });
  }
  return [...pairs.values()];
}

function wayOf(receptions: readonly Reception[]): "sending" | "receiving" | "both" {
  const bad = receptions.filter(isBad);
  const sending = bad.some(({ from }) => from === "self");
  const receiving = bad.some(({ to }) => to === "self");
  if (sending && receiving) return "both";
  return sending ? "sending" : "receiving";
}

/** What people are told, and what is about to be. A value. */
export interface SettledBlame {
  readonly blame: Blame | null;
  /** Seen now, and since when; the same as `blame` while nothing is about to change. */
  readonly seen: Blame | null;
  readonly seenSinceMs: number;
}

export const NOBODY_BLAMED: SettledBlame = { blame: null, seen: null, seenSinceMs: 0 };

/**
 * The next thing to tell: a cause only when it has lasted, and the end of one too. Who of two is the cause may become
 * clearer in time: that also has to last. Returns `before` itself if nothing changed.
 */
export function settleBlame(before: SettledBlame, now: Blame | null, nowMs: number): SettledBlame {
  const isNew = !isSameCause(before.seen, now);
  const seen = isNew || !isSameBlame(before.seen, now) ? now : before.seen;
  const seenSinceMs = isNew ? nowMs : before.seenSinceMs;
  const dueMs = now === null ? THRESHOLDS.blameGoneAfterMs : THRESHOLDS.blameAfterMs;
  const isDue = nowMs - seenSinceMs >= dueMs || isSameCause(before.blame, now);
  const blame = isDue ? seen : before.blame;
  return seen === before.seen && seenSinceMs === before.seenSinceMs && blame === before.blame
    ? before
    : { blame, seen, seenSinceMs };
}

function isSameBlame(a: Blame | null, b: Blame | null): boolean {
  return isSameCause(a, b) && a?.lost === b?.lost && wayIn(a) === wayIn(b);
}

function wayIn(blame: Blame | null): string | null {
  return blame?.kind === "me" ? blame.way : null;
}
