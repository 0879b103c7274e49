/** Servers that go away while people talk. */

import { setTimeout as sleep } from "node:timers/promises";
import { breakFigures, brokenAfter, recordOf, recordsOf, worstView } from "../break.ts";
import { type Meeting, untilAllFlows } from "../laboratory.ts";
import type { Row } from "../row.ts";
import { longestGapMs, type Span, saidAfterMs } from "../timeline.ts";

const AWAY_MS = 3_000;
/** How long the return of the server is watched, and an undisturbed time before it for comparison. */
const WATCHED_MS = 8_000;
const RESUME_PATIENCE_MS = 30_000;
const POLL_MS = 50;

/** Waits until everyone's seat was accepted after a moment; Infinity for those who were not in time. */
async function resumedAfterMs({ people }: Meeting, sinceMs: number): Promise<number> {
  const deadlineMs = Date.now() + RESUME_PATIENCE_MS;
  const resumed = () => people.map((one) => one.joinedAtMs.find((atMs) => atMs > sinceMs));
  while (resumed().includes(undefined) && Date.now() < deadlineMs) await sleep(POLL_MS);
  return Math.max(...resumed().map((atMs) => (atMs ?? Number.POSITIVE_INFINITY) - sinceMs));
}

export const servers: readonly Row[] = [
  {
    name: "server-kill",
    title: "the server is killed (-9) and started again after 3 s",
    faults: [1],
    runs: 10,
    limits: {
      bannerMs: { atMost: 2_000 },
      resumedMs: { atMost: 1_000 },
      freezeOverControl: { atMost: 1.5 },
    },
    async run(lab) {
      const meeting = await lab.meet();
      await sleep(WATCHED_MS);
      const faultAtMs = Date.now();
      await lab.server.kill();
      await sleep(AWAY_MS);
      // Until it prints that it is ready: it listens a moment earlier.
      await lab.server.restart();
      const listensAtMs = Date.now();
      const resumedMs = await resumedAfterMs(meeting, faultAtMs);
      await untilAllFlows(meeting.people, faultAtMs, WATCHED_MS);
      const untilMs = Date.now();
      const records = await recordsOf(meeting);
      const freezeMs = (span: Span) =>
        worstView(meeting, records, (record, { id }) =>
          longestGapMs(record.frames[id] ?? [], span),
        );
      const control = freezeMs({ fromMs: meeting.settledAtMs, untilMs: faultAtMs });
      const { freezeMs: longest = Number.NaN, concealedRatio: made = Number.NaN } = breakFigures(
        meeting,
        records,
        {
          faultAtMs,
          worksAtMs: faultAtMs,
          untilMs,
        },
      );
      return {
        figures: {
          freezeMs: longest,
          concealedRatio: made,
          freezeOverControl: freezeMs({ fromMs: faultAtMs, untilMs }) / control,
          bannerMs: Math.max(
            ...meeting.people.map((one) => saidAfterMs(recordOf(records, one), faultAtMs)),
          ),
          resumedMs: Math.max(0, faultAtMs + resumedMs - listensAtMs),
        },
        broken: [
          ...brokenAfter(meeting, records),
          ...meeting.people.flatMap((one) =>
            recordOf(records, one).connections.some(({ atMs }) => atMs > faultAtMs)
              ? [`${one.name} made or restarted a peer connection`]
              : [],
          ),
        ],
      };
    },
  },
];
