/** Computers that sleep, and more people than two. */

import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { percentile } from "../../bench/statistics.ts";
import { breakFigures, brokenAfter, recordOf, recordsOf, worstView } from "../break.ts";
import { type Laboratory, type Meeting, type Person, views } from "../laboratory.ts";
import type { Row } from "../row.ts";
import {
  concealedRatio,
  falseAlarms,
  framesPerSecond,
  longestGapMs,
  noticedAfterMs,
  type Span,
} from "../timeline.ts";

const SLEEP_MS = 300_000;
const SHORT_SLEEP_MS = 15_000;
const HIDDEN_MS = 600_000;
const SHORT_HIDDEN_MS = 20_000;
/** A weak computer beside the one of the laboratory. */
const SLOWED_TIMES = 4;
const WAKE_PATIENCE_MS = 30_000;
const GIVE_UP_MS = 30_000;
const CROWD_WATCHED_MS = 15_000;
const UPLINK_BPS = 3_000_000;
const POLL_MS = 100;

/** Ben as he is in the meeting now: after a long absence the seat may be another one. Null if he is not. */
async function benAgain({ ann, ben }: Meeting): Promise<Person | null> {
  const deadlineMs = Date.now() + WAKE_PATIENCE_MS;
  const [self, other] = ["[data-self]", "[data-participant]:not([data-self])"];
  while (Date.now() < deadlineMs) {
    const [id, seen] = await Promise.all([
      ben.page.evaluate(readParticipant, self),
      ann.page.evaluate(readParticipant, other),
    ]);
    if (id !== null && id === seen) return { ...ben, id };
    await sleep(POLL_MS);
  }
  return null;
}

function readParticipant(selector: string): string | null {
  return document.querySelector(selector)?.getAttribute("data-participant") ?? null;
}

/** Share of all processors in use, 0 to 1, while something happens. */
async function processorsInUse(meanwhile: Promise<unknown>): Promise<number> {
  const before = processorTimes();
  await meanwhile;
  const after = processorTimes();
  return (after.busyMs - before.busyMs) / (after.allMs - before.allMs);
}

