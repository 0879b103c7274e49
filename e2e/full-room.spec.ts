/** A room of nine, on a desktop and on a phone, and what the page does for whoever is in it for long. */

import type { Page } from "@playwright/test";
import { controlOf, createMeeting, expect, joinMeeting, test, tileOf } from "./fixtures.ts";
import { bar, chat, chooseFromMore, expectOnStage, openChat } from "./in-the-call.ts";
import { axeFindings, shot, sidewaysScroll } from "./page-checks.ts";
import { fillRoom } from "./raw-participants.ts";
import { startServer } from "./server-under-test.ts";
import { withVoice } from "./voice.ts";

interface Box {
  readonly name: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const tilesOn = (page: Page) => page.locator("[data-participant], [data-screen-of]");

/** Where the tiles stand once they stand still. */
async function boxesOf(page: Page): Promise<Box[]> {
  const boxes = () =>
    tilesOn(page).evaluateAll((tiles) =>
      tiles.map((tile) => {
        const { left, top, right, bottom } = tile.getBoundingClientRect();
        return { name: tile.getAttribute("aria-label") ?? "", left, top, right, bottom };
      }),
    );
  let before: Box[] = [];
  await expect
    .poll(async () => {
      const last = JSON.stringify(before);
      before = await boxes();
      return JSON.stringify(before) === last;
    })
    .toBe(true);
  return before;
}

const overlap = (one: Box, other: Box) =>
  Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
  Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1;

/** Every tile and control is whole in the window, and none covers another. */
async function expectWhole(page: Page): Promise<Box[]> {
  const boxes = await boxesOf(page);
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  const controls = await bar(page).boundingBox();
  for (const [at, box] of boxes.entries()) {
    expect(box.left, box.name).toBeGreaterThanOrEqual(-1);
    expect(box.top, box.name).toBeGreaterThanOrEqual(-1);
    expect(box.right, box.name).toBeLessThanOrEqual(width + 1);
    expect(box.bottom, box.name).toBeLessThanOrEqual((controls?.y ?? height) + 1);
    for (const other of boxes.slice(at + 1))
      expect(overlap(box, other), `${box.name} covers ${other.name}`).toBe(false);
  }
  for (const button of await bar(page).getByRole("button").all()) {
    if (!(await button.isVisible())) continue;
    await expect(button).toBeInViewport({ ratio: 1 });
  }
  expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(
    height + 1,
  );
  return boxes;
}

/** The names on each page of the grid, from the first to the last. */
async function namesByPage(page: Page): Promise<string[][]> {
  const pages = page.getByRole("navigation", { name: "Pages of people" });
  const next = pages.getByRole("button", { name: "Next page" });
  await expect(pages.getByRole("button", { name: "Previous page" })).toBeDisabled();
  const all = [(await expectWhole(page)).map(({ name }) => name)];
  while (await next.isEnabled()) {
    await next.tap();
    await expect(pages).toContainText(`${all.length + 1} of`);
    all.push((await expectWhole(page)).map(({ name }) => name));
  }
  return all;
}

/** What moves on a page while `act` is carried out, but for what only fades. */
async function movedBy(page: Page, act: () => Promise<void>): Promise<string[]> {
  await page.evaluate(() => {
    const seen = new Set<string>();
    Object.assign(window, { seenMoving: seen });
    const look = () => {
      for (const animation of document.getAnimations()) {
        const effect = animation.effect;
        if (!(effect instanceof KeyframeEffect) || animation.playState !== "running") continue;
        const properties = effect.getKeyframes().flatMap((frame) => Object.keys(frame));
        const own = properties.filter(
          (name) => !["offset", "computedOffset", "easing", "composite", "opacity"].includes(name),
        );
        const { duration } = effect.getComputedTiming();
        if (own.length > 0 && duration !== 0)
          seen.add(`${effect.target?.className}: ${own.join()}`);
      }
      requestAnimationFrame(look);
    };
    look();
  });
  await act();
  return await page.evaluate(() => [
    ...(window as unknown as { seenMoving: ReadonlySet<string> }).seenMoving,
  ]);
}

/** Counts what a page asks for and gives back to keep the screen awake. */
async function watchWakeLocks(page: Page): Promise<() => Promise<unknown>> {
  await page.addInitScript(() => {
    const counted = { asked: 0, released: 0 };
    Object.assign(window, { wakeLocks: counted });
    Object.defineProperty(navigator, "wakeLock", {
      configurable: true,
      value: {
        async request(type: string) {
          if (type === "screen") counted.asked += 1;
          return {
            async release() {
              counted.released += 1;
            },
          };
        },
      },
    });
  });
  return () => page.evaluate(() => ({ ...(window as unknown as { wakeLocks: object }).wakeLocks }));
}

test("nine people fit on a desktop and on a phone, the speaker is shown large, and the screen stays awake until one leaves", async ({
  newPerson,
}) => {
  test.slow();
  const own = await startServer({ ROOM_MAX_PEOPLE: "9" });
  try {
    const { url, code } = await createMeeting(own);
    const ann = await newPerson({
      viewport: { width: 1280, height: 800 },
      reducedMotion: "reduce",
    });
    const wakeLocks = await watchWakeLocks(ann);
    const ben = await newPerson({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const cem = await newPerson();
    const [benSpeaks, cemSpeaks] = [await withVoice(ben), await withVoice(cem)];
    await joinMeeting(ann, url, "Ann");
    await joinMeeting(ben, url, "Ben");
    await joinMeeting(cem, url, "Cem");
    const others = await fillRoom(own.url, code, 6);
    for (const name of ["Ben", "Cem"])
      await expect(tileOf(ann, name)).toHaveAttribute("data-link", "connected");
    await expect.poll(wakeLocks).toEqual({ asked: 1, released: 0 });

    await expect(tilesOn(ann)).toHaveCount(9);
    await expectWhole(ann);
    await shot(ann, "nine-desktop");

    // Ben's phone, upright and on its side.
    const everybody = [
      "Ann",
      "Ben (you)",
      "Cem",
      ...Array.from({ length: 6 }, (_, at) => `Person ${at + 1}`),
    ];
    await expect(tilesOn(ben)).toHaveCount(9);
    await expectWhole(ben);
    await shot(ben, "nine-phone");
    await ben.setViewportSize({ width: 844, height: 390 });
    await expect(ben.getByRole("navigation", { name: "Pages of people" })).toBeVisible();
    const pages = await namesByPage(ben);
    await shot(ben, "nine-phone-landscape");
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flat().sort()).toEqual(everybody.sort());
    expect(await axeFindings(ben)).toEqual([]);

    // Nothing flies about for whoever asked for that.
    const moved = await movedBy(ann, async () => {
      await chooseFromMore(ann, "Speaker");
      await openChat(ann);
      await controlOf(ann, "Chat").click();
      await expect(chat(ann)).toHaveCount(0);

      await benSpeaks.hums(true);
      await expectOnStage("Ben", ann);
      await benSpeaks.hums(false);
      await cemSpeaks.hums(true);
      await expectOnStage("Cem", ann);
      await cemSpeaks.hums(false);
      await chooseFromMore(ann, "Grid");
      await expectOnStage("", ann);
    });
    expect(moved).toEqual([]);

    // The own picture, as one likes to see oneself.
    const picture = tileOf(ann, "Ann (you)").locator("video");
    const looks = () =>
      picture.evaluate((video) => {
        const { objectFit, scale, transform } = getComputedStyle(video);
        return { objectFit, isMirrored: `${scale} ${transform}`.includes("-1") };
      });
    expect(await looks()).toEqual({ objectFit: "cover", isMirrored: true });
    await chooseFromMore(ann, "As in a mirror");
    expect(await looks()).toEqual({ objectFit: "cover", isMirrored: false });
    await chooseFromMore(ann, "Fill the tile");
    expect(await looks()).toEqual({ objectFit: "contain", isMirrored: false });
    await chooseFromMore(ann, "Show yourself");
    await expect(tilesOn(ann)).toHaveCount(8);
    await expect(tileOf(ann, "Ann (you)")).toHaveCount(0);
    await expect(tilesOn(cem)).toHaveCount(9);
    others.close();

    await controlOf(ann, "Leave").click();
    await expect(ann.getByRole("heading", { name: "You left the meeting" })).toBeVisible();
    await expect.poll(wakeLocks).toEqual({ asked: 1, released: 1 });
  } finally {
    await own.stop();
  }
});

test("of a long chat the latest is shown, earlier messages when they are asked for, in the place where one reads", async ({
  newPerson,
}) => {
  const own = await startServer({
    CHAT_MESSAGES_PER_SECOND: "1000",
    CHAT_MESSAGE_BURST: "1000",
    MESSAGES_PER_SECOND: "1000",
    MESSAGE_BURST: "1000",
  });
  try {
    const { url, code } = await createMeeting(own);
    const others = await fillRoom(own.url, code, 1);
    const texts = Array.from({ length: 450 }, (_, at) => `Message ${at + 1}`);
    await others.write(texts);
    const ann = await newPerson();
    await joinMeeting(ann, url, "Ann");
    await openChat(ann);
    const log = chat(ann).getByRole("log", { name: "Messages" });
    const shown = () => log.getByRole("article").locator("p").allInnerTexts();
    const earlier = log.getByRole("button", { name: "Show earlier messages" });

    await expect(log.getByText("Message 450")).toBeInViewport();
    expect(await shown()).toEqual(texts.slice(-200));

    await earlier.scrollIntoViewIfNeeded();
    const first = log.getByText("Message 251", { exact: true });
    const topOf = async () => (await first.boundingBox())?.y ?? 0;
    const before = await topOf();
    await earlier.click();
    expect(await shown()).toEqual(texts.slice(-400));
    // What was being read has not moved, and the keys scroll on from there.
    await expect.poll(async () => Math.abs((await topOf()) - before)).toBeLessThanOrEqual(60);
    await expect(log).toBeFocused();

    await earlier.scrollIntoViewIfNeeded();
    await earlier.click();
    await expect(earlier).toHaveCount(0);
    expect(await shown()).toEqual(texts);
    others.close();
  } finally {
    await own.stop();
  }
});
