/** What people find after a call: it in short, and the question how it was. */

import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { SUMMARY_FROM_MS } from "#call/call-session.ts";
import {
  annAndBen,
  controlOf,
  createMeeting,
  expect,
  joinMeeting,
  test,
  tileOf,
} from "./fixtures.ts";
import { chat, openChat } from "./in-the-call.ts";
import { axeFindings, shot, sidewaysScroll } from "./page-checks.ts";
import { expectToSeeAndHear } from "./see-and-hear.ts";

const summaryOf = (page: Page) => page.getByRole("region", { name: "The call in short" });
const ratingOf = (page: Page) => page.getByRole("region", { name: "How was the call?" });
const leftHeading = (page: Page) => page.getByRole("heading", { name: "You left the meeting" });

/** Stays for long enough to have something to look back on; what notes it comes a while after the call. */
const stays = (page: Page) => page.waitForTimeout(SUMMARY_FROM_MS + 3_000);

test("two people who leave read who was there and spoke, copy it, and save what was written", async ({
  server,
  newPerson,
}) => {
  test.slow();
  const { ann, ben, url } = await annAndBen(server, newPerson);
  await expectToSeeAndHear(ben, 1);
  await openChat(ann);
  await ann.getByRole("textbox", { name: "Message" }).fill("Until Thursday");
  await ann.keyboard.press("Enter");
  const choosing = ann.waitForEvent("filechooser");
  await chat(ann).getByRole("button", { name: "Attach files" }).click();
  const plan = { name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("the plan") };
  await (await choosing).setFiles(plan);
  await openChat(ben);
  const saving = ben.waitForEvent("download");
  await chat(ben).getByRole("button", { name: "Accept" }).click();
  await saving;
  await stays(ben);

  await controlOf(ben, "Leave").click();
  await expect(leftHeading(ben)).toBeVisible();
  await expect(ben.getByRole("button", { name: "Rejoin" })).toBeFocused();
  const summary = summaryOf(ben);
  // Two people and a file.
  await expect(summary.getByRole("listitem")).toHaveCount(3);
  await expect(summary.getByRole("list", { name: "Files" })).toContainText(/plan\.txtFrom .*Ann/);
  for (const name of ["Ann", "Ben (you)"])
    await expect(summary.getByRole("listitem").filter({ hasText: name }).first()).toContainText(
      /\d+ %, \d+ seconds?/,
    );
  await expect(summary).toContainText(/Your connection was good/);
  await expect(ben.getByRole("button", { name: "Rejoin" })).toBeFocused();

  const [again] = await Promise.all([
    ben.waitForEvent("download"),
    summary.getByRole("button", { name: "Save: plan.txt" }).click(),
  ]);
  expect(await readFile(await again.path(), "utf8")).toBe("the plan");
  await summary.getByRole("button", { name: "Copy summary" }).click();
  await expect(summary.getByRole("status")).toHaveText("Summary copied.");
  const copied = await ben.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain(new URL(url).pathname.replace("/r/", "Rondo, meeting "));
  expect(copied).toContain("You were in the meeting for");
  expect(copied).toMatch(/^Ben \(you\): \d+ %, \d+ seconds?$/m);
  const [download] = await Promise.all([
    ben.waitForEvent("download"),
    summary.getByRole("button", { name: "Save chat as text" }).click(),
  ]);
  expect(await readFile(await download.path(), "utf8")).toContain("Until Thursday");

  // Ann stays behind, and still knows who was here.
  await expect(tileOf(ann, "Ben")).toHaveCount(0);
  await controlOf(ann, "Leave").click();
  await expect(
    summaryOf(ann).getByRole("listitem").filter({ hasText: "Ben" }).first(),
  ).toBeVisible();
  // What was sent is listed, and is on Ann's own disk anyway.
  await expect(summaryOf(ann).getByRole("list", { name: "Files" })).toContainText("plan.txt");
  await expect(summaryOf(ann).getByRole("button", { name: /^Save:/ })).toHaveCount(0);

  for (const [size, viewport] of [
    ["desktop", { width: 1280, height: 800 }],
    ["phone", { width: 390, height: 844 }],
  ] as const)
    for (const colorScheme of ["light", "dark"] as const) {
      await ben.setViewportSize(viewport);
      await ben.emulateMedia({ colorScheme });
      await ben.getByRole("radio", { name: "2 stars" }).check({ force: true });
      await ben.screenshot({
        path: `test-results/screens/after-call-${size}-${colorScheme}.png`,
        animations: "disabled",
        fullPage: true,
      });
      expect(await axeFindings(ben)).toEqual([]);
      expect(await sidewaysScroll(ben)).toBeLessThanOrEqual(0);
    }
});

test("the call is rated by keyboard, and what could not be sent is sent again", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server);
  const ann = await newPerson();
  await joinMeeting(ann, url, "Ann");
  await stays(ann);
  await ann.keyboard.press("Escape");
  await controlOf(ann, "Leave").click();
  const rating = ratingOf(ann);
  const stars = rating.getByRole("radiogroup", { name: "How was the call?" });
  await expect(stars.getByRole("radio")).toHaveCount(5);
  await expect(rating.getByRole("checkbox")).toHaveCount(0);

  await stars.getByRole("radio", { name: "1 star", exact: true }).focus();
  await ann.keyboard.press("ArrowRight");
  await expect(stars.getByRole("radio", { name: "2 stars" })).toBeChecked();
  await rating.getByRole("checkbox", { name: "Video froze or was missing" }).focus();
  await ann.keyboard.press("Space");

  await ann.route("**/api/ratings", (route) => route.abort());
  await rating.getByRole("button", { name: "Send" }).click();
  await expect(rating.getByRole("status")).toHaveText(/could not be sent/);
  await ann.unroute("**/api/ratings");
  const [request] = await Promise.all([
    ann.waitForRequest("**/api/ratings"),
    ann.keyboard.press("Enter"),
  ]);

  expect(request.postDataJSON()).toEqual({ stars: 2, problems: ["no-video"] });
  await expect(rating.getByText("Thank you.")).toBeFocused();
  await expect(stars).toHaveCount(0);
  await shot(ann, "after-call-rated");
});

test("the way back stands before what comes below is loaded, and does not move when it comes", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server);
  const ann = await newPerson();
  await joinMeeting(ann, url, "Ann");
  await stays(ann);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await ann.route("**/_next/**", async (route) => {
    await held;
    await route.continue();
  });

  await controlOf(ann, "Leave").click();
  const rejoin = ann.getByRole("button", { name: "Rejoin" });
  await expect(rejoin).toBeFocused();
  await expect(ratingOf(ann)).toHaveCount(0);
  const before = await rejoin.boundingBox();
  release();

  await expect(ratingOf(ann)).toBeVisible();
  expect(await rejoin.boundingBox()).toEqual(before);
});

test("nobody is asked after a moment in a call", async ({ server, newPerson }) => {
  const { url } = await createMeeting(server);
  const ann = await newPerson();
  await joinMeeting(ann, url, "Ann");

  await controlOf(ann, "Leave").click();

  await expect(leftHeading(ann)).toBeVisible();
  await ann.waitForLoadState("networkidle");
  await expect(ratingOf(ann)).toHaveCount(0);
  await expect(summaryOf(ann)).toHaveCount(0);
});
