/** That people really see and hear others: decoded frames and audio energy, and more of both as time goes on. */

import { expect } from "@playwright/test";
import { type ProbedPage, received } from "./media-probe.ts";

/** Waits until a page decodes that many videos and hears that many people, and goes on doing so. */
export async function expectToSeeAndHear(page: ProbedPage, people: number): Promise<void> {
  await expect
    .poll(async () => {
      const { videos, audible } = await received(page);
      return { videos, audible };
    })
    .toEqual({ videos: people, audible: people });
  const before = await received(page);
  await expect
    .poll(async () => (await received(page)).framesDecoded)
    .toBeGreaterThan(before.framesDecoded + 10);
  await expect
    .poll(async () => (await received(page)).audioEnergy)
    .toBeGreaterThan(before.audioEnergy);
}
