/**
 * A small internet with the server, a relay, and people whose browsers are on hosts of their own, who meet as often as a
 * row wants.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { RunningCoturn } from "../e2e/network/coturn.ts";
import type { Host } from "../e2e/network/host.ts";
import { createNetwork, type Network } from "../e2e/network/network.ts";
import { type ServerUnderTest, startServer } from "../e2e/server-under-test.ts";
import { type BrowserKind, type PersonPage, startBrowser, whyNoBrowser } from "./browsers.ts";
import { type PageRecord, watchCall } from "./page-probe.ts";
import { createSignalingProxy, type Mangle } from "./signaling-proxy.ts";
import { story } from "./story.ts";
import { BREAK_MS } from "./timeline.ts";

const NAMES = ["Ann", "Ben", "Cleo", "Dan", "Eve", "Finn"];
/** Bitrates rise for a while after joining; faults come to calls that run. */
const SETTLE_MS = 2_500;
const SETTLE_SHORT_MS = 1_500;
const JOIN_TIMEOUT_MS = 30_000;
/** Pages are seldom asked while they are measured. */
const POLL_MS = 400;
/** After media is back it must stay. */
const STAY_MS = 3_000;
const STAY_SHORT_MS = 2_000;

export interface LaboratoryOptions {
  /** How many people; two if nothing is said. */
  readonly people?: number;
  /**
   * Whether each has a browser and a host of their own, behind a NAT of their own (`apart`), or all are contexts of one
   * browser on one host (`together`).
   */
  readonly browsers?: "apart" | "together";
  /** What Ben uses, apart from the others; all others have Chromium, and so has he if nothing is said. */
  readonly ben?: BrowserKind;
  /** What happens to signals between the browsers and the server; without it they reach the server directly. */
  readonly mangle?: Mangle;
  /** More settings of the server. */
  readonly env?: Readonly<Record<string, string>>;
  /** Meetings settle, and media is watched after it came back, for a shorter time. */
  readonly short?: boolean;
}

export interface Person {
  readonly name: string;
  /** Of this person's seat, as it was when the meeting began. */
  readonly id: string;
  readonly host: Host;
  readonly page: PersonPage;
  /** What the page recorded so far. */
  record(): Promise<PageRecord>;
}

export interface Meeting {
  readonly people: readonly Person[];
  readonly ann: Person;
  readonly ben: Person;
  /** When all had joined and settled. */
  readonly settledAtMs: number;
}

export interface Laboratory {
  readonly network: Network;
  readonly coturn: RunningCoturn;
  readonly server: ServerUnderTest;
  /** Where each person's browser is, Ann's first; one for all if they are together. */
  readonly hosts: readonly Host[];
  /** Kills the relay. */
  killRelay(): Promise<void>;
  /** Starts it again, with the same address and secret. */
  restartRelay(): Promise<void>;
  /** Ends somebody's browser as a lost battery does; the next meeting begins with another one. */
  killBrowser(person: Person): Promise<void>;
  /**
   * Everyone joins a new room with a fresh profile, and waits until all see each other and a little longer. Ends the
   * meeting before, and takes back every fault that it had; `prepare` then brings about what is to be there from the
   * start.
   */
  meet(prepare?: () => Promise<unknown>): Promise<Meeting>;
  /**
   * Waits until everyone sees new frames of everyone else after a moment and goes on to for a while, or until time is
   * up: then what was recorded tells. Resolves with when that was.
   */
  untilAllFlows(people: readonly Person[], sinceMs: number, timeoutMs: number): Promise<number>;
  /** What every page of the present meeting recorded since it settled, to be read. */
  story(): Promise<readonly string[]>;
  /** Registers what takes a fault back; done by the next `meet()` or `close()`, newest first. */
  afterwards(step: () => Promise<unknown>): void;
  close(): Promise<void>;
}

/** There can be no laboratory here; the message says why and what would help. */
export class LaboratoryError extends Error {
  override readonly name = "LaboratoryError";
}

