/** What a description costs on its way through the server, and how long it takes. */

import type { Figure } from "./figure.ts";
import { withLoad } from "./load-task.ts";
import type { Part } from "./part.ts";
import { SERVER_NAMES, type ServerKind, withServers } from "./servers.ts";
import { median, percentile } from "./statistics.ts";

const KINDS = ["rondo", "minimal", "ws"] as const satisfies readonly ServerKind[];
const ROUNDS = 7;
const PAIRS = 200;
/** Under the limit of descriptions of one pair, with both ends of all pairs sending in turn. */
const PER_SECOND = 1_500;
const ROUND_MS = 4_000;
const WARM_UP_MS = 3_000;

interface Round {
  readonly cpuUsPerMessage: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export const relay: Part = async ({ runs, say }) => {
  const rounds: Record<ServerKind, Round[]> = { rondo: [], minimal: [], ws: [] };
  await withServers(KINDS, (servers) =>
    withLoad(async (load) => {
      for (const { kind, url } of servers) {
        const rooms = await load.meetings({ server: kind, url, count: PAIRS });
        await load.open({ server: kind, url, rooms, people: 2, atOnce: 8 });
        await load.relay({ server: kind, durationMs: WARM_UP_MS, perSecond: PER_SECOND });
      }
      for (let round = 1; round <= (runs ?? ROUNDS); round += 1) {
        for (const { kind, report } of servers) {
          const before = await report();
          const { latenciesMs } = await load.relay({
            server: kind,
            durationMs: ROUND_MS,
            perSecond: PER_SECOND,
          });
          const after = await report();
          rounds[kind].push({
            cpuUsPerMessage: (after.cpuUs - before.cpuUs) / latenciesMs.length,
            p50Ms: percentile(latenciesMs, 0.5),
            p99Ms: percentile(latenciesMs, 0.99),
          });
        }
        say(
          `round ${round}: ${KINDS.map((kind) => summary(kind, rounds[kind].at(-1))).join("; ")}`,
        );
      }
    }),
  );

  const middle = (kind: ServerKind, of: keyof Round): number =>
    median(rounds[kind].map((round) => round[of]));
  const ratio = (of: keyof Round, to: ServerKind): number => middle("rondo", of) / middle(to, of);
  const figures: Figure[] = [
    {
      name: "relay: CPU a message, Rondo / minimal",
      value: ratio("cpuUsPerMessage", "minimal"),
      unit: "×",
      limit: { atMost: 1.4 },
    },
    {
      name: "relay: p99 of 4 kB, Rondo / minimal",
      value: ratio("p99Ms", "minimal"),
      unit: "×",
      limit: { atMost: 2 },
    },
    { name: "relay: p50 of 4 kB, Rondo / minimal", value: ratio("p50Ms", "minimal"), unit: "×" },
    {
      name: "relay: CPU a message, Rondo / bare ws",
      value: ratio("cpuUsPerMessage", "ws"),
      unit: "×",
      note: "the bare one acknowledges nothing",
    },
    ...KINDS.flatMap((kind): Figure[] => [
      {
        name: `relay: CPU a message, ${SERVER_NAMES[kind]}`,
        value: middle(kind, "cpuUsPerMessage"),
        unit: "µs",
      },
      { name: `relay: p50, ${SERVER_NAMES[kind]}`, value: middle(kind, "p50Ms"), unit: "ms" },
      { name: `relay: p99, ${SERVER_NAMES[kind]}`, value: middle(kind, "p99Ms"), unit: "ms" },
    ]),
  ];
  return { figures, samples: rounds };
};

function summary(kind: ServerKind, round: Round | undefined): string {
  if (round === undefined) return "";
  const { cpuUsPerMessage, p50Ms, p99Ms } = round;
  return `${kind} ${cpuUsPerMessage.toFixed(0)} µs, ${p50Ms.toFixed(2)}/${p99Ms.toFixed(2)} ms`;
}
