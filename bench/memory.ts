/** What a connection of somebody who has joined and is silent holds in memory. */

import { setTimeout as sleep } from "node:timers/promises";
import { withLoad } from "./load-task.ts";
import type { Part } from "./part.ts";
import { type ServerKind, withServers } from "./servers.ts";
import { median } from "./statistics.ts";

const KINDS = ["rondo", "minimal"] as const satisfies readonly ServerKind[];
const ROUNDS = 5;
const PEOPLE = 8;
const ROOMS = 250;
const WARM_UP_ROOMS = 10;
const WARM_UPS = 5;
const AT_ONCE = 16;
/** Closed seats end and buffers of the rush are let go. */
const SETTLE_MS = 3_500;

interface Round {
  readonly rssBytes: number;
  readonly heapBytes: number;
}

export const memory: Part = async ({ runs, say }) => {
  const rounds: Record<(typeof KINDS)[number], Round[]> = { rondo: [], minimal: [] };
  for (let round = 1; round <= (runs ?? ROUNDS); round += 1) {
    for (const kind of KINDS) rounds[kind].push(await measure(kind));
    const last = KINDS.map(
      (kind) => `${kind} ${((rounds[kind].at(-1)?.rssBytes ?? 0) / 1_000).toFixed(1)} kB`,
    );
    say(`round ${round}: ${last.join("; ")}`);
  }
  const middle = (kind: (typeof KINDS)[number], of: keyof Round): number =>
    median(rounds[kind].map((sample) => sample[of]));
  return {
    figures: [
      {
        name: "memory: resident a connection, Rondo / minimal",
        value: middle("rondo", "rssBytes") / middle("minimal", "rssBytes"),
        unit: "×",
        limit: { atMost: 1.5 },
      },
      { name: "memory: resident, Rondo", value: middle("rondo", "rssBytes") / 1_000, unit: "kB" },
      {
        name: "memory: resident, minimal socket.io relay",
        value: middle("minimal", "rssBytes") / 1_000,
        unit: "kB",
      },
      {
        name: "memory: heap, Rondo / minimal",
        value: middle("rondo", "heapBytes") / middle("minimal", "heapBytes"),
        unit: "×",
      },
    ],
    samples: rounds,
  };
};

/** A fresh server each time: memory that was once resident is seldom given back. */
async function measure(kind: (typeof KINDS)[number]): Promise<Round> {
  return await withServers([kind], ([server]) =>
    withLoad(async (load) => {
      if (server === undefined) throw new Error("no server was started");
      const { url } = server;
      const people = { server: kind, url, people: PEOPLE, atOnce: AT_ONCE };
      const meetings = (count: number) => load.meetings({ server: kind, url, count });
      // Code is compiled, pools and caches of statements are filled once: that is the server's, not a connection's.
      // Few people many times, so that the memory they leave behind does not hold those that are counted.
      for (let warmUp = 0; warmUp < WARM_UPS; warmUp += 1) {
        await load.open({ ...people, rooms: await meetings(WARM_UP_ROOMS) });
        await load.close(kind);
        await sleep(SETTLE_MS);
      }
      const rooms = await meetings(ROOMS);
      const before = await server.report({ collectGarbage: true });
      const { joins } = await load.open({ ...people, rooms });
      await sleep(SETTLE_MS);
      const after = await server.report({ collectGarbage: true });
      return {
        rssBytes: (after.rssBytes - before.rssBytes) / joins,
        heapBytes: (after.heapBytes - before.heapBytes) / joins,
      };
    }),
  );
}
