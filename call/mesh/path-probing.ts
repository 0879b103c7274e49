/**
 * When to look for a better path while the present one carries, badly: an ICE restart keeps the old pair in use until
 * another one proves itself (RFC 8445 §9), so a look costs some packets and no media. Pure but for what it remembers.
 */

import { THRESHOLDS } from "../thresholds.ts";
import type { HeartbeatFigures } from "./heartbeat.ts";

export interface PathProbing {
  /** Whether to look now; the look counts as made. */
  isDue(figures: HeartbeatFigures, nowMs: number): boolean;
}

/** Whether a path carries so badly that another one may be better. */
export function isBadPath({ rttMs, lossRatio }: Omit<HeartbeatFigures, "rttJitterMs">): boolean {
  return (
    (rttMs !== null && rttMs > THRESHOLDS.rttHighMs) ||
    (lossRatio !== null && lossRatio > THRESHOLDS.beatLossHigh)
  );
}

/** A path that is far away stays far away: after so many looks in a row without success there is one in a long time. */
const DOUBLINGS_MAX = 5;

export function createPathProbing(): PathProbing {
  let badSinceMs: number | null = null;
  let lookedMs: number | null = null;
  let looks = 0;
  return {
    isDue({ rttMs, lossRatio }, nowMs) {
      if (!isBadPath({ rttMs, lossRatio })) {
        badSinceMs = null;
        // Good for as long as looks lie apart: what comes next is another trouble.
        if (lookedMs === null || nowMs - lookedMs > THRESHOLDS.probeEveryMs) looks = 0;
        return false;
      }
      badSinceMs ??= nowMs;
      if (nowMs - badSinceMs < THRESHOLDS.probeAfterMs) return false;
      const everyMs = THRESHOLDS.probeEveryMs * 2 ** Math.min(looks, DOUBLINGS_MAX);
      if (lookedMs !== null && nowMs - lookedMs < everyMs) return false;
      lookedMs = nowMs;
      looks += 1;
      return true;
    },
  };
}
