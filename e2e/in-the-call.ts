/** What tests find and press on the screen of a call. */

import { expect, type Page } from "@playwright/test";
import { controlOf } from "./fixtures.ts";

export const bar = (page: Page) => page.getByRole("toolbar", { name: "Call controls" });
export const chat = (page: Page) => page.getByRole("complementary", { name: "Chat" });
export const people = (page: Page) => page.getByRole("complementary", { name: "People" });
/** What happened, in short-lived lines. */
export const notices = (page: Page) => page.getByRole("status", { name: "Notices" });

export async function openChat(page: Page): Promise<void> {
  await controlOf(page, "Chat").click();
  await expect(chat(page)).toBeVisible();
}

/** The small window of picture in picture that comes while `act` is carried out; to Playwright it is one more page. */
export async function smallWindowOf(page: Page, act: () => Promise<void>): Promise<Page> {
  const [small] = await Promise.all([page.context().waitForEvent("page"), act()]);
  // The browser emulates one size for all pages of a person.
  await small.setViewportSize({ width: 400, height: 289 });
  return small;
}

/** Opens the menu of what is not needed at every moment, and chooses from it. */
export async function chooseFromMore(page: Page, item: string): Promise<void> {
  await controlOf(page, "More").click();
  await page
    .getByRole("menuitem", { name: item, exact: true })
    .or(page.getByRole("menuitemcheckbox", { name: item, exact: true }))
    .click();
}

/** The name of whoever has the stage, "" while all are equal. */
async function onStage(page: Page): Promise<string> {
  const sizes = await page.locator("[data-participant], [data-screen-of]").evaluateAll((tiles) =>
    tiles.map((tile) => {
      const { width, height } = tile.getBoundingClientRect();
      return { name: tile.getAttribute("aria-label") ?? "", area: width * height };
    }),
  );
  const [first, second] = sizes.sort((a, b) => b.area - a.area);
  return first !== undefined && first.area > 2 * (second?.area ?? 0) ? first.name : "";
}

/** Waits until somebody has the stage on these pages, or nobody where the name is empty. */
export async function expectOnStage(name: string, ...pages: readonly Page[]): Promise<void> {
  for (const page of pages) await expect.poll(() => onStage(page)).toBe(name);
}
