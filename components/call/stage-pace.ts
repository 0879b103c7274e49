/** How often what is large on the stage changes by itself. Pure. */

import { SPEAKER_HOLD_MS } from "#call/active-speaker.ts";
import type { Scene, TileKey } from "./stage-arrangement.ts";

/** What goes on in the room and moves the stage without a word of the person. */
export type Happenings = Pick<Scene, "sharing" | "speaker" | "spotlight">;

/** Whatever is large stays so for as long as a speaker does, whatever comes after it. */
export const STAGE_HOLD_MS = SPEAKER_HOLD_MS;

export interface StagePace {
  /** What the stage goes by; what goes on may be further already. */
  readonly shown: Happenings;
  /** What was large by that, and since when. */
  readonly large: readonly TileKey[];
  readonly sinceMs: number;
}

export interface StageMoment {
  readonly now: Happenings;
  /** What is large where this goes on, with the choices and the people of this moment. */
  readonly largeOf: (happenings: Happenings) => readonly TileKey[];
  readonly nowMs: number;
  /** Whether this person asked for the spotlight to move: what one presses acts at once. */
  readonly movedSpotlight: boolean;
}

/** As somebody finds the stage: the first change by itself may come at any time. */
export const beginStage = (shown: Happenings, large: readonly TileKey[]): StagePace => ({
  shown,
  large,
  sinceMs: Number.NEGATIVE_INFINITY,
});

/**
 * The stage a moment later. What the person chose, and who came or left, shows at once: both are in `largeOf`. What goes on
 * shows at once where it changes nothing that is large, and else when that has been large for `STAGE_HOLD_MS`.
 */
export function followStage(pace: StagePace, moment: StageMoment): StagePace {
  const { now, largeOf, nowMs, movedSpotlight } = moment;
  const kept = largeOf(pace.shown);
  const sinceMs = isSame(kept, pace.large) ? pace.sinceMs : nowMs;
  const next = largeOf(now);
  if (isSame(next, kept)) return updated(pace, { shown: now, large: kept, sinceMs });
  const isAskedFor = movedSpotlight && now.spotlight !== pace.shown.spotlight;
  if (isAskedFor || nowMs - sinceMs >= STAGE_HOLD_MS)
    return { shown: now, large: next, sinceMs: nowMs };
  return updated(pace, { shown: pace.shown, large: kept, sinceMs });
}

/** The same object while nothing changes. */
function updated(pace: StagePace, next: StagePace): StagePace {
  const isUnchanged = next.shown === pace.shown && next.sinceMs === pace.sinceMs;
  return isUnchanged ? pace : next;
}

const isSame = (some: readonly TileKey[], others: readonly TileKey[]) =>
  some.length === others.length && some.every((key, at) => key === others[at]);
