/** Tells the server how the call goes, seldom and without saying whose it is. What is lost on the way stays lost. */

import type { RequestInput } from "#protocol/messages.ts";
import type { Look, Once, Tally } from "./stats/tally.ts";
import { monotonicMs } from "./ticker.ts";

export interface MeasuringOptions {
  /** The links of now. */
  readonly look: () => Look;
  /** Whether the server can be reached; while not, what is found is kept for later. */
  readonly isOnline: () => boolean;
  readonly send: (measurement: RequestInput<"call:measure">) => void;
}

/** Of one session; ended by `stop()`, after which it may begin again. */
export interface Measuring {
  /** The person pressed Join. */
  pressed(): void;
  /**
   * The seat is there, for the first time or again. `isPictureDue`: somebody who is there sends one.
   */
  seated(situation: { readonly isPictureDue: boolean }): void;
  /** A frame of somebody else is shown; only the first one counts. */
  pictured(): void;
  /** The page may go: tells what there is. */
  tell(): void;
  /** The call is over: tells what there is, also of what is not over. */
  stop(): void;
}

const LOOK_EVERY_MS = 5_000;
const TELL_EVERY_MS = 60_000;
/** The first message does not wait so long: many stays are short, and joining is the most of what there is to know. */
const FIRST_AFTER_MS = 10_000;

const NOTHING_ONCE: Once = { joinMs: null, firstFrameMs: null };

export function createMeasuring(options: MeasuringOptions): Measuring {
  /** Loaded with the first look: joining must not wait for it. */
  let rules: typeof import("./stats/tally.ts") | null = null;
  let tally: Tally | null = null;
  let once = NOTHING_ONCE;
  let pressedAtMs: number | null = null;
  /** Whether the first frame is still waited for. */
  let isPictureDue = false;
  let isSeated = false;
  let dueAtMs = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  const look = async () => {
    if (rules === null) {
      // Without it the call does as well; the next look tries again.
      rules = await import("./stats/tally.ts").catch(() => null);
      if (rules === null || !isSeated) return;
    }
    tally = rules.lookedAt(tally ?? rules.NOTHING_FOUND, options.look());
    if (monotonicMs() >= dueAtMs) tell();
  };

  const tell = () => {
    if (rules === null || tally === null || !options.isOnline()) return;
    const measurement = rules.measurementOf(tally, once);
    tally = rules.afterTelling(tally);
    once = NOTHING_ONCE;
    if (measurement === null) return;
    dueAtMs = monotonicMs() + TELL_EVERY_MS;
    options.send(measurement);
  };

  return {
    pressed() {
      pressedAtMs = monotonicMs();
    },

    seated(situation) {
      if (isSeated) return;
      isSeated = true;
      dueAtMs = monotonicMs() + FIRST_AFTER_MS;
      timer = setInterval(() => void look(), LOOK_EVERY_MS);
      if (pressedAtMs === null) return;
      once = { ...NOTHING_ONCE, joinMs: monotonicMs() - pressedAtMs };
      isPictureDue = situation.isPictureDue;
    },

    pictured() {
      if (!isPictureDue || pressedAtMs === null) return;
      isPictureDue = false;
      once = { ...once, firstFrameMs: monotonicMs() - pressedAtMs };
    },

    tell,

    stop() {
      clearInterval(timer);
      if (rules !== null && tally !== null) {
        tally = rules.lookedAt(tally, options.look(), { leaving: true });
        tell();
      }
      tally = null;
      once = NOTHING_ONCE;
      pressedAtMs = null;
      isPictureDue = false;
      isSeated = false;
    },
  };
}
