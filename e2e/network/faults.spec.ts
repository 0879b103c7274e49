/** That the network does what the laboratory asks of it, seen by datagrams and not by browsers. */

import { type ChildProcess, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import type { Host } from "./host.ts";
import { createNetwork, type Network } from "./network.ts";

const PROBE = fileURLToPath(new URL("./udp-probe.mjs", import.meta.url));

/** What `udp-probe.mjs` prints. */
interface Answers {
  readonly sent: number;
  readonly answers: readonly {
    readonly number: number;
    readonly rttMs: number;
    readonly from: string;
  }[];
}

let network: Network;
let ann: Host;
let ben: Host;
const answering: ChildProcess[] = [];

test.beforeAll(async () => {
  const noNft = spawnSync("nft", ["--version"]).status !== 0;
  test.skip(noNft, "nft is not installed; apt-get install nftables");
  const made = await createNetwork();
  test.skip(!made.available, made.available ? "" : `${made.reason}; ${made.cure}`);
  if (!made.available) return;
  network = made;
  ann = await network.host("ann", { behindNat: true });
  ben = await network.host("ben");
  await answerOn(ben);
});

test.afterAll(async () => {
  for (const program of answering) program.kill("SIGKILL");
  await network?.close();
});

async function answerOn(host: Host): Promise<void> {
  const program = host.spawn(process.execPath, [PROBE, "answer"]);
  answering.push(program);
  if (program.stdout !== null) await once(program.stdout, "data");
}

async function ask(from: Host, to: Host, count: number, everyMs = 20): Promise<Answers> {
  const words = [PROBE, "ask", to.address, `${count}`, `${everyMs}`];
  return JSON.parse(await network.run(from, process.execPath, words));
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

test("who is behind a NAT is seen at its address, and reached only if asked", async () => {
  const { answers } = await ask(ann, ben, 3);
  expect(answers.map(({ from }) => from.split(":")[0])).toEqual(Array(3).fill(ann.address));

  await answerOn(ann);
  expect((await ask(ben, ann, 3)).answers).toEqual([]);
});

test("a NAT that forgets gives another port to what is open", async () => {
  const asking = ask(ann, ben, 40, 25);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await network.rebind(ann);

  const { answers } = await asking;
  expect(new Set(answers.map(({ from }) => from)).size).toBe(2);
  expect(answers.length).toBeGreaterThan(35);
});

test("who is plugged in again has another address, and is reached there", async () => {
  for (const host of [ann, ben]) {
    const before = host.address;
    await network.unplug(host);
    expect((await ask(ann, ben, 2)).answers).toEqual([]);
    await network.plugIn(host);

    expect(host.address).not.toBe(before);
    const { answers } = await ask(ann, ben, 3);
    expect(answers.map(({ from }) => from.split(":")[0])).toEqual(Array(3).fill(ann.address));
  }
});

test("one direction may be silent while the other passes", async () => {
  await network.silence(ben, ann);
  expect((await ask(ann, ben, 3)).answers).toEqual([]);
  await network.unsilence(ben, ann);

  expect((await ask(ann, ben, 3)).answers).toHaveLength(3);
});

test("a line loses, in each direction, the share that it was told to", async () => {
  await network.setLine(ann, { lossRatio: 0.2 });
  const { answers } = await ask(ann, ben, 600, 2);
  await network.setLine(ann, {});

  // Both ways of a round trip: 0.8², and some room for chance.
  expect(answers.length / 600).toBeGreaterThan(0.56);
  expect(answers.length / 600).toBeLessThan(0.72);
  expect((await ask(ann, ben, 100, 2)).answers).toHaveLength(100);
});

test("a line delays each direction, in order unless it may not", async () => {
  await network.setLine(ann, { delayMs: 150, jitterMs: 10 });
  const { answers } = await ask(ann, ben, 50, 5);
  await network.setLine(ann, { delayMs: 60, jitterMs: 50, reorderRatio: 0.3, duplicateRatio: 0.2 });
  const mixed = await ask(ann, ben, 100, 5);
  await network.setLine(ann, {});

  expect(median(answers.map(({ rttMs }) => rttMs))).toBeGreaterThan(290);
  expect(median(answers.map(({ rttMs }) => rttMs))).toBeLessThan(330);
  expect(answers.map(({ number }) => number)).toEqual([...Array(50).keys()]);
  const numbers = mixed.answers.map(({ number }) => number);
  expect(numbers).not.toEqual([...numbers].sort((a, b) => a - b));
  expect(new Set(numbers).size).toBe(100);
  expect(numbers.length).toBeGreaterThan(110);
  expect(median((await ask(ann, ben, 10, 5)).answers.map(({ rttMs }) => rttMs))).toBeLessThan(20);
});

test("a slow line passes what its rate allows and drops the rest", async () => {
  // Some seventy bytes of text and headers each, five hundred a second: about twice what passes.
  await network.setLine(ann, { upBps: 150_000 });
  const { sent, answers } = await ask(ann, ben, 1_000, 2);
  await network.setLine(ann, {});

  expect(answers.length).toBeLessThan(sent * 0.9);
  expect(answers.length).toBeGreaterThan(sent * 0.3);
});

test("a frozen host answers nothing, and all it got when it is thawed", async () => {
  await network.freeze(ben);
  const asking = ask(ann, ben, 10, 20);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await network.thaw(ben);

  const { answers } = await asking;
  expect(answers).toHaveLength(10);
  expect(answers[0]?.rttMs).toBeGreaterThan(200);
});
