/** Paths that go away, altogether or in part. */

import { setTimeout as sleep } from "node:timers/promises";
import { breakFigures, brokenAfter, outcomeOf, recordOf, recordsOf, routesOf } from "../break.ts";
import type { Outcome } from "../figures.ts";
import type { Laboratory, Meeting } from "../laboratory.ts";
import type { Row, RunOptions } from "../row.ts";
import { restartsSince } from "../timeline.ts";

/** A fault is given up on after that: whole ladders fit in. */
const GIVE_UP_MS = 45_000;
const GIVE_UP_SHORT_MS = 15_000;
/** Phones take a second or two from one network to the next. */
const BETWEEN_NETWORKS_MS = 1_500;
/** In a test, what takes a minute takes as long as browsers need to give a path up by themselves. */
const SHORT_CUT_MS = 18_000;

/** Meetings until one is direct. */
const DIRECT_PATIENCE = 3;

const NOTICED = { atMost: 800 };

function cut(lastsMs: number, limitMs: number, faults: readonly number[]): Row {
  const seconds = lastsMs / 1_000;
  return {
    name: `cut-${seconds}`,
    title: `Ben's network is cut for ${seconds} s`,
    faults,
    runs: lastsMs >= 60_000 ? 3 : 10,
    limits: { noticedMs: NOTICED, backMs: { atMost: limitMs } },
    async run(lab, options) {
      const { short } = options;
      const meeting = await lab.meet();
      const { ben } = meeting;
      const mutes = lastsMs > SHORT_CUT_MS;
      if (mutes) await mute(meeting);
      const faultAtMs = Date.now();
      lab.afterwards(() => lab.network.reconnect(ben.host));
      await lab.network.cutOff(ben.host);
      await sleep(short ? Math.min(lastsMs, SHORT_CUT_MS) : lastsMs);
      const worksAtMs = Date.now();
      await lab.network.reconnect(ben.host);
      const untilMs = await lab.untilAllFlows(meeting.people, worksAtMs, giveUpAfter(options));
      const records = await recordsOf(meeting);
      return {
        figures: breakFigures(meeting, records, { faultAtMs, worksAtMs, untilMs }),
        broken: [
          ...brokenAfter(meeting, records, { silent: mutes ? [ben] : [] }),
          ...(mutes && !(await isShownMuted(meeting))
            ? ["Ben is not shown as muted any more"]
            : []),
        ],
      };
    },
  };
}

const giveUpAfter = ({ short }: RunOptions): number => (short ? GIVE_UP_SHORT_MS : GIVE_UP_MS);

async function mute({ ben }: Meeting): Promise<void> {
  await ben.page.press("Microphone");
}

async function isShownMuted({ ann, ben }: Meeting): Promise<boolean> {
  return await ann.page.evaluate((id) => {
    const tile = document.querySelector(`[data-participant="${id}"]`);
    return tile?.textContent?.includes("Muted") ?? false;
  }, ben.id);
}

/** Browsers take whichever path answers first, the relay's at times; whose direct path is to be cut must have it. */
async function meetDirectly(lab: Laboratory): Promise<Meeting> {
  for (let meetings = 0; meetings < DIRECT_PATIENCE; meetings += 1) {
    const meeting = await lab.meet();
    const routes = await routesOf(meeting);
    if (routes.every((route) => route === "direct")) return meeting;
  }
  throw new Error("Ann and Ben reach each other through the relay only");
}

/** Runs a fault that another path makes good, and checks that it is the other path that did. */
export async function moveToRelay(
  lab: Laboratory,
  options: RunOptions,
  meeting: Meeting,
  inject: () => Promise<void>,
): Promise<Outcome> {
  const faultAtMs = Date.now();
  await inject();
  const untilMs = await lab.untilAllFlows(meeting.people, faultAtMs + 1_000, giveUpAfter(options));
  const outcome = await outcomeOf(meeting, { faultAtMs, worksAtMs: faultAtMs, untilMs });
  const routes = await routesOf(meeting);
  const direct = routes.every((route) => route === "relay") ? [] : ["not every tile says relayed"];
  return { ...outcome, broken: [...outcome.broken, ...direct] };
}

export const cuts: readonly Row[] = [
  cut(2_000, 300, [11]),
  cut(10_000, 500, [12]),
  cut(40_000, 500, [13]),
  cut(60_000, 500, [13]),
  {
    name: "ip-change",
    title: "Ben leaves one network for another, with another address",
    faults: [16],
    runs: 10,
    limits: { noticedMs: NOTICED, backMs: { atMost: 1_000 } },
    async run(lab, options) {
      const meeting = await lab.meet();
      const { host } = meeting.ben;
      const faultAtMs = Date.now();
      await lab.network.unplug(host);
      await sleep(BETWEEN_NETWORKS_MS);
      await lab.network.plugIn(host);
      const worksAtMs = Date.now();
      const untilMs = await lab.untilAllFlows(meeting.people, worksAtMs, giveUpAfter(options));
      return await outcomeOf(meeting, { faultAtMs, worksAtMs, untilMs });
    },
  },
  {
    name: "pair-cut",
    title: "Ann and Ben cannot reach each other any more, only the relay",
    faults: [14],
    runs: 10,
    limits: { noticedMs: NOTICED, backMs: { atMost: 3_000 } },
    async run(lab, options) {
      const meeting = await meetDirectly(lab);
      const { ann, ben } = meeting;
      lab.afterwards(() => lab.network.reunite(ann.host, ben.host));
      return await moveToRelay(lab, options, meeting, () =>
        lab.network.separate(ann.host, ben.host),
      );
    },
  },
  {
    name: "udp-blocked",
    title: "a firewall begins to drop Ben's UDP during the call",
    faults: [19],
    runs: 10,
    limits: { noticedMs: NOTICED, backMs: { atMost: 4_000 } },
    async run(lab, options) {
      const meeting = await meetDirectly(lab);
      const { host } = meeting.ben;
      lab.afterwards(() => lab.network.restoreUdp(host));
      return await moveToRelay(lab, options, meeting, () => lab.network.dropUdp(host));
    },
  },
  {
    name: "one-way-cut",
    title: "what Ben sends Ann is lost, what Ann sends Ben arrives",
    faults: [15],
    runs: 10,
    limits: { noticedMs: NOTICED, backMs: { atMost: 3_000 } },
    async run(lab, options) {
      const meeting = await meetDirectly(lab);
      const { ann, ben } = meeting;
      lab.afterwards(() => lab.network.unsilence(ben.host, ann.host));
      const faultAtMs = Date.now();
      const outcome = await moveToRelay(lab, options, meeting, () =>
        lab.network.silence(ben.host, ann.host),
      );
      const records = await recordsOf(meeting);
      const restarts = Math.max(
        ...meeting.people.map((person) => restartsSince(recordOf(records, person), faultAtMs)),
      );
      return { ...outcome, figures: { ...outcome.figures, restarts } };
    },
  },
  {
    name: "nat-rebinding",
    title: "Ben's NAT forgets its mappings and makes others",
    faults: [17],
    runs: 10,
    limits: { freezeMs: { atMost: 1_000 } },
    async run(lab, options) {
      const meeting = await lab.meet();
      const faultAtMs = Date.now();
      await lab.network.rebind(meeting.ben.host);
      const untilMs = await lab.untilAllFlows(
        meeting.people,
        faultAtMs + 1_000,
        giveUpAfter(options),
      );
      const outcome = await outcomeOf(meeting, { faultAtMs, worksAtMs: faultAtMs, untilMs });
      return outcome;
    },
  },
];
