import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import type { Catalogue } from "../components/text/catalogue.ts";
import { LANGUAGES, type LanguageTag } from "../components/text/languages.ts";
import { annAndBen, controlOf, createMeeting, expect, test, tileOf } from "./fixtures.ts";
import { openChat } from "./in-the-call.ts";
import { received } from "./media-probe.ts";
import { axeFindings, picturesCome, shot, sidewaysScroll } from "./page-checks.ts";

const phone = { width: 360, height: 740 };
/** All catalogues have the keys of the English one. Read as a file: the test runner's loader takes no JSON. */
const words = (tag: LanguageTag): Catalogue =>
  JSON.parse(readFileSync(new URL(`../components/text/${tag}.json`, import.meta.url), "utf8"));

for (const { tag, name, direction } of LANGUAGES.filter((language) => language.tag !== "en")) {
  test(`[${name}] a browser that speaks it is spoken to in it, from home into the call`, async ({
    server,
    newPerson,
  }) => {
    test.slow();
    const { home, join, call, stage, end, name: nameField } = words(tag);
    const { url } = await createMeeting(server);
    const page = await newPerson({ locale: tag, viewport: phone, hasTouch: true, isMobile: true });

    await page.goto("/");
    await expect(page.locator("html")).toHaveAttribute("lang", tag);
    await expect(page.locator("html")).toHaveAttribute("dir", direction);
    await expect(page.getByRole("button", { name: home.newMeeting, exact: true })).toBeVisible();
    await shot(page, `home-${tag}-phone`);
    expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
    expect(await axeFindings(page)).toEqual([]);

    await page.goto(url);
    await page.getByRole("textbox", { name: nameField.label }).fill("Ann");
    await expect(page.getByText(join.nobodyHere)).toBeVisible();
    await shot(page, `join-${tag}-phone`);
    expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
    expect(await axeFindings(page)).toEqual([]);
    // What has an argument is put together, in all languages.
    await expect(page.getByText(url.slice(-14))).toBeVisible();
    await page.getByRole("button", { name: join.join }).click();

    const other = await newPerson({ locale: tag, viewport: { width: 1280, height: 800 } });
    await other.goto(url);
    await other.getByRole("textbox", { name: nameField.label }).fill("Ben");
    await other.getByRole("button", { name: join.join }).click();
    for (const each of [page, other]) {
      await expect(each.getByRole("toolbar", { name: call.controls })).toBeVisible();
      await expect(each.getByRole("group")).toHaveCount(2);
      await picturesCome(each);
    }
    await other.getByRole("button", { name: stage.people, exact: true }).click();
    await shot(page, `call-${tag}-phone`);
    await shot(other, `call-${tag}-desktop`);
    for (const each of [page, other]) {
      await expect(each.locator("body")).not.toContainText(/[{}]/);
      expect(await sidewaysScroll(each)).toBeLessThanOrEqual(0);
      expect(await axeFindings(each)).toEqual([]);
    }

    await other.getByRole("button", { name: call.leave, exact: true }).click();
    await expect(other.getByRole("heading", { name: end.left })).toBeVisible();
  });
}

test("another language can be chosen, keeps what is typed, and is remembered", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server);
  const page = await newPerson();
  await page.goto(url);
  await page.getByRole("textbox", { name: "Your name" }).fill("Ann");

  await page.getByRole("combobox", { name: "Language" }).selectOption("de");

  const { join, name, home } = words("de");
  await expect(page.getByRole("button", { name: join.join })).toBeVisible();
  await expect(page.getByRole("textbox", { name: name.label })).toHaveValue("Ann");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");

  await page.goto("/");
  await expect(page.getByRole("button", { name: home.newMeeting, exact: true })).toBeVisible();
  await expect(page).toHaveTitle(home.title);

  await page.getByRole("combobox").selectOption("ar");
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
});

