/** Signals that do not come as they were sent, and offers that meet. */

import { setTimeout as sleep } from "node:timers/promises";
import { brokenAfter, frozenAfter, recordsOf } from "../break.ts";
import type { Laboratory, Meeting, Person } from "../laboratory.ts";
import type { Row } from "../row.ts";
import type { Mangle, PassingSignal } from "../signaling-proxy.ts";

const CONVERGE_PATIENCE_MS = 45_000;

const ROUNDS = 200;
const SHORT_ROUNDS = 10;
/** Both ends act at a moment that lies so far ahead that both have heard of it. */
const AGREED_AHEAD_MS = 80;
/** So long an offer waits on its way for one from the other end. */
const MEETING_PATIENCE_MS = 2_000;
/** The server lets so many descriptions of one person pass in the long run. */
const ROUND_MS = 500;
const ROUND_PATIENCE_MS = 5_000;
/** Before that the ends would still be found at rest in the round before. */
const OFFERED_AFTER_MS = 120;
const POLL_MS = 60;

/** Late by up to five seconds, twice, overtaken: the same again for every run, and another for every signal. */
function unruly(): Mangle {
  const fates = [[0], [900], [0, 1_200], [300], [5_000], [0], [150, 150], [2_000], [0, 0]];
  let passed = 0;
  return () => {
    passed += 1;
    // A stride that shares no factor with the number of fates lets neighbours differ.
    return fates[(passed * 4) % fates.length] ?? [0];
  };
}

/** What is true of one page's only open peer connection with media. */
interface Ends {
  readonly open: number;
  readonly state: string;
  readonly localUfrag: string | undefined;
  readonly remoteUfrag: string | undefined;
}

function endsOf({ page }: Person): Promise<Ends> {
  return page.evaluate(() => {
    const ufragOf = (description: RTCSessionDescription | null | undefined) =>
      /^a=ice-ufrag:(.+)$/m.exec(description?.sdp ?? "")?.[1]?.trim();
    const open = (window.rondoConnections ?? []).filter(
      // Without media it only looks for a path.
      (one) => one.signalingState !== "closed" && one.getTransceivers().length > 0,
    );
    return {
      open: open.length,
      state: `${open[0]?.signalingState} ${open[0]?.connectionState}`,
      localUfrag: ufragOf(open[0]?.currentLocalDescription),
      remoteUfrag: ufragOf(open[0]?.currentRemoteDescription),
    };
  });
}

/** Both ends are at rest and mean the same session; the words say what is not so. */
async function disagreement({ ann, ben }: Meeting): Promise<string | null> {
  const [one, other] = await Promise.all([endsOf(ann), endsOf(ben)]);
  if (one.open !== 1 || other.open !== 1) return "not one peer connection at each end";
  if (one.state !== "stable connected" || other.state !== "stable connected")
    return `one end is ${one.state}, the other ${other.state}`;
  const agree = one.localUfrag === other.remoteUfrag && one.remoteUfrag === other.localUfrag;
  return agree ? null : "the ends took different descriptions";
}

async function untilAgreed(meeting: Meeting, patienceMs: number): Promise<string | null> {
  const deadlineMs = Date.now() + patienceMs;
  let why = await disagreement(meeting);
  while (why !== null && Date.now() < deadlineMs) {
    await sleep(POLL_MS);
    why = await disagreement(meeting);
  }
  return why;
}

/** Both ends restart ICE in the same moment, which makes both of them negotiate. */
async function restartBoth({ people }: Meeting): Promise<void> {
  const atMs = Date.now() + AGREED_AHEAD_MS;
  await Promise.all(
    people.map(({ page }) =>
      page.evaluate(async (agreedAtMs) => {
        await new Promise((resolve) => setTimeout(resolve, agreedAtMs - Date.now()));
        for (const connection of window.rondoConnections ?? [])
          if (connection.signalingState !== "closed" && connection.getTransceivers().length > 0)
            connection.restartIce();
      }, atMs),
    ),
  );
}

