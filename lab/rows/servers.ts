/** Servers that go away while people talk. */

import { setTimeout as sleep } from "node:timers/promises";
import { startServer } from "../../e2e/server-under-test.ts";
import {
  brokenAfter,
  outcomeOf,
  type Records,
  recordOf,
  recordsOf,
  routesOf,
  worstView,
} from "../break.ts";
import type { Outcome } from "../figures.ts";
import type { Laboratory, Meeting, Person } from "../laboratory.ts";
import type { PageRecord } from "../page-probe.ts";
import type { Row } from "../row.ts";
import {
  BREAK_MS,
  concealedRatio,
  falseAlarms,
  goneAfterMs,
  longestGapMs,
  noticedAfterMs,
  type Span,
  saidAfterMs,
} from "../timeline.ts";
import { moveToRelay } from "./cuts.ts";

const AWAY_MS = 3_000;
/** How long the return of a server is watched, and an undisturbed time before for comparison. */
const WATCHED_MS = 8_000;
const WATCHED_SHORT_MS = 5_000;
const RESUME_PATIENCE_MS = 30_000;
const RELAY_AWAY_MS = 5_000;
const GIVE_UP_MS = 45_000;
const GIVE_UP_SHORT_MS = 15_000;
/** The moment itself is recorded in the page. */
const POLL_MS = 200;

/** How long a server that does not come back is watched. */
const GONE_MS = 120_000;
const GONE_SHORT_MS = 20_000;
/** Others know at once that the server is gone; then somebody's browser goes too. */
const BETWEEN_FAULTS_MS = 1_500;
const GONE_PATIENCE_MS = 30_000;
/** Longer than a restart takes, in which the fresh ones must last. */
const CREDENTIALS_LAST_S = 12;

const watchedFor = (short: boolean): number => (short ? WATCHED_SHORT_MS : WATCHED_MS);

/** Milliseconds from a moment until everyone's seat was accepted; Infinity if somebody's was not in time. */
async function resumedAfterMs({ people }: Meeting, sinceMs: number): Promise<number> {
  const deadlineMs = Date.now() + RESUME_PATIENCE_MS;
  for (;;) {
    const afterMs = await Promise.all(people.map((one) => seatAfterMs(one, sinceMs)));
    if (!afterMs.includes(null) || Date.now() > deadlineMs)
      return Math.max(...afterMs.map((one) => one ?? Number.POSITIVE_INFINITY));
    await sleep(POLL_MS);
  }
}

/** Milliseconds from a moment until somebody's next seat was accepted; null if none was yet. */
async function seatAfterMs({ page }: Person, sinceMs: number): Promise<number | null> {
  const joinedAtMs = await page.evaluate(() => window.rondoRecord?.joinedAtMs ?? []);
  const first = joinedAtMs.find((atMs) => atMs > sinceMs);
  return first === undefined ? null : first - sinceMs;
}

/**
 * An undisturbed time in which, after as long, another server starts on the same machine: what that takes from the
 * browsers' processors is no fault.
 */
async function controlRun(lab: Laboratory, watchedMs: number): Promise<void> {
  const startMs = Date.now();
  await sleep(AWAY_MS);
  const other = await startServer();
  lab.afterwards(() => other.stop());
  await sleep(Math.max(0, startMs + watchedMs - Date.now()));
}

/** What the media of a call had from something that is none of its business: nothing, beside an undisturbed time. */
function undisturbed(meeting: Meeting, records: Records, span: Span): Outcome {
  const longest = (of: Span) =>
    worstView(meeting, records, (record, { id }) => longestGapMs(record.frames[id] ?? [], of));
  const restarted = meeting.people.filter((one) =>
    recordOf(records, one).connections.some(({ atMs }) => atMs > span.fromMs),
  );
  return {
    figures: {
      freezeMs: longest(span),
      freezeOverControl:
        longest(span) / longest({ fromMs: meeting.settledAtMs, untilMs: span.fromMs }),
      concealedRatio: Math.max(
        ...meeting.people.map((one) => concealedRatio(recordOf(records, one), span)),
      ),
      falseAlarms: worstView(meeting, records, (record, { id }) => falseAlarms(record, id, span)),
    },
    broken: [
      ...brokenAfter(meeting, records),
      ...restarted.map(({ name }) => `${name} made or restarted a peer connection`),
    ],
  };
}

