/** Two gigabytes from Ann's disk to Ben's, beside their call: how fast, in how much memory, and whether the pages answer. */

import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { open, statfs } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type BrowserContext, chromium, type Page } from "playwright";
import { memoryOf } from "../e2e/browser-memory.ts";
import { chromiumOptions } from "../e2e/chromium.ts";
import { digestOf } from "../e2e/file-digest.ts";
import { received, watchConnections } from "../e2e/media-probe.ts";
import { newMeeting, openRoom } from "./join.ts";
import type { Part, PartOptions } from "./part.ts";
import { PRESS_TOLD_FROM_MS, watchPresses } from "./presses.ts";
import { type MeasuredServer, withServers } from "./servers.ts";
import { median, percentile } from "./statistics.ts";

const BYTES = 2 * 1_024 ** 3;
/** What the bare page sends before, and again after. */
const BARE_SHARE = 1 / 8;
const BARE_BYTES = BYTES * BARE_SHARE;
/** Where the browser puts what comes, and the copy that its downloads get; the file to be sent is mostly holes. */
const NEEDED_BYTES = 2 * BYTES + 1_024 ** 3;
/** A megabyte of the file begins with its number, so that none can be taken for another. */
const STEP_BYTES = 1_024 ** 2;
/** Encoders and the first round trips of the call come to rest. */
const WARM_MS = 5_000;
const LOOK_EVERY_MS = 2_000;
const PROGRESS_EVERY_MS = 20_000;
const TIMEOUT_MS = 30 * 60_000;
const NAME = "large.bin";

/** Somebody with a browser of their own: in a profile that is not kept, browsers put files into memory. */
interface Person {
  readonly page: Page;
  readonly profile: string;
}

/** What became of one file. */
interface Sent {
  /** From the press of Accept until Ann reads that Ben has all of it. */
  readonly tookMs: number;
  readonly isSame: boolean;
  /** The most above what it was before the press; null where the system does not tell. */
  readonly growthBytes: { readonly ann: number; readonly ben: number } | null;
  /** Of both, milliseconds. */
  readonly pressesMs: readonly number[];
  /** Of Ann's picture at Ben. */
  readonly framesPerSecond: { readonly before: number; readonly meanwhile: number };
}

