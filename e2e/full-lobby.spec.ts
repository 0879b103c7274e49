/** A lobby before a meeting in which there is less room than people who wait. */

import type { Page } from "@playwright/test";
import {
  askToJoin,
  test as base,
  controlOf,
  createMeeting,
  expect,
  joinMeeting,
  takeHostKey,
} from "./fixtures.ts";
import { axeFindings, shot, sidewaysScroll } from "./page-checks.ts";
import { type ServerUnderTest, startServer } from "./server-under-test.ts";

/** A server of its own, on which a meeting is full with two people. */
const test = base.extend<object, { server: ServerUnderTest }>({
  server: [
    async ({}, use) => {
      const server = await startServer({ ROOM_MAX_PEOPLE: "2" });
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
});

const bar = (page: Page) => page.getByRole("toolbar", { name: "Call controls" });

test("as many are let in as fit; the others stay in line, read why, and come in when someone leaves", async ({
  server,
  newPerson,
}) => {
  const { url, ...room } = await createMeeting(server, { lobby: true });
  const [ann, ben, cem] = [await newPerson(), await newPerson(), await newPerson()];
  await takeHostKey(ann, room);
  await joinMeeting(ann, url, "Ann");
  await controlOf(ann, "People").click();
  for (const [page, name] of [
    [ben, "Ben"],
    [cem, "Cem"],
  ] as const) {
    await askToJoin(page, url, name);
    await expect(page.getByText("Waiting to be let in.")).toBeVisible();
  }
  const people = ann.getByRole("complementary", { name: "People" });
  const notices = ann.getByRole("status", { name: "Notices" });
  await expect(people.getByText("One seat is left.")).toBeVisible();
  await shot(ann, "lobby-one-seat-desktop");

  await people.getByRole("button", { name: "Let the first one in" }).click();

  await expect(bar(ben)).toBeVisible();
  await expect(cem.getByText("The meeting is full for now. You stay in line")).toBeVisible();
  await expect(people.getByText("The meeting is full.")).toBeVisible();
  await expect(people.getByRole("button", { name: "Let Cem in" })).toBeDisabled();
  await expect(notices).toContainText("Cem wants to join, but the meeting is full.");
  await expect(notices.getByRole("button", { name: "Let in" })).toHaveCount(0);
  for (const page of [ann, cem]) expect(await axeFindings(page)).toEqual([]);
  await shot(ann, "lobby-full-desktop");
  await shot(cem, "lobby-full-waiting-desktop");
  await cem.setViewportSize({ width: 390, height: 844 });
  await shot(cem, "lobby-full-waiting-phone");
  await cem.emulateMedia({ colorScheme: "dark" });
  await shot(cem, "lobby-full-waiting-phone-dark");
  expect(await axeFindings(cem)).toEqual([]);
  expect(await sidewaysScroll(cem)).toBeLessThanOrEqual(0);

  await controlOf(ben, "Leave").click();
  await expect(cem.getByText("Waiting to be let in.")).toBeVisible();
  await notices.getByRole("button", { name: "Let in" }).click();
  await expect(bar(cem)).toBeVisible();
});
