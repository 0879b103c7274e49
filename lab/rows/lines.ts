/** Lines that are bad without being cut: loss, delay, too little rate. */

import { setTimeout as sleep } from "node:timers/promises";
import type { Line } from "../../e2e/network/line.ts";
import { brokenAfter, type Records, recordOf, recordsOf, worstView } from "../break.ts";
import type { Laboratory, Meeting } from "../laboratory.ts";
import type { Row } from "../row.ts";
import { concealedRatio, longestGapMs, type Span, timesSaid, widestPx } from "../timeline.ts";

/** How long a bad line is watched; estimators of bandwidth and loss need several seconds. */
const WATCHED_MS = 20_000;
const WATCHED_SHORT_MS = 8_000;
/** After that a line that fell to a low rate must have been followed. */
const FOLLOWED_MS = 3_000;
const FULL_AGAIN_MS = 30_000;
/** Wider than that is not a small picture. */
const SMALL_PX = 320;
const POLL_MS = 500;

/** What tiles may not say where media passes: that it does not. */
const DISCONNECTED = ["reconnecting", "failed"];
const ANY_TROUBLE = ["unstable", ...DISCONNECTED];

function alarms(meeting: Meeting, records: Records, span: Span, words: readonly string[]): number {
  return worstView(meeting, records, (record, { id }) => timesSaid(record, id, words, span));
}

/** The line of Ben's host from the settled meeting on, for as long as it is watched. */
async function underLine(
  lab: Laboratory,
  line: Line,
  short: boolean,
): Promise<{ meeting: Meeting; records: Records; span: Span }> {
  const meeting = await lab.meet();
  const { host } = meeting.ben;
  const fromMs = Date.now();
  lab.afterwards(() => lab.network.setLine(host, {}));
  await lab.network.setLine(host, line);
  await sleep(short ? WATCHED_SHORT_MS : WATCHED_MS);
  const span = { fromMs, untilMs: Date.now() };
  return { meeting, records: await recordsOf(meeting), span };
}

const heard = (meeting: Meeting, records: Records, span: Span): number =>
  Math.max(...meeting.people.map((one) => concealedRatio(recordOf(records, one), span)));

const frozen = (meeting: Meeting, records: Records, span: Span): number =>
  worstView(meeting, records, (record, { id }) => longestGapMs(record.frames[id] ?? [], span));

/** Milliseconds from Ben's press until he saw Ann. */
function joinedAfterMs({ ann, ben }: Meeting, records: Records): number {
  const { pressedAtMs, frames } = recordOf(records, ben);
  const first = frames[ann.id]?.[0] ?? Number.POSITIVE_INFINITY;
  return first - (pressedAtMs.at(-1) ?? Number.NaN);
}

function loss(percent: number, concealed: number): Row {
  return {
    name: `loss-${percent}`,
    title: `Ben's line loses ${percent} % in each direction`,
    faults: [22],
    runs: 10,
    limits: { concealedRatio: { atMost: concealed }, falseAlarms: { atMost: 0 } },
    async run(lab, { short }) {
      const line = { lossRatio: percent / 100 };
      const { meeting, records, span } = await underLine(lab, line, short);
      return {
        figures: {
          concealedRatio: heard(meeting, records, span),
          freezeMs: frozen(meeting, records, span),
          falseAlarms: alarms(meeting, records, span, DISCONNECTED),
        },
        broken: brokenAfter(meeting, records),
      };
    },
  };
}

