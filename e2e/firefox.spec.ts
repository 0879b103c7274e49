/** One meeting of two engines. Whoever comes second offers, so each order is a negotiation of its own. */

import type { Browser, Page as FirefoxPage } from "puppeteer-core";
import { findFirefox, firefoxMissing, launchFirefox } from "./firefox.ts";
import { createMeeting, expect, joinMeeting, test, tileOf } from "./fixtures.ts";
import { watchConnections } from "./media-probe.ts";
import { expectToSeeAndHear } from "./see-and-hear.ts";

let firefox: Browser | undefined;

test.beforeAll(async () => {
  test.skip(findFirefox() === undefined, firefoxMissing);
  firefox = await launchFirefox();
});

test.afterAll(async () => {
  await firefox?.close();
});

/** A person in Firefox; `problems` fills with errors of the page, violations of its policy among them. */
async function newFirefoxPerson(): Promise<{ page: FirefoxPage; problems: readonly string[] }> {
  const page = await firefox?.newPage();
  if (page === undefined) throw new Error(firefoxMissing);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await page.evaluateOnNewDocument(watchConnections);
  return { page, problems };
}

/** What people press and see in Firefox, by role and name. */
const button = (name: string) => `::-p-aria([name="${name}"][role="button"])`;
const firefoxTile = (name: string) => `[role="group"][aria-label="${name}"]`;

async function joinFromFirefox(page: FirefoxPage, url: string, name: string): Promise<void> {
  await page.goto(url);
  await page.locator('::-p-aria([name="Your name"][role="textbox"])').fill(name);
  await page.locator(button("Join meeting")).click();
  await page.locator('::-p-aria([name="Call controls"][role="toolbar"])').wait();
}

/** Everything that can be read on a tile, in Firefox. */
const textOf = (page: FirefoxPage, tile: string) =>
  page.$eval(tile, (element) => element.textContent ?? "");

for (const first of ["Firefox", "Chromium"] as const) {
  test(`Firefox and Chromium see and hear each other, mute and leave; ${first} is there first`, async ({
    server,
    newPerson,
  }) => {
    test.slow();
    const { url } = await createMeeting(server);
    const { page: ann, problems } = await newFirefoxPerson();
    const ben = await newPerson();
    const joins = [() => joinFromFirefox(ann, url, "Ann"), () => joinMeeting(ben, url, "Ben")];
    for (const join of first === "Firefox" ? joins : joins.reverse()) await join();

    for (const page of [ann, ben]) await expectToSeeAndHear(page, 1);
    await expect(tileOf(ben, "Ann")).toHaveAttribute("data-link", "connected");
    await expect(tileOf(ben, "Ann")).toHaveAttribute("data-route", "direct");
    await ann.waitForSelector(`${firefoxTile("Ben")}[data-link="connected"][data-route="direct"]`);
    await ann.waitForSelector(firefoxTile("Ann (you)"));

    for (const source of ["Microphone", "Camera"]) {
      await ann.locator(button(source)).click();
      await ben.getByRole("button", { name: source, exact: true }).click();
    }
    for (const state of ["Muted", "Camera off"]) {
      await expect(tileOf(ben, "Ann").getByText(state)).toBeAttached();
      await expect.poll(() => textOf(ann, firefoxTile("Ben"))).toContain(state);
    }

    for (const source of ["Microphone", "Camera"]) {
      await ann.locator(button(source)).click();
      await ben.getByRole("button", { name: source, exact: true }).click();
    }
    await expect(tileOf(ben, "Ann").getByText("Muted")).toHaveCount(0);
    await expect.poll(() => textOf(ann, firefoxTile("Ben"))).not.toContain("Muted");
    for (const page of [ann, ben]) await expectToSeeAndHear(page, 1);

    if (first === "Firefox") {
      await ann.locator(button("Leave")).click();
      await expect(tileOf(ben, "Ann")).toHaveCount(0);
      await expect(ben.getByRole("status").filter({ hasText: "Ann left" })).toBeAttached();
    } else {
      await ben.getByRole("button", { name: "Leave" }).click();
      await ann.waitForSelector(firefoxTile("Ben"), { hidden: true });
    }
    expect(problems).toEqual([]);
    await ann.close();
  });
}

test("a reload in Firefox keeps the tile, and both see and hear each other again", async ({
  server,
  newPerson,
}) => {
  test.slow();
  const { url } = await createMeeting(server);
  const { page: ann, problems } = await newFirefoxPerson();
  const ben = await newPerson();
  await joinMeeting(ben, url, "Ben");
  await joinFromFirefox(ann, url, "Ann");
  await expectToSeeAndHear(ben, 1);
  const seat = await tileOf(ben, "Ann").getAttribute("data-participant");

  await ann.reload();

  await ann.waitForSelector(`${firefoxTile("Ann (you)")}[data-participant="${seat}"]`);
  for (const page of [ann, ben]) await expectToSeeAndHear(page, 1);
  await expect(tileOf(ben, "Ann")).toHaveAttribute("data-participant", seat ?? "");
  await expect(ben.getByRole("group")).toHaveCount(2);
  await expect(ben.getByRole("status").filter({ hasText: "Ann left" })).toHaveCount(0);
  expect(problems).toEqual([]);
  await ann.close();
});
