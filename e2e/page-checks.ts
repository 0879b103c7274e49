/** What is asked of every screen, whatever it is for. */

import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** Serious and critical findings of axe, one line each. */
export async function axeFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`));
}

/** Keeps a picture of the page, to be looked at. */
export const shot = (page: Page, name: string) =>
  page.screenshot({ path: `test-results/screens/${name}.png`, animations: "disabled" });

/** Waits until every picture of a call is there, so that the screen is worth looking at. */
export const picturesCome = (page: Page) =>
  expect
    .poll(() =>
      page
        .locator("video")
        .evaluateAll((videos: HTMLVideoElement[]) =>
          videos.every(({ videoWidth }) => videoWidth > 0),
        ),
    )
    .toBe(true);

/** By how many pixels the page is wider than its window. */
export const sidewaysScroll = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
