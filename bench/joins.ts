/** How many people can arrive in a second: each connects and takes a seat, and the stay is stored. */

import { setTimeout as sleep } from "node:timers/promises";
import { withLoad } from "./load-task.ts";
import type { Part } from "./part.ts";
import { type ServerKind, withServers } from "./servers.ts";
import { median } from "./statistics.ts";

const KINDS = ["rondo", "minimal"] as const satisfies readonly ServerKind[];
const ROUNDS = 7;
/** Until both servers' hot paths are compiled. */
const WARM_UPS = 3;
const ROOMS = 100;
const PEOPLE = 8;
const AT_ONCE = 16;
/** Seats of closed tabs end, and what was written behind is on disk. */
const SETTLE_MS = 3_500;

interface Round {
  readonly perSecond: number;
  readonly cpuUsPerJoin: number;
  /** Share of the time in which the load's own processor was busy; near 1 it was the limit. */
  readonly loadBusy: number;
}

export const joins: Part = async ({ runs, say }) => {
  const rounds: Record<(typeof KINDS)[number], Round[]> = { rondo: [], minimal: [] };
  await withServers(KINDS, (servers) =>
    withLoad(async (load) => {
      for (let round = 1 - WARM_UPS; round <= (runs ?? ROUNDS); round += 1) {
        for (const [place, { kind, url, report }] of servers.entries()) {
          const name = KINDS[place] ?? "rondo";
          const rooms = await load.meetings({ server: kind, url, count: ROOMS });
          const before = await report();
          const outcome = await load.open({
            server: kind,
            url,
            rooms,
            people: PEOPLE,
            atOnce: AT_ONCE,
          });
          const after = await report();
          await load.close(kind);
          await sleep(SETTLE_MS);
          if (round < 1) continue;
          rounds[name].push({
            perSecond: (outcome.joins / outcome.elapsedMs) * 1_000,
            cpuUsPerJoin: (after.cpuUs - before.cpuUs) / outcome.joins,
            loadBusy: outcome.ownCpuMs / outcome.elapsedMs,
          });
        }
        if (round > 0) {
          const last = KINDS.map(
            (kind) => `${kind} ${rounds[kind].at(-1)?.perSecond.toFixed(0)}/s`,
          );
          say(`round ${round}: ${last.join("; ")}`);
        }
      }
    }),
  );

  const middle = (kind: (typeof KINDS)[number], of: keyof Round): number =>
    median(rounds[kind].map((round) => round[of]));
  return {
    figures: [
      {
        name: "joins: a second, Rondo / minimal",
        value: middle("rondo", "perSecond") / middle("minimal", "perSecond"),
        unit: "×",
        limit: { atLeast: 0.5 },
      },
      { name: "joins: Rondo, SQLite", value: middle("rondo", "perSecond"), unit: "/s" },
      {
        name: "joins: minimal socket.io relay",
        value: middle("minimal", "perSecond"),
        unit: "/s",
        note: `the load itself was busy for ${(middle("minimal", "loadBusy") * 100).toFixed(0)} % of the time`,
      },
      { name: "joins: CPU each, Rondo", value: middle("rondo", "cpuUsPerJoin"), unit: "µs" },
      { name: "joins: CPU each, minimal", value: middle("minimal", "cpuUsPerJoin"), unit: "µs" },
    ],
    samples: rounds,
  };
};
