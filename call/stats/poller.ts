/** The only caller of getStats: one timer for all links, so that the cost grows with links and not with questions. */

import type { LinkSample, StatsLike, sampleLink } from "./link-sample.ts";

export interface PolledLink {
  getStats(): Promise<StatsLike>;
  take(sample: LinkSample): void;
}

export interface StatsPoller {
  /** Asks one link out of turn; resolves when it has taken its sample, or could not answer. */
  poll(link: PolledLink): Promise<void>;
  stop(): void;
}

const ROUND_MS = 1_000;
/**
 * Links asked in one round at most. A report of one costs milliseconds in three threads, which on a small machine are
 * taken from pictures; in a room of many each link is asked every second or third round.
 */
const LINKS_PER_ROUND = 3;

/**
 * Starts polling `links()` until `stop()`. A link that cannot answer is left out of that round. What reads a report is
 * loaded meanwhile: no link is connected yet, and the page before a call does not need it.
 */
export function startStatsPoller(
  links: () => Iterable<PolledLink>,
  loadReader: () => Promise<typeof sampleLink> = importReader,
): StatsPoller {
  const busy = new Set<PolledLink>();
  let stopped = false;
  let reader: typeof sampleLink | null = null;
  const read = async (report: StatsLike) => {
    reader ??= await loadReader();
    return reader(report);
  };
  // A failure shows when it is needed, and is tried again then.
  loadReader().then(
    (loaded) => {
      reader = loaded;
    },
    () => {},
  );

  const poll = async (link: PolledLink) => {
    if (busy.has(link)) return;
    busy.add(link);
    try {
      const sample = await read(await link.getStats());
      if (!stopped) link.take(sample);
    } catch {
      // Closed in between, or nothing can be loaded now.
    } finally {
      busy.delete(link);
    }
  };
  let rounds = 0;
  const round = () => {
    const all = [...links()];
    const turns = Math.max(1, Math.ceil(all.length / LINKS_PER_ROUND));
    for (const [place, link] of all.entries())
      if (place % turns === rounds % turns) void poll(link);
    rounds += 1;
  };

  const timer = setInterval(round, ROUND_MS);
  return {
    poll,
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };
}

async function importReader(): Promise<typeof sampleLink> {
  return (await import("./link-sample.ts")).sampleLink;
}