export const lines: readonly Row[] = [
  loss(5, 0.01),
  loss(20, 0.08),
  loss(40, 0.2),
  {
    name: "rtt-300",
    title: "Ben's line takes 150 ms in each direction from the start",
    faults: [23],
    runs: 10,
    limits: { joinedMs: { atMost: 1_100 }, falseAlarms: { atMost: 0 } },
    async run(lab, { short }) {
      const meeting = await lab.meet(async () => {
        const host = benOf(lab);
        lab.afterwards(() => lab.network.setLine(host, {}));
        await lab.network.setLine(host, { delayMs: 150 });
      });
      const fromMs = meeting.settledAtMs;
      await sleep(short ? 0 : WATCHED_SHORT_MS);
      const records = await recordsOf(meeting);
      const span = { fromMs, untilMs: Date.now() };
      return {
        figures: {
          joinedMs: joinedAfterMs(meeting, records),
          falseAlarms: alarms(meeting, records, span, ANY_TROUBLE),
        },
        broken: brokenAfter(meeting, records),
      };
    },
  },
  {
    name: "udp-blocked-start",
    title: "a firewall drops Ben's UDP from the start",
    faults: [18],
    runs: 10,
    limits: { joinedMs: { atMost: 1_500 } },
    async run(lab) {
      const meeting = await lab.meet(async () => {
        const host = benOf(lab);
        lab.afterwards(() => lab.network.restoreUdp(host));
        await lab.network.dropUdp(host);
      });
      const records = await recordsOf(meeting);
      return {
        figures: { joinedMs: joinedAfterMs(meeting, records) },
        broken: brokenAfter(meeting, records),
      };
    },
  },
  {
    name: "rate-150",
    title: "Ben's line falls to 150 kbit/s in each direction, and rises again",
    faults: [24],
    runs: 10,
    limits: {
      smallerMs: { atMost: FOLLOWED_MS },
      concealedRatio: { atMost: 0.02 },
      fullMs: { atMost: 15_000 },
    },
    async run(lab, { short }) {
      const rate = { upBps: 150_000, downBps: 150_000 };
      const { meeting, span } = await underLine(lab, rate, short);
      const { ann, ben } = meeting;
      const usual = { fromMs: span.fromMs - 1_000, untilMs: span.fromMs };
      const fullPx = widestPx(await ann.record(), ben.id, usual);
      const freeAtMs = Date.now();
      await lab.network.setLine(ben.host, {});
      const fullMs = await untilAsWide(meeting, fullPx, freeAtMs);
      const records = await recordsOf(meeting);
      return {
        figures: {
          smallerMs: smallAfterMs(meeting, records, span),
          concealedRatio: heard(meeting, records, { ...span, fromMs: span.fromMs + FOLLOWED_MS }),
          fullMs,
        },
        broken: brokenAfter(meeting, records),
      };
    },
  },
  {
    name: "jitter",
    title: "Ben's line varies by 100 ms, reorders and repeats packets",
    faults: [25],
    runs: 10,
    limits: { falseAlarms: { atMost: 0 } },
    async run(lab, { short }) {
      const line = { delayMs: 100, jitterMs: 100, reorderRatio: 0.2, duplicateRatio: 0.05 };
      const { meeting, records, span } = await underLine(lab, line, short);
      return {
        figures: {
          falseAlarms: alarms(meeting, records, span, ANY_TROUBLE),
          freezeMs: frozen(meeting, records, span),
          concealedRatio: heard(meeting, records, span),
        },
        broken: brokenAfter(meeting, records),
      };
    },
  },
];

function benOf({ hosts: [, ben] }: Laboratory) {
  if (ben === undefined) throw new Error("Ben has no host");
  return ben;
}

/** Milliseconds until Ann saw no more than a small picture of Ben, or none, for the rest of the span. */
function smallAfterMs({ ann, ben }: Meeting, records: Records, span: Span): number {
  const record = recordOf(records, ann);
  const atMs = (record.frames[ben.id] ?? []).findLast(
    (shownAtMs) =>
      shownAtMs > span.fromMs &&
      shownAtMs <= span.untilMs &&
      widestPx(record, ben.id, { fromMs: shownAtMs, untilMs: shownAtMs + 1 }) > SMALL_PX,
  );
  return atMs === undefined ? 0 : atMs - span.fromMs;
}

/** Milliseconds until Ann saw Ben as wide as before; Infinity if that takes too long. */
async function untilAsWide(
  { ann, ben }: Meeting,
  widthPx: number,
  sinceMs: number,
): Promise<number> {
  for (;;) {
    await sleep(POLL_MS);
    const now = Date.now();
    const latest = { fromMs: now - POLL_MS, untilMs: now };
    if (widestPx(await ann.record(), ben.id, latest) >= widthPx) return now - sinceMs;
    if (now - sinceMs > FULL_AGAIN_MS) return Number.POSITIVE_INFINITY;
  }
}