/** Who reads nothing at the moment of what is the matter. */
async function withoutBanner({ people }: Meeting): Promise<readonly Person[]> {
  const shown = await Promise.all(
    people.map(({ page }) =>
      page.evaluate(() =>
        [...document.querySelectorAll("[role=status], [role=alert]")].some(
          ({ textContent }) => textContent?.includes("server") === true,
        ),
      ),
    ),
  );
  return people.filter((_, index) => shown[index] === false);
}

/** What leaving comes to without a server that could tell others of it. */
async function leave({ ann, ben }: Meeting): Promise<Outcome> {
  const leftAtMs = Date.now();
  await ben.page.press("Leave");
  await ben.page.waitFor("heading", "You left the meeting");
  const deadlineMs = leftAtMs + GONE_PATIENCE_MS;
  let goneMs = Number.POSITIVE_INFINITY;
  while (goneMs === Number.POSITIVE_INFINITY && Date.now() < deadlineMs) {
    await sleep(POLL_MS);
    goneMs = goneAfterMs(await ann.record(), ben.id, leftAtMs);
  }
  const open = await ben.page.evaluate(
    () => (window.rondoConnections ?? []).filter((one) => one.signalingState !== "closed").length,
  );
  return { figures: { goneMs }, broken: open === 0 ? [] : ["Ben left, and still sends to Ann"] };
}

/** Until when the credentials of the relay are good with which somebody would restart now. */
async function credentialsEndMs({ page }: Person): Promise<number> {
  const users = await page.evaluate(() =>
    (window.rondoConnections ?? [])
      .filter((one) => one.signalingState !== "closed" && one.getTransceivers().length > 0)
      .flatMap((one) => one.getConfiguration().iceServers ?? [])
      .flatMap(({ username }) => username ?? []),
  );
  // Usernames begin with the second at which they end (draft-uberti-behave-turn-rest-00 §2.2).
  return Math.min(...users.map((user) => Number(user.split(":")[0]) * 1_000));
}

