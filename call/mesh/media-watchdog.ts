/**
 * Finds what a healthy path does not show: a source that the peer sends and that does not come, as after a fault of a
 * browser or of an agreement. Pure of clocks; one for each link, over all its connections.
 */

import { THRESHOLDS } from "../thresholds.ts";

/** What is known of one source of the peer at one moment. */
export interface WatchedSource {
  /** The peer says that it sends the source to this end. */
  readonly isDue: boolean;
  /** Packets received on the connection of now. */
  readonly packets: number;
}

export interface MediaWatchdog {
  /**
   * Takes what was measured while the path carries other packets. True where a source has been missing for so long that
   * a new connection is due. That is said a few times only, each time after longer; a source that came begins anew.
   */
  look(sources: readonly WatchedSource[], nowMs: number): boolean;
  /** The path carried nothing, so it says nothing of sources. */
  reset(nowMs: number): void;
}

interface Watch {
  packets: number;
  sinceMs: number;
  attempts: number;
}

/** `sources` are always of the same number, in the same order. */
export function createMediaWatchdog(): MediaWatchdog {
  let watches: readonly Watch[] = [];

  return {
    look(sources, nowMs) {
      watches = sources.map(
        ({ packets }, place) => watches[place] ?? { packets, sinceMs: nowMs, attempts: 0 },
      );
      const missing = watches.filter((watch, place) => {
        const source = sources[place];
        if (source === undefined) return false;
        const came = source.packets > watch.packets;
        // A new connection counts from zero.
        watch.packets = source.packets;
        if (came) watch.attempts = 0;
        if (came || !source.isDue) watch.sinceMs = nowMs;
        return nowMs - watch.sinceMs >= THRESHOLDS.mediaMissingAfterMs * 2 ** watch.attempts;
      });
      const due = missing.filter(({ attempts }) => attempts < THRESHOLDS.mediaMissingAttempts);
      for (const watch of due) {
        watch.attempts += 1;
        watch.sinceMs = nowMs;
      }
      return due.length > 0;
    },
    reset(nowMs) {
      for (const watch of watches) watch.sinceMs = nowMs;
    },
  };
}