function processorTimes(): { readonly busyMs: number; readonly allMs: number } {
  const times = cpus().map((cpu) => cpu.times);
  const idleMs = times.reduce((sum, { idle }) => sum + idle, 0);
  const allMs = times.reduce(
    (sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq,
    0,
  );
  return { busyMs: allMs - idleMs, allMs };
}

/** What each host sent so far, bytes. */
async function sentBytes({ network, hosts }: Laboratory): Promise<readonly number[]> {
  return await Promise.all(
    hosts.map(async (host) =>
      Number(await network.run(host, "cat", ["/sys/class/net/eth0/statistics/tx_bytes"])),
    ),
  );
}

/** Pictures decoded so far, by the connection that brought them. */
function readDecoded(): Promise<Readonly<Record<string, number>>> {
  const made = window.rondoConnections ?? [];
  const counts = made.map(async (connection, number) => {
    if (connection.connectionState !== "connected") return [];
    const report = await connection.getStats();
    // Of the camera, which is the second media section of every link.
    const pictures = [...report.values()].filter(
      ({ type, kind, mid }) => type === "inbound-rtp" && kind === "video" && mid === "1",
    );
    return pictures.map(({ framesDecoded = 0 }) => [number, Number(framesDecoded)] as const);
  });
  return Promise.all(counts).then((all) => Object.fromEntries(all.flat()));
}

/** Decoded pictures a second of every link, while something happens; a link that brings none counts as well. */
async function decodedPerSecond(
  people: readonly Person[],
  meanwhile: () => Promise<unknown>,
): Promise<readonly number[]> {
  const look = () =>
    Promise.all(
      people.map(async ({ page }) => ({
        frames: await page.evaluate(readDecoded),
        atMs: Date.now(),
      })),
    );
  const before = await look();
  await meanwhile();
  const after = await look();
  return after.flatMap(({ frames, atMs }, place) => {
    const seconds = (atMs - (before[place]?.atMs ?? atMs)) / 1_000;
    const rates = Object.entries(frames).map(
      ([connection, count]) => (count - (before[place]?.frames[connection] ?? 0)) / seconds,
    );
    const missing = Math.max(0, people.length - 1 - rates.length);
    return [...rates, ...Array.from({ length: missing }, () => 0)];
  });
}

function crowd(browsers: "together" | "apart"): Row {
  const together = browsers === "together";
  return {
    name: together ? "six-contexts" : "six-browsers",
    title: together ? "6 people as contexts of one browser" : "6 people, each with a browser",
    faults: [],
    runs: 3,
    limits: together
      ? { framesPerSecond: { atLeast: 15 }, slowestFramesPerSecond: { atLeast: 12 } }
      : {},
    laboratory: { people: 6, browsers },
    async run(lab) {
      const meeting = await lab.meet();
      const fromMs = Date.now();
      let cpuRatio = 0;
      const rates = await decodedPerSecond(meeting.people, async () => {
        cpuRatio = await processorsInUse(sleep(CROWD_WATCHED_MS));
      });
      const span: Span = { fromMs, untilMs: Date.now() };
      const records = await recordsOf(meeting);
      const shown = views(meeting.people).map(([viewer, { id }]) =>
        framesPerSecond(recordOf(records, viewer).frames[id] ?? [], span),
      );
      return {
        figures: {
          framesPerSecond: percentile(rates, 0.5),
          shownPerSecond: percentile(shown, 0.5),
          slowestFramesPerSecond: Math.min(...rates),
          cpuRatio,
        },
        broken: brokenAfter(meeting, records),
      };
    },
  };
}

export const people: readonly Row[] = [
  {
    name: "browser-stopped",
    title: "Ben's computer sleeps for 5 min and wakes",
    faults: [31],
    runs: 3,
    limits: { awayMs: { atMost: 10_000 }, backMs: { atMost: 3_000 } },
    async run(lab, { short }) {
      const meeting = await lab.meet();
      const { ann, ben } = meeting;
      const faultAtMs = Date.now();
      // A computer that sleeps receives nothing: otherwise seconds of old packets would wait for the browser.
      lab.afterwards(() => lab.network.reconnect(ben.host));
      await lab.network.cutOff(ben.host);
      lab.afterwards(() => lab.network.thaw(ben.host));
      await lab.network.freeze(ben.host);
      await sleep(short ? SHORT_SLEEP_MS : SLEEP_MS);
      const worksAtMs = Date.now();
      await lab.network.reconnect(ben.host);
      await lab.network.thaw(ben.host);
      const again = await benAgain(meeting);
      if (again === null) return { figures: {}, broken: ["Ben is not in the meeting any more"] };
      const after: Meeting = { ...meeting, ben: again, people: [ann, again] };
      const untilMs = await lab.untilAllFlows(after.people, worksAtMs, GIVE_UP_MS);
      const records = await recordsOf(after);
      const { backMs = Number.NaN } = breakFigures(after, records, {
        faultAtMs,
        worksAtMs,
        untilMs,
      });
      const awayMs = noticedAfterMs(recordOf(records, ann), ben.id, faultAtMs);
      return { figures: { awayMs, backMs }, broken: [] };
    },
  },
  {
    name: "tab-hidden",
    title: "Ben looks at another tab for 10 min, on a computer that is 4 times slower",
    faults: [30],
    runs: 3,
    limits: {
      falseAlarms: { atMost: 0 },
      framesPerSecond: { atLeast: 10 },
      backMs: { atMost: 1_000 },
    },
    laboratory: { ben: "chromium-tabs" },
    async run(lab, { short }) {
      const meeting = await lab.meet();
      const { ann, ben } = meeting;
      const fromMs = Date.now();
      await ben.page.slowDown(SLOWED_TIMES);
      await ben.page.setHidden(true);
      await sleep(short ? SHORT_HIDDEN_MS : HIDDEN_MS);
      const state = await ben.page.evaluate(() => document.visibilityState);
      if (state !== "hidden") throw new Error("Ben's tab could not be hidden");
      const hidden: Span = { fromMs, untilMs: Date.now() };
      await ben.page.slowDown(1);
      await ben.page.setHidden(false);
      const untilMs = await lab.untilAllFlows(meeting.people, hidden.untilMs, GIVE_UP_MS);
      const records = await recordsOf(meeting);
      const framesOfBen = recordOf(records, ann).frames[ben.id] ?? [];
      // Nothing is presented in a tab that is hidden.
      const firstOfAnn = (recordOf(records, ben).frames[ann.id] ?? []).find(
        (atMs) => atMs > hidden.untilMs,
      );
      return {
        figures: {
          falseAlarms: worstView(meeting, records, (record, { id }) =>
            falseAlarms(record, id, { fromMs, untilMs }),
          ),
          framesPerSecond: framesPerSecond(framesOfBen, hidden),
          freezeMs: longestGapMs(framesOfBen, hidden),
          concealedRatio: concealedRatio(recordOf(records, ann), hidden),
          backMs: (firstOfAnn ?? Number.POSITIVE_INFINITY) - hidden.untilMs,
        },
        broken: brokenAfter(meeting, records),
      };
    },
  },
  {
    name: "uplink-3m",
    title: "4 people with 3 Mbit/s uplink each; Ann speaks",
    faults: [],
    runs: 3,
    limits: {
      concealedRatio: { atMost: 0.01 },
      sentBps: { atMost: UPLINK_BPS },
      pictureHeightPx: { atLeast: 360 },
    },
    laboratory: { people: 4 },
    async run(lab) {
      const meeting = await lab.meet(async () => {
        for (const host of lab.hosts) {
          lab.afterwards(() => lab.network.setLine(host, {}));
          await lab.network.setLine(host, { upBps: UPLINK_BPS });
        }
      });
      const listeners = meeting.people.filter(({ name }) => name !== meeting.ann.name);
      for (const { page } of listeners) await page.press("Microphone");
      const fromMs = Date.now();
      const before = await sentBytes(lab);
      const cpuRatio = await processorsInUse(sleep(CROWD_WATCHED_MS));
      const after = await sentBytes(lab);
      const span: Span = { fromMs, untilMs: Date.now() };
      const records = await recordsOf(meeting);
      const seconds = (span.untilMs - span.fromMs) / 1_000;
      const heights = listeners.map(
        (one) =>
          recordOf(records, one).sizes.findLast(({ participant }) => participant === meeting.ann.id)
            ?.height ?? 0,
      );
      return {
        figures: {
          concealedRatio: Math.max(
            ...listeners.map((one) => concealedRatio(recordOf(records, one), span)),
          ),
          sentBps: Math.max(
            ...after.map((bytes, index) => ((bytes - (before[index] ?? 0)) * 8) / seconds),
          ),
          pictureHeightPx: Math.min(...heights),
          slowestFramesPerSecond: -worstView(
            meeting,
            records,
            (record, { id }) => -framesPerSecond(record.frames[id] ?? [], span),
          ),
          cpuRatio,
        },
        broken: brokenAfter(meeting, records, { silent: listeners }),
      };
    },
  },
  crowd("together"),
  crowd("apart"),
];
