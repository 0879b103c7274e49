/** The only caller of getStats: one timer for all links, so that the cost grows with links and not with questions. */

import { type LinkSample, type StatsLike, sampleLink } from "./link-sample.ts";

export interface PolledLink {
  getStats(): Promise<StatsLike>;
  take(sample: LinkSample): void;
}

export interface StatsPoller {
  /** Asks one link out of turn; resolves when it has taken its sample, or could not answer. */
  poll(link: PolledLink): Promise<void>;
  /** Does a round now, besides those of the timer: something has just connected. */
  pollNow(): void;
  stop(): void;
}

const ROUND_MS = 1_000;

/** Starts polling `links()` until `stop()`. A link that cannot answer is left out of that round. */
export function startStatsPoller(links: () => Iterable<PolledLink>): StatsPoller {
  const busy = new Set<PolledLink>();
  let stopped = false;

  const poll = async (link: PolledLink) => {
    if (busy.has(link)) return;
    busy.add(link);
    try {
      const sample = sampleLink(await link.getStats());
      if (!stopped) link.take(sample);
    } catch {
      // Closed in between.
    } finally {
      busy.delete(link);
    }
  };
  const round = () => {
    for (const link of links()) void poll(link);
  };

  const timer = setInterval(round, ROUND_MS);
  return {
    poll,
    pollNow: round,
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };
}