/** Ann and Ben, who reach each other through the relay only. */
async function meetRelayed(lab: Laboratory): Promise<Meeting> {
  const [ann, ben] = lab.hosts;
  if (ann === undefined || ben === undefined) throw new Error("two hosts are needed");
  return await lab.meet(async () => {
    lab.afterwards(() => lab.network.reunite(ann, ben));
    await lab.network.separate(ann, ben);
  });
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
      falseAlarms: { atMost: 0 },
    },
    async run(lab, { short }) {
      const meeting = await lab.meet();
      const watchedMs = watchedFor(short);
      await controlRun(lab, watchedMs);
      const faultAtMs = Date.now();
      await lab.server.kill();
      await sleep(AWAY_MS);
      await lab.server.restart();
      const listensAtMs = Date.now();
      const resumedMs = await resumedAfterMs(meeting, faultAtMs);
      await sleep(Math.max(0, faultAtMs + watchedMs - Date.now()));
      const records = await recordsOf(meeting);
      const { figures, broken } = undisturbed(meeting, records, {
        fromMs: faultAtMs,
        untilMs: Date.now(),
      });
      const bannerMs = Math.max(
        ...meeting.people.map((one) => saidAfterMs(recordOf(records, one), faultAtMs)),
      );
      return {
        figures: {
          ...figures,
          bannerMs,
          // It listens a moment before it says so.
          resumedMs: Math.max(0, faultAtMs + resumedMs - listensAtMs),
        },
        broken,
      };
    },
  },
  {
    name: "server-kill-pair-cut",
    title: "the server is killed (-9), and Ann and Ben can reach only the relay and Cleo",
    faults: [1, 14],
    runs: 10,
    limits: { noticedMs: { atMost: 800 }, backMs: { atMost: 3_000 } },
    laboratory: { people: 3 },
    async run(lab, { short }) {
      const meeting = await lab.meet();
      const { ann, ben, people } = meeting;
      lab.afterwards(() => lab.network.reunite(ann.host, ben.host));
      await lab.server.kill();
      const faultAtMs = Date.now();
      await lab.network.separate(ann.host, ben.host);
      const untilMs = await lab.untilAllFlows(
        people,
        faultAtMs + 1_000,
        short ? GIVE_UP_SHORT_MS : GIVE_UP_MS,
      );
      const pair = { ...meeting, people: [ann, ben] };
      const relayed = (await routesOf(pair)).every((route) => route === "relay");
      const meanwhile = await recordsOf(meeting);
      const served = people.filter((one) =>
        recordOf(meanwhile, one).joinedAtMs.some((atMs) => atMs > faultAtMs),
      );
      const healed = await outcomeOf(pair, { faultAtMs, worksAtMs: faultAtMs, untilMs });
      await lab.server.restart();
      const resumedMs = await resumedAfterMs(meeting, untilMs);
      const records = await recordsOf(meeting);
      const bystanders = people.filter((one) => one !== ann && one !== ben);
      const restarted = bystanders.filter((one) =>
        recordOf(records, one).connections.some(({ atMs }) => atMs > faultAtMs),
      );
      return {
        figures: healed.figures,
        broken: [
          ...healed.broken,
          ...brokenAfter(meeting, records),
          ...served.map(({ name }) => `${name} had the server all the same`),
          ...(relayed ? [] : ["not both tiles said relayed while the server was away"]),
          ...(Number.isFinite(resumedMs) ? [] : ["somebody's seat was not taken again"]),
          ...restarted.map(({ name }) => `${name} made or restarted a peer connection`),
        ],
      };
    },
  },
  {
    name: "server-gone",
    title: "the server is killed (-9) and does not come back for 2 min; then Ben leaves",
    faults: [2],
    runs: 3,
    limits: {
      bannerMs: { atMost: 2_000 },
      freezeMs: { atMost: BREAK_MS },
      falseAlarms: { atMost: 0 },
      goneMs: { atMost: 1_000 },
    },
    async run(lab, { short }) {
      const meeting = await lab.meet();
      const faultAtMs = Date.now();
      lab.afterwards(() => lab.server.restart());
      await lab.server.kill();
      await sleep(short ? GONE_SHORT_MS : GONE_MS);
      const span = { fromMs: faultAtMs, untilMs: Date.now() };
      const records = await recordsOf(meeting);
      const { figures, broken } = undisturbed(meeting, records, span);
      const { freezeOverControl: _, ...measured } = figures;
      const reloaded = meeting.people.filter(
        (one) => recordOf(records, one).beganAtMs > meeting.settledAtMs,
      );
      const silent = await withoutBanner(meeting);
      const left = await leave(meeting);
      return {
        figures: {
          ...measured,
          bannerMs: Math.max(
            ...meeting.people.map((one) => saidAfterMs(recordOf(records, one), faultAtMs)),
          ),
          ...left.figures,
        },
        broken: [
          ...broken,
          ...reloaded.map(({ name }) => `the page of ${name} was loaded again`),
          ...silent.map(({ name }) => `${name} is not told any more that the server is away`),
          ...left.broken,
        ],
      };
    },
  },
  {
    name: "peer-kill",
    title: "Ben's browser is killed (-9) while the server is away, which then comes back",
    faults: [3],
    runs: 10,
    limits: {
      noticedMs: { atMost: 800 },
      goneMs: { atMost: 10_000 },
      falseAlarms: { atMost: 0 },
    },
    laboratory: { people: 3 },
    async run(lab) {
      const meeting = await lab.meet();
      const { ben } = meeting;
      const left: Meeting = { ...meeting, people: meeting.people.filter((one) => one !== ben) };
      const span = { fromMs: Date.now() };
      await lab.server.kill();
      await sleep(BETWEEN_FAULTS_MS);
      const faultAtMs = Date.now();
      await lab.killBrowser(ben);
      await sleep(AWAY_MS);
      await lab.server.restart();
      const listensAtMs = Date.now();
      const worst = (records: Records, value: (record: PageRecord) => number) =>
        Math.max(...left.people.map((one) => value(recordOf(records, one))));
      const goneMs = (records: Records) =>
        worst(records, (record) => goneAfterMs(record, ben.id, listensAtMs));
      let records = await recordsOf(left);
      while (
        goneMs(records) === Number.POSITIVE_INFINITY &&
        Date.now() < listensAtMs + GONE_PATIENCE_MS
      ) {
        await sleep(POLL_MS);
        records = await recordsOf(left);
      }
      await lab.untilAllFlows(left.people, Date.now(), GIVE_UP_SHORT_MS);
      records = await recordsOf(left);
      const { falseAlarms = Number.NaN } = undisturbed(left, records, {
        ...span,
        untilMs: Date.now(),
      }).figures;
      return {
        figures: {
          noticedMs: worst(records, (record) => noticedAfterMs(record, ben.id, faultAtMs)),
          goneMs: goneMs(records),
          falseAlarms,
        },
        broken: left.people.flatMap((one) => {
          const { people } = recordOf(records, one);
          const early = people.some(
            ({ atMs, participants }) => atMs > span.fromMs && participants.length > 3,
          );
          const others = left.people.every(({ id }) => people.at(-1)?.participants.includes(id));
          return [
            ...(early ? [`${one.name} saw somebody twice`] : []),
            ...(others ? [] : [`${one.name} lost somebody else too`]),
          ];
        }),
      };
    },
  },
  {
    name: "server-stopped",
    title: "the server stands still for 3 s",
    faults: [37],
    runs: 10,
    limits: { freezeOverControl: { atMost: 1.5 }, falseAlarms: { atMost: 0 } },
    async run(lab, { short }) {
      const meeting = await lab.meet();
      await sleep(watchedFor(short));
      const faultAtMs = Date.now();
      lab.afterwards(async () => lab.server.signal("SIGCONT"));
      lab.server.signal("SIGSTOP");
      await sleep(AWAY_MS);
      lab.server.signal("SIGCONT");
      await sleep(watchedFor(short) - AWAY_MS);
      const records = await recordsOf(meeting);
      const span = { fromMs: faultAtMs, untilMs: Date.now() };
      const { figures, broken } = undisturbed(meeting, records, span);
      const again = meeting.people.filter((one) =>
        recordOf(records, one).joinedAtMs.some((atMs) => atMs > faultAtMs),
      );
      return {
        figures,
        broken: [...broken, ...again.map(({ name }) => `${name} had to take the seat again`)],
      };
    },
  },
  {
    name: "relay-kill",
    title: "the relay between Ann and Ben is killed (-9) and started again after 5 s",
    faults: [20],
    runs: 10,
    limits: { noticedMs: { atMost: 800 }, backMs: { atMost: 4_000 } },
    async run(lab, { short }) {
      const meeting = await meetRelayed(lab);
      const faultAtMs = Date.now();
      await lab.killRelay();
      await sleep(RELAY_AWAY_MS);
      await lab.restartRelay();
      const worksAtMs = Date.now();
      const untilMs = await lab.untilAllFlows(
        meeting.people,
        worksAtMs,
        short ? GIVE_UP_SHORT_MS : GIVE_UP_MS,
      );
      return await outcomeOf(meeting, { faultAtMs, worksAtMs, untilMs });
    },
  },
  {
    name: "relay-kill-direct",
    title: "the relay is killed (-9) while Ann and Ben do not use it",
    faults: [20],
    runs: 3,
    limits: { freezeOverControl: { atMost: 1.5 }, falseAlarms: { atMost: 0 } },
    async run(lab, { short }) {
      const meeting = await lab.meet();
      await sleep(watchedFor(short));
      const faultAtMs = Date.now();
      await lab.killRelay();
      await sleep(watchedFor(short));
      const records = await recordsOf(meeting);
      const span = { fromMs: faultAtMs, untilMs: Date.now() };
      await lab.restartRelay();
      return undisturbed(meeting, records, span);
    },
  },
  {
    name: "credentials-end",
    title: "the relay's credentials of the start have ended when Ann and Ben need the relay",
    faults: [21],
    runs: 10,
    limits: { noticedMs: { atMost: 800 }, backMs: { atMost: 3_000 } },
    laboratory: { env: { TURN_TTL_SECONDS: String(CREDENTIALS_LAST_S) } },
    async run(lab, options) {
      const meeting = await lab.meet();
      const { ann, ben } = meeting;
      const firstEndMs = Math.max(...(await Promise.all(meeting.people.map(credentialsEndMs))));
      await sleep(Math.max(0, firstEndMs - Date.now()) + BETWEEN_FAULTS_MS);
      // What was allocated in time would be good for longer than the credentials.
      await lab.killRelay();
      await lab.restartRelay();
      const endMs = Math.min(...(await Promise.all(meeting.people.map(credentialsEndMs))));
      const stale =
        endMs > Date.now() ? [] : ["somebody would restart with credentials that ended"];
      lab.afterwards(() => lab.network.reunite(ann.host, ben.host));
      const outcome = await moveToRelay(lab, options, meeting, () =>
        lab.network.separate(ann.host, ben.host),
      );
      return { ...outcome, broken: [...outcome.broken, ...stale] };
    },
  },
];
