/** How the stage of a call is arranged, and what of it can take the whole screen. */

import type { Page } from "@playwright/test";
import { annAndBen, controlOf, expect, joinToo, test, tileOf } from "./fixtures.ts";
import { bar, chooseFromMore } from "./in-the-call.ts";
import { axeFindings } from "./page-checks.ts";
import { expectPicture } from "./see-and-hear.ts";
import { startServer } from "./server-under-test.ts";

async function chooseFor(page: Page, tile: string, item: string): Promise<void> {
  await tileOf(page, tile).hover();
  await tileOf(page, tile)
    .getByRole("button", { name: `Options for ${tile}`, exact: true })
    .click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

const widthOf = async (page: Page, name: string) =>
  (await tileOf(page, name).boundingBox())?.width ?? 0;

/** Waits until a tile is by far the widest of some. */
const expectLarge = (page: Page, name: string, others: readonly string[]) =>
  expect
    .poll(async () => {
      const widths = await Promise.all(others.map((other) => widthOf(page, other)));
      return (await widthOf(page, name)) / Math.max(...widths);
    })
    .toBeGreaterThan(2);

test.describe("a shared screen", () => {
  test("takes the stage over an earlier pin, leaves it to a later one, and fills the whole screen as tiles do", async ({
    server,
    newPerson,
  }) => {
    const { ann, ben, url } = await annAndBen(server, newPerson);
    await joinToo(newPerson, url, "Cem");
    await expect(tileOf(ben, "Cem")).toBeVisible();
    await chooseFor(ben, "Cem", "Pin");
    await expectLarge(ben, "Cem", ["Ann"]);

    await controlOf(ann, "Share screen").click();
    await expectPicture(tileOf(ben, "Ann’s screen"));
    await expectLarge(ben, "Ann’s screen", ["Ann", "Cem"]);
    await chooseFor(ben, "Ann", "Pin");
    await expectLarge(ben, "Ann", ["Cem", "Ann’s screen"]);
    await tileOf(ben, "Ann").getByRole("button", { name: "Unpin Ann" }).click();
    await expectLarge(ben, "Ann’s screen", ["Ann", "Cem"]);

    const whole = { x: 0, y: 0, ...ben.viewportSize() };
    // Cem stands in the strip, where the tile's own place would show.
    for (const tile of ["Cem", "Ann’s screen"]) {
      await chooseFor(ben, tile, "Full screen");
      await expect.poll(() => tileOf(ben, tile).boundingBox()).toEqual(whole);
      // What opens there is seen, and leads back.
      await chooseFor(ben, tile, "Full screen");
      await expect.poll(() => widthOf(ben, tile)).toBeLessThan(whole.width ?? 0);
    }
    await chooseFromMore(ben, "Full screen");
    await expect
      .poll(() => ben.evaluate(() => document.fullscreenElement === document.documentElement))
      .toBe(true);
    expect(await ben.locator("main").boundingBox()).toEqual(whole);
    await chooseFromMore(ben, "Full screen");

    await ann.getByRole("button", { name: "Stop sharing" }).click();
    await expectLarge(ben, "Cem", ["Ann"]);
  });
});

test("a browser without full screen offers none, and its key does nothing", async ({
  server,
  newPerson,
}) => {
  const { ann, ben } = await annAndBen(server, newPerson);
  // As on an iPhone.
  await ben.evaluate(() => {
    for (const [owner, names] of [
      [Document.prototype, ["fullscreenEnabled", "fullscreenElement", "exitFullscreen"]],
      [Element.prototype, ["requestFullscreen"]],
    ] as const)
      for (const name of names) Reflect.deleteProperty(owner, name);
  });

  await tileOf(ben, "Ann").hover();
  await tileOf(ben, "Ann").getByRole("button", { name: "Options for Ann" }).click();
  await expect(ben.getByRole("menuitem", { name: "Pin" })).toBeVisible();
  await expect(ben.getByText("Full screen")).toHaveCount(0);
  await ben.keyboard.press("Escape");
  await controlOf(ben, "More").click();
  await expect(ben.getByRole("menuitem", { name: "Invite" })).toBeVisible();
  await expect(ben.getByText("Full screen")).toHaveCount(0);
  await ben.keyboard.press("Escape");
  await ben.keyboard.press("s");
  await expect(tileOf(ann, "Ben")).toBeVisible();
});

/** How often the focus is in a tile on its way from the control bar to the top of the page. */
async function tabStopsIn(page: Page, name: string): Promise<number> {
  await controlOf(page, "Microphone").focus();
  let stops = 0;
  for (let press = 0; press < 6; press += 1) {
    await page.keyboard.press("Shift+Tab");
    const isIn = await tileOf(page, name).evaluate((tile) => tile.contains(document.activeElement));
    if (isIn) stops += 1;
  }
  return stops;
}

test("who listens hears of hands, pins, and the connection, and passes over whoever reconnects", async ({
  newPerson,
}) => {
  const own = await startServer();
  try {
    const { ann, ben } = await annAndBen(own, newPerson);
    await expect(tileOf(ann, "Ben")).toHaveAttribute("data-link", "connected");
    const said = ann.getByRole("status");
    const saidAtOnce = ann.getByRole("alert");

    await controlOf(ben, "Raise hand").click();
    await expect(said.filter({ hasText: "Ben raised a hand" })).toBeAttached();
    await ann.keyboard.press("1");
    await expect(said.filter({ hasText: "Pinned: Ben" })).toBeAttached();
    await ann.keyboard.press("1");
    await expect(said.filter({ hasText: "No longer pinned: Ben" })).toBeAttached();

    expect(await tabStopsIn(ann, "Ben")).toBeGreaterThan(0);

    await own.kill();
    await expect(saidAtOnce.filter({ hasText: "Reconnecting to the server" })).toBeVisible();
    // Ben's page is gone with everything in it, and nobody can say so.
    await ben.goto("about:blank");
    await expect(tileOf(ann, "Ben")).toHaveAttribute("data-link", "reconnecting");
    expect(await tabStopsIn(ann, "Ben")).toBe(0);
    expect(await axeFindings(ann)).toEqual([]);
    await expect(bar(ann).getByRole("button", { name: "Leave", exact: true })).toBeEnabled();

    await own.restart();
    await expect(saidAtOnce.filter({ hasText: "The connection is back." })).toBeAttached();
  } finally {
    await own.stop();
  }
});

test("the key for the layout makes two people equal, and one large again", async ({
  server,
  newPerson,
}) => {
  const { ann } = await annAndBen(server, newPerson);
  await expectLarge(ann, "Ben", ["Ann (you)"]);

  await ann.keyboard.press("w");
  await expect
    .poll(async () => (await widthOf(ann, "Ben")) / (await widthOf(ann, "Ann (you)")))
    .toBeCloseTo(1);
  await ann.keyboard.press("w");

  await expectLarge(ann, "Ben", ["Ann (you)"]);
});
