/** From pressing Join to seeing and hearing each other: Rondo and the bare page in turn. */

import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright";
import { chromiumOptions } from "../e2e/chromium.ts";
import { type MediaMoments, watchMedia } from "./media-moments.ts";
import type { Part } from "./part.ts";
import { type MeasuredServer, withServers } from "./servers.ts";
import { median, percentile } from "./statistics.ts";

const RUNS = 15;
const COLD_RUNS = 5;
/** A person looks at their own picture before they press Join; compilers and encoders come to rest. */
const WARM_MS = 1_500;
const TIMEOUT_MS = 20_000;
/** Asking a page costs it time, so it is left alone until it is likely to be done. */
const POLL_MS = 1_000;

/** Milliseconds from the press; the later of both ends. */
interface Joined {
  readonly frameMs: number;
  readonly audioMs: number;
  readonly bothMs: number;
}

export const join: Part = async ({ runs, say }) => {
  const warm: { rondo: Joined[]; bare: Joined[] } = { rondo: [], bare: [] };
  const coldMs: number[] = [];
  const leaveMs: number[] = [];
  await withServers(["rondo", "minimal"], async ([rondo, relay]) => {
    if (rondo === undefined || relay === undefined) throw new Error("a server is missing");
    const browser = await chromium.launch(chromiumOptions());
    try {
      // One of each warms the servers up and is not kept.
      await joinRondo(browser, rondo);
      await joinBare(browser, relay);
      for (let run = 1; run <= (runs ?? RUNS); run += 1) {
        const { joined: ours, leftAfterMs } = await joinRondo(browser, rondo);
        leaveMs.push(leftAfterMs);
        const bare = await joinBare(browser, relay);
        warm.rondo.push(ours);
        warm.bare.push(bare);
        say(
          `run ${run}: Rondo ${inShort(ours)}; bare ${inShort(bare)}; left in ${leftAfterMs.toFixed(0)} ms`,
        );
      }
      for (let run = 1; run <= Math.min(runs ?? COLD_RUNS, COLD_RUNS); run += 1) {
        coldMs.push(await joinCold(browser, rondo));
        say(`cold ${run}: ${coldMs.at(-1)?.toFixed(0)} ms`);
      }
    } finally {
      await browser.close();
    }
  });

  const p50 = (page: "rondo" | "bare", of: keyof Joined): number =>
    median(warm[page].map((joined) => joined[of]));
  return {
    figures: [
      {
        name: "join: press to picture and sound at both, Rondo / bare, p50",
        value: p50("rondo", "bothMs") / p50("bare", "bothMs"),
        unit: "×",
        limit: { atMost: 2 },
      },
      {
        name: "join: press to picture and sound at both, Rondo, p50",
        value: p50("rondo", "bothMs"),
        unit: "ms",
        limit: { atMost: 500 },
      },
      {
        name: "join: the same, Rondo, p95",
        value: percentile(
          warm.rondo.map(({ bothMs }) => bothMs),
          0.95,
        ),
        unit: "ms",
      },
      { name: "join: the same, bare, p50", value: p50("bare", "bothMs"), unit: "ms" },
      { name: "join: picture alone, Rondo, p50", value: p50("rondo", "frameMs"), unit: "ms" },
      { name: "join: picture alone, bare, p50", value: p50("bare", "frameMs"), unit: "ms" },
      { name: "join: sound alone, Rondo, p50", value: p50("rondo", "audioMs"), unit: "ms" },
      { name: "join: sound alone, bare, p50", value: p50("bare", "audioMs"), unit: "ms" },
      {
        name: "join: cold, navigation to picture, Rondo, p50",
        value: median(coldMs),
        unit: "ms",
        note: "empty cache, Join pressed as soon as it works",
      },
      {
        name: "join: press of Leave to the page after the call, p95",
        value: percentile(leaveMs, 0.95),
        unit: "ms",
        limit: { atMost: 300 },
      },
    ],
    samples: { ...warm, coldMs, leaveMs },
  };
};

/** Ann is in the call; Ben's page is ready. Ben presses, and leaves once both see and hear each other. */
async function joinRondo(
  browser: Browser,
  server: MeasuredServer,
): Promise<{ joined: Joined; leftAfterMs: number }> {
  const url = await newMeeting(server);
  return await withPeople(browser, async (ann, ben) => {
    await openRoom(ann, url, "Ann");
    await openRoom(ben, url, "Ben");
    await ann.getByRole("button", { name: "Join meeting" }).click();
    await ann.getByRole("toolbar", { name: "Call controls" }).waitFor();
    await sleep(WARM_MS);
    await ben.getByRole("button", { name: "Join meeting" }).click();
    const joined = await momentsOf(ann, ben);
    return { joined, leftAfterMs: await leave(ben) };
  });
}