test("arrow keys follow the eye in a bar that runs from right to left", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server);
  const page = await newPerson({ locale: "ar" });
  const { join, call, name } = words("ar");
  await page.goto(url);
  await page.getByRole("textbox", { name: name.label }).fill("آن");
  await page.getByRole("button", { name: join.join }).click();
  const bar = page.getByRole("toolbar", { name: call.controls });
  const [first, second] = [bar.getByRole("button").first(), bar.getByRole("button").nth(1)];
  await first.focus();

  const places = await Promise.all([first.boundingBox(), second.boundingBox()]);
  expect(places[1]?.x).toBeLessThan(places[0]?.x ?? 0);
  await page.keyboard.press("ArrowLeft");
  await expect(second).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(first).toBeFocused();
});

test("another language can be chosen in a call, which goes on", async ({ server, newPerson }) => {
  const { ann, ben } = await annAndBen(server, newPerson);
  await expect(tileOf(ann, "Ben")).toHaveAttribute("data-link", "connected");
  await openChat(ann);
  await ann.getByRole("textbox", { name: "Message" }).fill("Until Thursday");
  const connections = await ann.evaluate(() => window.rondoConnections?.length);
  const { common, call, chat, saving } = words("ar");

  await controlOf(ann, "Settings").click();
  await ann.getByRole("combobox", { name: "Language" }).selectOption("ar");

  const settings = ann.getByRole("dialog", { name: saving.title });
  await expect(settings).toBeVisible();
  await expect(ann.locator("html")).toHaveAttribute("lang", "ar");
  await expect(ann.locator("html")).toHaveAttribute("dir", "rtl");
  await shot(ann, "call-changed-to-ar-settings");
  expect(await axeFindings(ann)).toEqual([]);
  await ann.keyboard.press("Escape");
  await expect(settings).toHaveCount(0);
  await expect(ann.getByRole("link", { name: common.skipToContent })).toBeAttached();
  await expect(ann.getByRole("textbox", { name: chat.message })).toHaveValue("Until Thursday");
  const bar = ann.getByRole("toolbar", { name: call.controls });
  const buttons = bar.getByRole("button");
  const [first, second] = [await buttons.first().boundingBox(), await buttons.nth(1).boundingBox()];
  expect(second?.x).toBeLessThan(first?.x ?? 0);
  await shot(ann, "call-changed-to-ar");
  const before = await received(ann);
  await expect
    .poll(async () => (await received(ann)).framesDecoded)
    .toBeGreaterThan(before.framesDecoded + 10);
  expect(await ann.evaluate(() => window.rondoConnections?.length)).toBe(connections);
  await expect(tileOf(ben, "Ann")).toHaveAttribute("data-link", "connected");

  await ann.route("**/_next/static/**", (route) => route.abort());
  await bar.getByRole("button", { name: saving.title, exact: true }).click();
  const choice = ann.getByRole("combobox", { name: common.language });
  await choice.selectOption("de");
  await expect(ann.getByRole("alert").filter({ hasText: saving.languageMissing })).toBeVisible();
  await expect(choice).toHaveValue("ar");
  await ann.unroute("**/_next/static/**");
  await choice.selectOption("en");
  await expect(ann.locator("html")).toHaveAttribute("dir", "ltr");
  await expect(ann.getByRole("combobox", { name: "Language" })).toHaveValue("en");
  await ann.keyboard.press("Escape");

  await choose(ann, "fr");
  await ann.reload();
  await expect(ann.getByRole("toolbar", { name: words("fr").call.controls })).toBeVisible();
});

test("on the way back into a call its language can be changed again", async ({
  server,
  newPerson,
}) => {
  const { ann } = await annAndBen(server, newPerson);
  await choose(ann, "de");
  const { call, end, join } = words("de");
  await ann.keyboard.press("Escape");
  await ann.getByRole("button", { name: call.leave, exact: true }).click();
  await ann.getByRole("button", { name: end.rejoin }).click();
  await expect(ann.getByRole("button", { name: join.join })).toBeVisible();

  await ann.getByRole("combobox").first().selectOption("en");

  await expect(ann.getByRole("button", { name: "Join meeting" })).toBeVisible();
  await expect(ann.locator("html")).toHaveAttribute("lang", "en");
});

/** Chooses a language in the settings of a call in English. */
async function choose(page: Page, tag: LanguageTag): Promise<void> {
  await controlOf(page, "Settings").click();
  await page.getByRole("combobox", { name: "Language" }).selectOption(tag);
  await expect(page.locator("html")).toHaveAttribute("lang", tag);
}
