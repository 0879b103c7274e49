/** Parts of a call that are opened for the first time while nothing can be loaded. */

import type { Locator, Page } from "@playwright/test";
import {
  annAndBen,
  controlOf,
  createMeeting,
  expect,
  joinMeeting,
  type NewPerson,
  test,
  tileOf,
} from "./fixtures.ts";
import { chat, notices, openChat, people } from "./in-the-call.ts";
import { received } from "./media-probe.ts";
import { axeFindings, shot } from "./page-checks.ts";
import { type ServerUnderTest, startServer } from "./server-under-test.ts";

const SCRIPTS = "**/_next/static/**";
/** A moment more than the page waits itself. */
const PREFETCHED_AFTER_MS = 6_000;
const MISSING = "This part could not be loaded";

const messageIn = (place: Page | Locator) => place.getByRole("alert").filter({ hasText: MISSING });

/** A call in which Ann's page has loaded what it begins with, and nothing since. */
async function callWithoutMore(server: ServerUnderTest, newPerson: NewPerson) {
  const { url } = await createMeeting(server);
  const [ann, ben] = [await newPerson(), await newPerson()];
  await joinMeeting(ann, url, "Ann");
  // Notices and keys are loaded a moment after the call is drawn, and belong to it.
  await expect(notices(ann)).toBeAttached();
  await expect(async () => {
    await ann.keyboard.press("r");
    await expect(controlOf(ann, "Raise hand")).toHaveAttribute("aria-pressed", "true", {
      timeout: 500,
    });
  }).toPass();
  await ann.route(SCRIPTS, (route) => route.abort());
  await joinMeeting(ben, url, "Ben");
  await expect(tileOf(ann, "Ben")).toHaveAttribute("data-link", "connected");
  return { ann, ben };
}

async function expectToGoOn(page: Page): Promise<void> {
  const before = await received(page);
  await expect
    .poll(async () => (await received(page)).framesDecoded)
    .toBeGreaterThan(before.framesDecoded + 10);
}

test("what is opened while the server is away says so in its place, and comes when the server is back", async ({
  newPerson,
}) => {
  test.slow();
  const server = await startServer();
  try {
    const { ann, ben } = await callWithoutMore(server, newPerson);
    await server.kill();
    await ann.unroute(SCRIPTS);
    await expect(ann.getByText("Reconnecting to the server")).toBeVisible();

    await openChat(ann);
    await expect(messageIn(chat(ann))).toBeVisible();
    await expect(ann.getByRole("heading", { name: "Chat" })).toBeFocused();
    await shot(ann, "missing-chat-desktop");
    expect(await axeFindings(ann)).toEqual([]);
    await ann.setViewportSize({ width: 390, height: 844 });
    await ann.emulateMedia({ colorScheme: "dark" });
    await shot(ann, "missing-chat-phone-dark");
    expect(await axeFindings(ann)).toEqual([]);
    await ann.emulateMedia({ colorScheme: null });
    await ann.setViewportSize({ width: 1280, height: 720 });
    await ann.keyboard.press("Escape");
    await expect(chat(ann)).toHaveCount(0);
    await expect(controlOf(ann, "Chat")).toBeFocused();

    for (const name of ["Invite people", "Settings", "Reactions", "More", "Camera options"]) {
      await controlOf(ann, name).click();
      await expect(messageIn(ann.getByRole("dialog"))).toBeVisible();
      await expect(ann.getByRole("button", { name: "Try again" })).toBeFocused();
      if (name === "Settings") await shot(ann, "missing-settings-desktop");
      await ann.keyboard.press("Escape");
      await expect(ann.getByRole("dialog")).toHaveCount(0);
      await expect(controlOf(ann, name)).toBeFocused();
    }
    await ann.keyboard.press("?");
    await expect(messageIn(ann.getByRole("dialog"))).toBeVisible();
    await ann.getByRole("button", { name: "Close" }).click();
    await expect(ann.getByRole("dialog")).toHaveCount(0);
    await controlOf(ann, "People").click();
    await expect(messageIn(people(ann))).toBeVisible();
    await openChat(ann);
    await chat(ann).getByRole("button", { name: "Try again" }).click();
    await expect(messageIn(chat(ann))).toBeVisible();
    await expect(chat(ann).getByRole("button", { name: "Try again" })).toBeFocused();
    await expectToGoOn(ann);
    await expectToGoOn(ben);

    await server.restart();

    // By itself; and whoever was at the button is in what stands in its place now.
    await expect(chat(ann).getByRole("textbox", { name: "Message" })).toBeFocused();
    await ann.keyboard.type("Here again");
    await ann.keyboard.press("Enter");
    await expect(notices(ben)).toContainText("Here again");
    await controlOf(ann, "Settings").click();
    await expect(ann.getByRole("dialog", { name: "Settings" })).toBeVisible();
    await ann.keyboard.press("Escape");
    await expect(controlOf(ann, "Settings")).toBeFocused();
    await expectToGoOn(ann);
  } finally {
    await server.stop();
  }
});

test("what could not be loaded is loaded when the person tries again", async ({
  server,
  newPerson,
}) => {
  const { ann } = await callWithoutMore(server, newPerson);
  await controlOf(ann, "Settings").click();
  const tryAgain = ann.getByRole("button", { name: "Try again" });
  // In vain a few times, after which the page waits long enough before it tries by itself.
  for (let press = 0; press < 4; press += 1) {
    await tryAgain.click();
    await expect(tryAgain).toHaveAttribute("aria-busy", "false");
  }
  await ann.unroute(SCRIPTS);

  await tryAgain.click();

  await expect(ann.getByRole("dialog", { name: "Settings" })).toBeVisible();
  await expect(messageIn(ann)).toHaveCount(0);
  await ann.keyboard.press("Escape");
  await expect(controlOf(ann, "Settings")).toBeFocused();
});

test("chat and people are there from a moment after the call began, whatever becomes of the server", async ({
  newPerson,
}) => {
  const server = await startServer();
  try {
    const { ann } = await annAndBen(server, newPerson);
    await ann.waitForTimeout(PREFETCHED_AFTER_MS);
    await server.kill();

    for (const name of ["Chat", "People"]) {
      await controlOf(ann, name).click();
      const panel = ann.getByRole("complementary", { name });
      await expect(panel.getByRole(name === "Chat" ? "textbox" : "listitem").first()).toBeVisible();
      await expect(messageIn(panel)).toHaveCount(0);
    }
  } finally {
    await server.stop();
  }
});