export const files: Part = async ({ runs, say }) => {
  mkdirSync(".cache/bench", { recursive: true });
  const folder = mkdtempSync(resolve(".cache/bench/files-"));
  try {
    await checkRoom(folder);
    const source = join(folder, NAME);
    await writeSource(source);
    const digest = await digestOf(source);
    const ours: Sent[] = [];
    const bareBytesPerSecond: number[] = [];
    await withServers(["rondo", "minimal"], async ([rondo, relay]) => {
      if (rondo === undefined || relay === undefined) throw new Error("a server is missing");
      const bare = async () => {
        const speed = await withPeople(folder, (ann, ben) => sendBare(relay, ann, ben));
        bareBytesPerSecond.push(speed);
        say(`bare: ${inMegabytes(speed)} MB/s`);
      };
      await bare();
      for (let run = 1; run <= (runs ?? 1); run += 1) {
        const sent = await withPeople(folder, (ann, ben) =>
          sendRondo(rondo, { ann, ben, source, digest, say }),
        );
        ours.push(sent);
        say(
          `run ${run}: ${inMegabytes(speedOf(sent))} MB/s, ${(sent.tookMs / 1_000).toFixed(0)} s`,
        );
        await bare();
      }
    });

    const worst = (of: (sent: Sent) => number): number => Math.max(...ours.map(of));
    const speed = median(ours.map(speedOf));
    const bareSpeed =
      bareBytesPerSecond.reduce((sum, each) => sum + each, 0) / bareBytesPerSecond.length;
    return {
      figures: [
        {
          name: "files: 2 GB arrive whole (SHA-256), damaged or missing",
          value: ours.filter(({ isSame }) => !isSame).length,
          unit: "",
          limit: { atMost: 0 },
        },
        {
          name: "files: speed, Rondo / bare data channel",
          value: speed / bareSpeed,
          unit: "×",
          limit: { atLeast: 0.4 },
          note: `bare: ${BARE_BYTES / 1_024 ** 2} MiB before and after, from and to nowhere`,
        },
        { name: "files: megabytes a second, Rondo", value: speed / 1e6, unit: "/s" },
        { name: "files: megabytes a second, bare", value: bareSpeed / 1e6, unit: "/s" },
        {
          name: "files: 2 GB, from Accept until both know it is there",
          value: median(ours.map(({ tookMs }) => tookMs)),
          unit: "ms",
        },
        ...(["ann", "ben"] as const).map((who) => ({
          name: `files: memory of the browser that ${who === "ann" ? "sends" : "receives"}, growth`,
          value: worst(({ growthBytes }) => growthBytes?.[who] ?? Number.NaN) / 1e6,
          unit: "MB" as const,
          // Linux alone tells it.
          ...(process.platform === "linux" && { limit: { atMost: 100 } }),
        })),
        {
          name: "files: a press until its answer is drawn, meanwhile, p95",
          value: percentile(
            ours.flatMap(({ pressesMs }) => pressesMs),
            0.95,
          ),
          unit: "ms",
          limit: { atMost: 200 },
          note: "Event Timing, at both ends",
        },
        {
          name: "files: pictures a second beside it, meanwhile / before",
          value: median(
            ours.map(({ framesPerSecond: { before, meanwhile } }) => meanwhile / before),
          ),
          unit: "×",
        },
      ],
      samples: { ours, bareBytesPerSecond },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

async function checkRoom(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= NEEDED_BYTES) return;
  const [needed, free] = [NEEDED_BYTES, freeBytes].map((bytes) => (bytes / 1e9).toFixed(1));
  throw new Error(
    `not enough room on the disk: ${needed} GB are needed beside ${folder}, ${free} GB are free`,
  );
}

/** A file with holes: it takes a few megabytes of the disk, and no memory. */
async function writeSource(path: string): Promise<void> {
  const file = await open(path, "w");
  try {
    await file.truncate(BYTES);
    for (let at = 0; at < BYTES; at += STEP_BYTES) await file.write(`${at} `, at);
  } finally {
    await file.close();
  }
}

async function withPeople<T>(
  folder: string,
  use: (ann: Person, ben: Person) => Promise<T>,
): Promise<T> {
  const own = mkdtempSync(join(folder, "people-"));
  const contexts: BrowserContext[] = [];
  const newPerson = async (name: string): Promise<Person> => {
    const profile = join(own, name);
    const context = await chromium.launchPersistentContext(profile, {
      ...chromiumOptions(),
      downloadsPath: join(own, `${name}-downloads`),
      permissions: ["camera", "microphone"],
      locale: "en-US",
    });
    contexts.push(context);
    await context.addInitScript(watchConnections);
    await context.addInitScript(watchPresses);
    return { page: await context.newPage(), profile };
  };
  try {
    return await use(await newPerson("ann"), await newPerson("ben"));
  } finally {
    for (const context of contexts) await context.close();
    rmSync(own, { recursive: true, force: true });
  }
}

/** Bytes a second from page to page, in a call of the same kind. */
async function sendBare(relay: MeasuredServer, ann: Person, ben: Person): Promise<number> {
  const url = `${relay.url}/?room=${randomUUID()}&bytes=${BARE_BYTES}`;
  // Whoever presses second sends.
  for (const { page } of [ben, ann]) {
    await page.goto(url);
    await page.locator("body[data-ready=yes]").waitFor();
    await page.getByRole("button", { name: "Join" }).click();
    await page.locator("body[data-joined=yes]").waitFor();
  }
  await ann.page.waitForFunction(() => window.benchSend !== undefined);
  await sleep(WARM_MS);
  await ann.page.evaluate(() => window.benchSend?.());
  const deadlineMs = performance.now() + TIMEOUT_MS;
  for (;;) {
    await sleep(LOOK_EVERY_MS);
    const { bytes, firstAtMs, lastAtMs } = await ben.page.evaluate(
      () => window.benchReceived ?? { bytes: 0, firstAtMs: 0, lastAtMs: 0 },
    );
    if (bytes >= BARE_BYTES) return (bytes / (lastAtMs - firstAtMs)) * 1_000;
    if (performance.now() > deadlineMs) throw new Error(`only ${bytes} bytes came`);
  }
}

async function sendRondo(
  rondo: MeasuredServer,
  options: {
    readonly ann: Person;
    readonly ben: Person;
    readonly source: string;
    readonly digest: string;
    readonly say: PartOptions["say"];
  },
): Promise<Sent> {
  const { ann, ben, source, digest, say } = options;
  const url = await newMeeting(rondo);
  for (const [{ page }, name] of [
    [ann, "Ann"],
    [ben, "Ben"],
  ] as const) {
    await openRoom(page, url, name);
    await page.getByRole("button", { name: "Join meeting" }).click();
    await controlOf(page, "Chat").click();
  }
  const choosing = ann.page.waitForEvent("filechooser");
  await ann.page.getByRole("button", { name: "Attach files" }).click();
  await (await choosing).setFiles(source);
  const [sending, coming] = [row(ann.page), row(ben.page)];
  await coming.getByRole("button", { name: "Accept" }).waitFor();
  await sleep(WARM_MS);
  const frames = async () => (await received(ben.page)).framesDecoded;
  const framesFirst = await frames();
  await sleep(WARM_MS);
  const framesBefore = await frames();
  const memory = () => Promise.all([memoryOf(ann.profile), memoryOf(ben.profile)]);
  const before = process.platform === "linux" ? await memory() : null;
  let [annGrowth, benGrowth] = [0, 0];
  let presses = 0;

  const startedMs = performance.now();
  const saving = ben.page.waitForEvent("download", { timeout: TIMEOUT_MS });
  await coming.getByRole("button", { name: "Accept" }).click();
  for (const { page } of [ann, ben]) await page.evaluate(() => window.benchPresses?.splice(0));
  let tookMs: number | null = null;
  const isOver = sending
    .getByText("Received by Ben")
    .waitFor({ timeout: TIMEOUT_MS })
    .then(() => {
      tookMs = performance.now() - startedMs;
    });
  // Judged below; while it goes on, a refusal may come first.
  isOver.catch(() => null);
  let toldMs = startedMs;
  while (tookMs === null) {
    for (const { page } of [ann, ben]) await controlOf(page, "Microphone").click();
    presses += 2;
    if (before !== null) {
      const now = await memory();
      annGrowth = Math.max(annGrowth, now[0] - before[0]);
      benGrowth = Math.max(benGrowth, now[1] - before[1]);
    }
    for (const each of [sending, coming]) {
      const alert = each.getByRole("alert");
      if ((await alert.count()) > 0) throw new Error((await alert.first().textContent()) ?? "");
    }
    if (performance.now() - toldMs > PROGRESS_EVERY_MS) {
      toldMs = performance.now();
      const share = await coming.getByRole("progressbar").getAttribute("aria-valuenow");
      say(`${share} %; memory ${inMegabytes(annGrowth)} and ${inMegabytes(benGrowth)} MB more`);
    }
    await Promise.race([isOver, sleep(LOOK_EVERY_MS)]);
  }
  const framesMeanwhile = (await frames()) - framesBefore;
  const told: number[] = [];
  for (const { page } of [ann, ben])
    told.push(...(await page.evaluate(() => window.benchPresses ?? [])));
  const path = await (await saving).path();
  return {
    tookMs,
    isSame: (await digestOf(path)) === digest,
    growthBytes: before === null ? null : { ann: annGrowth, ben: benGrowth },
    pressesMs: [
      ...told,
      ...Array.from({ length: Math.max(0, presses - told.length) }, () => PRESS_TOLD_FROM_MS),
    ],
    framesPerSecond: {
      before: ((framesBefore - framesFirst) / WARM_MS) * 1_000,
      meanwhile: (framesMeanwhile / tookMs) * 1_000,
    },
  };
}

const controlOf = (page: Page, name: string) =>
  page.getByRole("toolbar", { name: "Call controls" }).getByRole("button", { name, exact: true });

/** The file in the list of a page. */
const row = (page: Page) =>
  page.getByRole("region", { name: "Files" }).getByRole("listitem").filter({ hasText: NAME });

const speedOf = ({ tookMs }: Sent): number => (BYTES / tookMs) * 1_000;

const inMegabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