/** Builds a laboratory; the caller closes it. Throws a `LaboratoryError` where the system does not allow one. */
export async function openLaboratory(options: LaboratoryOptions = {}): Promise<Laboratory> {
  const { people: count = 2, browsers: where = "apart", ben = "chromium" } = options;
  const { mangle, env = {}, short = false } = options;
  const stayMs = short ? STAY_SHORT_MS : STAY_MS;
  const missing = whyNoBrowser("chromium") ?? whyNoBrowser(ben);
  if (missing !== null) throw new LaboratoryError(missing);
  const network = await createNetwork();
  if (!network.available) throw new LaboratoryError(`${network.reason}; ${network.cure}`);
  const atEnd: (() => Promise<unknown>)[] = [() => network.close()];
  const close = async () => {
    for (const step of atEnd.splice(0).reverse()) await step();
  };
  try {
    return await furnish(network);
  } catch (error) {
    await close();
    throw error;
  }

  async function furnish(network: Network): Promise<Laboratory> {
    const relayHost = await network.host("relay");
    let coturn = await network.startCoturn(relayHost);
    const server = await startServer({
      HOST: network.serverAddress,
      // Demanded of servers that others reach; nobody signs in.
      ADMIN_PASSWORD: "quiet lanterns over the harbour",
      TURN_URLS: coturn.turnUrls.join(","),
      TURN_SECRET: coturn.turnSecret,
      ...env,
    });
    atEnd.push(() => server.stop());
    let origin = `http://${network.serverAddress}:${new URL(server.url).port}`;
    if (mangle !== undefined) {
      const proxy = await createSignalingProxy(origin, network.serverAddress, mangle);
      atEnd.push(proxy.close);
      origin = proxy.origin;
    }

    const seats = await Promise.all(
      NAMES.slice(0, where === "apart" ? count : 1).map(async (name, index) => {
        const host = await network.host(name.toLowerCase(), { behindNat: where === "apart" });
        const start = () => startBrowser(index === 1 ? ben : "chromium", host, origin);
        const seat = { host, start, browser: await start(), killed: false };
        atEnd.push(() => seat.browser.close());
        return seat;
      }),
    );
    let faults: (() => Promise<unknown>)[] = [];
    let meeting: Meeting | null = null;
    let pages: readonly PersonPage[] = [];

    async function endMeeting(): Promise<void> {
      for (const step of faults.splice(0).reverse()) await step();
      await Promise.all(pages.map((page) => page.close()));
      pages = [];
    }
    atEnd.push(endMeeting);

    return {
      network,
      get coturn() {
        return coturn;
      },
      server,
      hosts: seats.map(({ host }) => host),
      killRelay: () => coturn.stop(),
      async restartRelay() {
        coturn = await network.startCoturn(relayHost, { secret: coturn.turnSecret });
      },
      async killBrowser({ host, page }) {
        const seat = seats.find((one) => one.host === host);
        if (seat === undefined) throw new Error("nobody's browser");
        pages = pages.filter((one) => one !== page);
        seat.killed = true;
        await network.kill(host);
      },
      afterwards(step) {
        faults = [...faults, step];
      },
      async meet(prepare = async () => undefined) {
        await endMeeting();
        await prepare();
        const url = await createRoom(origin);
        const people: Person[] = [];
        for (const [index, name] of NAMES.slice(0, count).entries()) {
          const seat = seats[where === "apart" ? index : 0];
          if (seat === undefined) throw new Error(`no browser for ${name}`);
          if (seat.killed) seat.browser = await seat.start();
          seat.killed = false;
          const page = await seat.browser.newPage(watchCall);
          pages = [...pages, page];
          people.push(await join(page, seat.host, url, name));
        }
        await untilAllFlow(people, Date.now(), JOIN_TIMEOUT_MS, stayMs);
        await sleep(short ? SETTLE_SHORT_MS : SETTLE_MS);
        const [ann, ben] = people;
        if (ann === undefined || ben === undefined) throw new Error("it takes two to meet");
        meeting = { people, ann, ben, settledAtMs: Date.now() };
        return meeting;
      },
      untilAllFlows: (people, sinceMs, timeoutMs) =>
        untilAllFlow(people, sinceMs, timeoutMs, stayMs),
      story: async () => (meeting === null ? [] : await storyOf(meeting)),
      close,
    };
  }
}

async function createRoom(origin: string): Promise<string> {
  const response = await fetch(`${origin}/api/rooms`, { method: "POST", body: "{}" });
  if (!response.ok) throw new Error(`no room was made: ${response.status}`);
  const { code } = await response.json();
  return `${origin}/r/${code}`;
}

async function join(page: PersonPage, host: Host, url: string, name: string): Promise<Person> {
  await page.open(url);
  await page.fill("Your name", name);
  await page.press("Join meeting");
  await page.waitFor("toolbar", "Call controls");
  const id = await page.evaluate(
    () => document.querySelector("[data-self]")?.getAttribute("data-participant") ?? null,
  );
  if (id === null) throw new Error(`${name} has no tile`);
  return { name, id, host, page, record: () => readRecord(page) };
}

async function storyOf({ people, settledAtMs }: Meeting): Promise<readonly string[]> {
  const nameOf = (id: string) => people.find((person) => person.id === id)?.name ?? id;
  const pages = await Promise.all(
    people.map(async (person) => [
      `${person.name}, since the meeting settled:`,
      ...(await person.record().then(
        (record) => story(record, settledAtMs, nameOf),
        () => ["nothing can be read any more"],
      )),
    ]),
  );
  return pages.flat();
}

async function readRecord(page: PersonPage): Promise<PageRecord> {
  const record = await page.evaluate(() => window.rondoRecord);
  if (record === undefined) throw new Error("the page records nothing");
  return record;
}

/** Everyone's view of everyone else: who looks, and at whom. */
export function views(people: readonly Person[]): readonly (readonly [Person, Person])[] {
  return people.flatMap((viewer) =>
    people.filter((shown) => shown !== viewer).map((shown) => [viewer, shown] as const),
  );
}

async function untilAllFlow(
  people: readonly Person[],
  sinceMs: number,
  timeoutMs: number,
  stayMs: number,
): Promise<number> {
  const deadlineMs = Date.now() + timeoutMs;
  let flowsSinceMs: number | null = null;
  while (Date.now() < deadlineMs) {
    await sleep(POLL_MS);
    if (!(await allFlow(people, sinceMs))) flowsSinceMs = null;
    else flowsSinceMs ??= Date.now();
    if (flowsSinceMs !== null && Date.now() - flowsSinceMs > stayMs) break;
  }
  return Date.now();
}

async function allFlow(people: readonly Person[], sinceMs: number): Promise<boolean> {
  const flowing = await Promise.all(
    people.map(async ({ page, id }) => {
      const others = people.filter((other) => other.id !== id).map((other) => other.id);
      const newest = await page.evaluate(
        (ids) => ids.map((other) => window.rondoRecord?.frames[other]?.at(-1) ?? 0),
        others,
      );
      return newest.every((atMs) => atMs > sinceMs && Date.now() - atMs < BREAK_MS);
    }),
  );
  return flowing.every(Boolean);
}