/**
 * Lets offers meet on their way: the first one of a round, and what follows it, waits until the other end has sent one
 * too. Without that, processes that are told the same moment miss each other by more than an offer takes. What comes
 * after the two, or after some patience, passes as it is.
 */
function createCrossing() {
  type Round = "over" | "open" | Held;
  interface Held {
    readonly socket: number;
    readonly gone: Promise<void>;
    go(): void;
  }
  let round: Round = "over";

  const hold = (socket: number): Held => {
    let go = () => {};
    const gone = new Promise<void>((resolve) => {
      go = resolve;
    });
    const held = { socket, gone, go };
    const timer = setTimeout(go, MEETING_PATIENCE_MS);
    void gone.then(() => {
      clearTimeout(timer);
      if (round === held) round = "over";
    });
    return held;
  };

  let met = false;
  return {
    begin() {
      if (typeof round === "object") round.go();
      round = "open";
      met = false;
    },
    /** Whether offers met since the round began. */
    met: () => met,
    mangle({ socket, direction, text }: PassingSignal): readonly (number | Promise<void>)[] {
      if (direction === "to-browser" || round === "over") return [0];
      const isOffer = text.includes('"type":"offer"');
      if (round === "open") {
        if (!isOffer) return [0];
        round = hold(socket);
        return [round.gone];
      }
      if (round.socket === socket) return [round.gone];
      if (isOffer) {
        met = true;
        round.go();
      }
      return [0];
    },
  };
}

const crossing = createCrossing();

/** What is not as it was, once everyone had time to see and hear everyone again. */
async function brokenAtLast(lab: Laboratory, meeting: Meeting): Promise<readonly string[]> {
  const atMs = await lab.untilAllFlows(meeting.people, Date.now(), CONVERGE_PATIENCE_MS);
  const records = await recordsOf(meeting);
  return [...brokenAfter(meeting, records), ...frozenAfter(meeting, records, atMs)];
}

export const signals: readonly Row[] = [
  {
    name: "signals-unruly",
    title: "signals come late by up to 5 s, twice, and out of order; both ends restart meanwhile",
    faults: [26],
    runs: 10,
    limits: { backMs: { atMost: 30_000 } },
    laboratory: { mangle: unruly() },
    async run(lab) {
      const meeting = await lab.meet();
      const startMs = Date.now();
      await restartBoth(meeting);
      await sleep(OFFERED_AFTER_MS);
      const why = await untilAgreed(meeting, CONVERGE_PATIENCE_MS);
      const backMs = Date.now() - startMs;
      const broken = await brokenAtLast(lab, meeting);
      return { figures: { backMs }, broken: why === null ? broken : [...broken, why] };
    },
  },
  {
    name: "glare",
    title: "both ends negotiate in the same moment, 200 times",
    faults: [27],
    runs: 1,
    limits: { lostRounds: { atMost: 0 }, collidingRatio: { atLeast: 0.9 } },
    laboratory: { mangle: crossing.mangle },
    async run(lab, { short }) {
      const meeting = await lab.meet();
      const rounds = short ? SHORT_ROUNDS : ROUNDS;
      let lostRounds = 0;
      let roundsMet = 0;
      for (let round = 0; round < rounds; round += 1) {
        const nextMs = Date.now() + ROUND_MS;
        crossing.begin();
        await restartBoth(meeting);
        await sleep(OFFERED_AFTER_MS);
        const why = await untilAgreed(meeting, ROUND_PATIENCE_MS);
        if (why !== null) lostRounds += 1;
        if (crossing.met()) roundsMet += 1;
        await sleep(Math.max(0, nextMs - Date.now()));
      }
      const broken = await brokenAtLast(lab, meeting);
      const lost = await disagreement(meeting);
      return {
        figures: { lostRounds, collidingRatio: roundsMet / rounds },
        broken: lost === null ? broken : [...broken, lost],
      };
    },
  },
];
