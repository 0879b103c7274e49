/**
 * How a lost link is mended: a table of steps and the rule that picks the next one. Pure; the link carries it out.
 *
 * A fast step restarts ICE on the connection that is there (same DTLS association, same transceivers, and relays are
 * among its candidates from the start). A full step makes a new connection at both ends, with fresh servers, at a level
 * of traversal: each level gives up paths that cost time and did not carry.
 */

import { THRESHOLDS } from "../thresholds.ts";

/** 0: every path. 1: only through a relay. 2: only through a relay, and to it only over TCP or TLS. */
export type TraversalLevel = 0 | 1 | 2;

export interface RecoveryStep {
  readonly kind: "fast" | "full";
  readonly level: TraversalLevel;
  /** How long the step may take to bring media before the next one. */
  readonly patienceMs: number;
  /** Said once more, because the peer has not answered; it is no rung of the ladder. */
  readonly isRepeat?: boolean;
}

/**
 * In order. An ICE restart takes a few round trips; a new connection DTLS as well; TCP and TLS some more. A browser that
 * restarts keeps to its old pair for as long as it thinks that it works (Chromium: seconds), so where the peer answers
 * and media does not come, a new connection is sooner there than patience.
 */
const LADDER: readonly RecoveryStep[] = [
  { kind: "fast", level: 0, patienceMs: 500 },
  { kind: "full", level: 0, patienceMs: 4_000 },
  { kind: "full", level: 1, patienceMs: 5_000 },
  { kind: "full", level: 2, patienceMs: 6_000 },
];
/** What each step has in addition, in round trips: offer and answer pass the server, checks and handshakes the path. */
const PATIENCE_ROUND_TRIPS = 4;
/** The very first connection: gathering, checks and handshakes over a path of which nothing is known. */
const FIRST_PATIENCE_MS = 6_000;
/** Between two whole ladders that brought nothing; doubled each time. */
const ROUND_PAUSE_FLOOR_MS = 1_000;
const ROUND_PAUSE_CEILING_MS = 8_000;
/**
 * A new connection is of no use to a peer whom no offer reaches, and throws one away that heals by itself when the path
 * is back. So until the peer has answered, the first step is said again; for this long, since its browser may be broken.
 */
const UNANSWERED_PATIENCE_MS = 90_000;
const REPEAT_EVERY_MS = 3_000;
/** A hint that the network is back is worth a step, but not several at once. */
const HURRY_FLOOR_MS = 400;
/** So long, and a round trip, a path that the browser still tries needs to show that it is back by itself. */
const COMES_BACK_WITHIN_MS = 200;

/** What can be done at all: from the servers that the configuration gives. */
export interface Means {
  readonly relay: boolean;
  readonly relayOverTcp: boolean;
  /** Paths below this level were found worthless (a NAT that changes its mapping all the time). */
  readonly fromLevel: TraversalLevel;
}

/** One loss, from its beginning to the heal. A value; null stands for a link on which media flows. */
export interface Loss {
  readonly sinceMs: number;
  /** Steps of this end and of the other, in order. */
  readonly steps: readonly { readonly step: RecoveryStep; readonly atMs: number }[];
  /** Somebody said that the network is back: the first step need not wait, whichever end leads. */
  readonly hurried: boolean;
  /** The old path is gone for good and the browser does not know it yet: a restart would come to nothing. */
  readonly holdsOn: boolean;
}

export function lossSince(sinceMs: number): Loss {
  return { sinceMs, steps: [], hurried: false, holdsOn: false };
}

/** A link that has yet to connect: the first connection counts as a step, and the ladder follows it. */
export function firstConnection(nowMs: number): Loss {
  const step: RecoveryStep = { kind: "full", level: 0, patienceMs: FIRST_PATIENCE_MS };
  return { ...lossSince(nowMs), steps: [{ step, atMs: nowMs }] };
}

/** The network is back, says somebody: what was tried without it proves nothing, so the ladder starts over, at once. */
export function hurry(
  loss: Loss,
  nowMs: number,
  { holdsOn }: { readonly holdsOn: boolean } = { holdsOn: false },
): Loss {
  const last = loss.steps.at(-1);
  // A step that is due anyway is not put off by another hint.
  if (last === undefined && loss.hurried)
    return loss.holdsOn === holdsOn ? loss : { ...loss, holdsOn };
  const sinceMs = Math.max(nowMs, (last?.atMs ?? Number.NEGATIVE_INFINITY) + HURRY_FLOOR_MS);
  return { sinceMs, steps: [], hurried: true, holdsOn };
}

