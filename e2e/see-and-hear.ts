/** That people really see and hear others: decoded frames and audio energy, and more of both as time goes on. */

import { expect, type Locator } from "@playwright/test";
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

/** Waits until the video inside an element shows frames, and goes on showing new ones. */
export async function expectPicture(element: Locator): Promise<void> {
  const frames = (millis: number) =>
    element.locator("video").evaluate(
      (video: HTMLVideoElement, lastsMs: number) =>
        new Promise<number>((resolve) => {
          let seen = 0;
          const count = () => {
            seen += 1;
            video.requestVideoFrameCallback(count);
          };
          video.requestVideoFrameCallback(count);
          setTimeout(() => resolve(seen), lastsMs);
        }),
      millis,
    );
  await expect.poll(() => frames(500)).toBeGreaterThan(1);
}