/** Milliseconds from the press of Leave until the page after the call is painted. */
async function leave(page: Page): Promise<number> {
  return await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const pressedAtMs = performance.now();
        const observer = new MutationObserver(() => {
          const isStillCall = document.querySelector("[role=toolbar]") !== null;
          if (isStillCall || document.querySelector("main h1") === null) return;
          observer.disconnect();
          // The task after the next frame: by then it is painted.
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - pressedAtMs)));
        });
        observer.observe(document.body, { childList: true, subtree: true });
        document.querySelector<HTMLButtonElement>("[role=toolbar] [aria-label=Leave]")?.click();
      }),
  );
}

async function joinBare(browser: Browser, relay: MeasuredServer): Promise<Joined> {
  return await withPeople(browser, async (ann, ben) => {
    const url = `${relay.url}/?room=${randomUUID()}`;
    for (const page of [ann, ben]) {
      await page.goto(url);
      await page.locator("body[data-ready=yes]").waitFor();
    }
    await ann.getByRole("button", { name: "Join" }).click();
    await ann.locator("body[data-joined=yes]").waitFor();
    await sleep(WARM_MS);
    await ben.getByRole("button", { name: "Join" }).click();
    return await momentsOf(ann, ben);
  });
}

/** Ben has a link and nothing else, but remembers his name; he presses Join as soon as that does something. */
async function joinCold(browser: Browser, server: MeasuredServer): Promise<number> {
  const url = await newMeeting(server);
  return await withPeople(browser, async (ann, ben) => {
    await openRoom(ann, url, "Ann");
    await ann.getByRole("button", { name: "Join meeting" }).click();
    await ann.getByRole("toolbar", { name: "Call controls" }).waitFor();
    await sleep(WARM_MS);
    await ben.addInitScript(() => {
      localStorage.setItem("rondo.name", "Ben");
      // Before the script has come a press does nothing, and while joining another one is ignored.
      const press = setInterval(() => {
        if (document.querySelector("[role=toolbar]") !== null) clearInterval(press);
        else document.querySelector<HTMLButtonElement>("button[type=submit]")?.click();
      }, 20);
    });
    await ben.goto(url, { waitUntil: "commit" });
    const { navigatedAtMs, frameAtMs } = await moments(ben, ({ frameAtMs: at }) => at !== null);
    return (frameAtMs ?? Number.NaN) - navigatedAtMs;
  });
}

/** Opens a meeting; resolves with its address. */
export async function newMeeting({ url }: MeasuredServer): Promise<string> {
  const response = await fetch(`${url}/api/rooms`, { method: "POST", body: "{}" });
  return (await response.json()).url;
}

/** The page before joining, with a name and a camera that shows. */
export async function openRoom(page: Page, url: string, name: string): Promise<void> {
  await page.goto(url);
  await page.getByRole("textbox", { name: "Your name" }).fill(name);
  await page.waitForFunction(() => {
    const picture = document.querySelector("video");
    return picture !== null && picture.videoWidth > 0;
  });
}

/** Two people with browser profiles of their own, empty caches included. */
async function withPeople<T>(
  browser: Browser,
  use: (ann: Page, ben: Page) => Promise<T>,
): Promise<T> {
  const contexts: BrowserContext[] = [];
  const newPerson = async (): Promise<Page> => {
    const context = await browser.newContext({
      permissions: ["camera", "microphone"],
      locale: "en-US",
    });
    contexts.push(context);
    await context.addInitScript(watchMedia);
    return await context.newPage();
  };
  try {
    return await use(await newPerson(), await newPerson());
  } finally {
    for (const context of contexts) await context.close();
  }
}

async function momentsOf(ann: Page, ben: Page): Promise<Joined> {
  const complete = ({ frameAtMs, audioAtMs }: MediaMoments): boolean =>
    frameAtMs !== null && audioAtMs !== null;
  const ends = [await moments(ben, complete), await moments(ann, complete)];
  const pressedAtMs = ends[0]?.pressedAtMs ?? Number.NaN;
  const last = (of: "frameAtMs" | "audioAtMs"): number =>
    Math.max(...ends.map((end) => end[of] ?? Number.NaN)) - pressedAtMs;
  const [frameMs, audioMs] = [last("frameAtMs"), last("audioAtMs")];
  return { frameMs, audioMs, bothMs: Math.max(frameMs, audioMs) };
}

async function moments(
  page: Page,
  done: (moments: MediaMoments) => boolean,
): Promise<MediaMoments> {
  const deadlineMs = performance.now() + TIMEOUT_MS;
  for (;;) {
    await sleep(POLL_MS);
    const now = await page.evaluate(() => window.benchMoments);
    if (now !== undefined && done(now)) return now;
    if (performance.now() > deadlineMs) throw new Error(`no media came: ${JSON.stringify(now)}`);
  }
}

function inShort({ frameMs, audioMs }: Joined): string {
  return `picture ${frameMs.toFixed(0)}, sound ${audioMs.toFixed(0)} ms`;
}