export function withStep(loss: Loss, step: RecoveryStep, atMs: number): Loss {
  return { ...loss, steps: [...loss.steps, { step, atMs }], hurried: false };
}

/** The steps that make sense with these means: without a relay the higher levels only take time. */
export function ladderFor({ relay, relayOverTcp, fromLevel }: Means): readonly RecoveryStep[] {
  const possible = LADDER.filter(
    ({ level }) => level === 0 || (level === 1 && relay) || (level === 2 && relayOverTcp),
  );
  const raised = possible.filter(({ kind, level }) => kind === "fast" || level >= fromLevel);
  return raised.length > 1 ? raised : possible;
}

/** The step of the ladder that the other end's offer belongs to; what counts is that something was tried. */
export function stepOfPeer(kind: RecoveryStep["kind"], level: TraversalLevel): RecoveryStep {
  return (
    LADDER.find((step) => step.kind === kind && step.level === level) ?? {
      kind,
      level,
      patienceMs: FIRST_PATIENCE_MS,
    }
  );
}

function rungsTaken({ steps }: Loss): number {
  return steps.filter(({ step }) => step.isRepeat !== true).length;
}

/**
 * The next step and when it is due. The leading end goes first; the other one waits long enough to see that, so that
 * two ends make one restart. `random` (0..1) spreads those who lost the same network.
 */
export function nextStep(
  loss: Loss,
  means: Means,
  {
    leads,
    answered,
    isTrying,
    progressMs,
    rttMs,
    random,
  }: {
    readonly leads: boolean;
    /**
     * When the connection of now last came a step further: described, answered, checking. A computer that is short of
     * everything takes seconds for each, and to begin anew instead of waiting is what would keep it so.
     */
    readonly progressMs: number;
    /** The browser has not given the old path up: when the network is back, so is that, and a restart only disturbs. */
    readonly isTrying: boolean;
    /** Some signal of the peer has come since the loss began. */
    readonly answered: boolean;
    /** Of this path when it last worked. */
    readonly rttMs: number;
    readonly random: number;
  },
): { readonly step: RecoveryStep; readonly dueMs: number } {
  const ladder = ladderFor(means);
  const taken = rungsTaken(loss);
  const step = ladder[taken % ladder.length] ?? stepOfPeer("fast", 0);
  const last = loss.steps.at(-1);
  const delayMs = leads ? 0 : THRESHOLDS.followerDelayMs;
  if (last === undefined) {
    if (loss.holdsOn) return { step: stepOfPeer("full", means.fromLevel), dueMs: loss.sinceMs };
    const chanceMs = isTrying ? COMES_BACK_WITHIN_MS + rttMs : 0;
    return { step, dueMs: loss.sinceMs + (loss.hurried ? chanceMs : delayMs) };
  }
  const travelMs = PATIENCE_ROUND_TRIPS * rttMs;
  // What was said again in between asks for the same connection, which is to have its whole time.
  const rung = loss.steps.findLast((taking) => taking.step.isRepeat !== true) ?? last;
  const gotOnMs = rung.step.kind === "full" ? Math.max(rung.atMs, progressMs) : rung.atMs;
  if (step.kind === "full" && !answered && last.atMs - loss.sinceMs < UNANSWERED_PATIENCE_MS) {
    const repeat = { ...stepOfPeer("fast", 0), isRepeat: true };
    const saidMs = Math.max(last.atMs, gotOnMs);
    return { step: repeat, dueMs: saidMs + REPEAT_EVERY_MS + travelMs + delayMs };
  }
  const rounds = Math.floor(taken / ladder.length);
  const isNewRound = rounds > 0 && taken % ladder.length === 0;
  const pauseMs = isNewRound
    ? Math.min(ROUND_PAUSE_FLOOR_MS * 2 ** (rounds - 1), ROUND_PAUSE_CEILING_MS) *
      (0.75 + random / 2)
    : 0;
  const untilMs = Math.max(last.atMs + last.step.patienceMs, gotOnMs + rung.step.patienceMs);
  return { step, dueMs: untilMs + travelMs + pauseMs + delayMs };
}

/** Whether a whole ladder brought nothing: what people are told is "failed". Attempts go on. */
export function isExhausted(loss: Loss, means: Means, nowMs: number): boolean {
  const last = loss.steps.at(-1);
  return (
    last !== undefined &&
    rungsTaken(loss) >= ladderFor(means).length &&
    nowMs >= last.atMs + last.step.patienceMs
  );
}
