/** What a host can do, and that nobody else can. */

import type { Page } from "@playwright/test";
import {
  askToJoin,
  controlOf,
  createMeeting,
  expect,
  hostAndGuest,
  joinMeeting,
  joinToo,
  takeHostKey,
  test,
  tileOf,
} from "./fixtures.ts";
import { bar, notices, people } from "./in-the-call.ts";
import { axeFindings, shot } from "./page-checks.ts";
import { expectToSeeAndHear } from "./see-and-hear.ts";

async function act(page: Page, name: string, item: string): Promise<void> {
  await people(page)
    .getByRole("button", { name: `Options for ${name}` })
    .click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

async function remove(page: Page, name: string): Promise<void> {
  await act(page, name, "Remove from the meeting");
  await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
}

test("a host mutes, stops, asks and lowers; whoever it is is told, and unmutes alone", async ({
  server,
  newPerson,
}) => {
  const { ann, ben } = await hostAndGuest(server, newPerson);
  await expectToSeeAndHear(ann, 1);
  await expect(people(ann).getByRole("listitem").filter({ hasText: "Ann (you)" })).toContainText(
    "Host",
  );

  await act(ann, "Ben", "Mute");
  await expect(notices(ben)).toContainText("muted you");
  await expect(controlOf(ben, "Microphone")).toHaveAttribute("aria-pressed", "false");
  await expect(tileOf(ann, "Ben").getByText("Muted")).toBeAttached();
  await act(ann, "Ben", "Ask to unmute");
  await expect(controlOf(ben, "Microphone")).toHaveAttribute("aria-pressed", "false");
  await notices(ben).getByRole("button", { name: "Unmute" }).click();
  await expect(controlOf(ben, "Microphone")).toHaveAttribute("aria-pressed", "true");

  // Said before it is done: nobody is kept silent by it.
  const muteAll = people(ann).getByRole("button", { name: "Mute everyone" });
  await expect(muteAll).toHaveAccessibleDescription(/They can unmute themselves/);
  await expect(people(ann).getByText("They can unmute themselves")).toBeVisible();
  await muteAll.click();
  await expect(controlOf(ben, "Microphone")).toHaveAttribute("aria-pressed", "false");
  await controlOf(ben, "Microphone").click();
  await expect(tileOf(ann, "Ben").getByText("Muted")).toHaveCount(0);

  await act(ann, "Ben", "Turn camera off");
  await expect(controlOf(ben, "Camera")).toHaveAttribute("aria-pressed", "false");
  await controlOf(ben, "Share screen").click();
  await expect(tileOf(ann, "Ben’s screen")).toBeVisible();
  await act(ann, "Ben", "Stop sharing");
  await expect(tileOf(ann, "Ben’s screen")).toHaveCount(0);
  await controlOf(ben, "Raise hand").click();
  await people(ann).getByRole("button", { name: "Lower all hands" }).click();
  await expect(controlOf(ben, "Raise hand")).toHaveAttribute("aria-pressed", "false");
});

test("a guest has nothing of it on offer; a co-host has, but for the end and the host", async ({
  server,
  newPerson,
}) => {
  const { ann, ben } = await hostAndGuest(server, newPerson);
  await controlOf(ben, "People").click();
  await expect(people(ben).getByRole("button", { name: /^Options for/ })).toHaveCount(0);
  await expect(people(ben).getByRole("switch")).toHaveCount(0);

  await act(ann, "Ben", "Make co-host");

  await expect(notices(ben)).toContainText("You are a co-host now");
  await expect(people(ben).getByRole("switch", { name: "Lock the meeting" })).toBeVisible();
  // The spotlight takes nothing from anybody, so it is all there is to do to the host and to oneself.
  for (const name of ["Ann", "Ben"]) {
    await people(ben)
      .getByRole("button", { name: `Options for ${name}` })
      .click();
    await expect(ben.getByRole("menuitem")).toHaveText(["Spotlight for everyone"]);
    await ben.keyboard.press("Escape");
  }
  // Before the menu has got the focus, Escape is meant for it as well, and not for the panel.
  await people(ben).getByRole("button", { name: "Options for Ann" }).focus();
  await ben.keyboard.press("Enter");
  await ben.keyboard.press("Escape");
  await expect(ben.getByRole("menu")).toHaveCount(0);
  await expect(people(ben)).toBeVisible();
  await expect(controlOf(ben, "End options")).toHaveCount(0);
});

test("a locked meeting takes nobody new, and those who are in come back", async ({
  server,
  newPerson,
}) => {
  const { ann, ben, url } = await hostAndGuest(server, newPerson);
  await people(ann).getByRole("switch", { name: "Lock the meeting" }).click();
  await ben.reload();
  await expect(bar(ben)).toBeVisible();

  const cem = await newPerson();
  await cem.goto(url);
  await cem.getByRole("textbox", { name: "Your name" }).fill("Cem");
  await cem.getByRole("button", { name: "Join meeting" }).click();
  await expect(cem.getByRole("alert").filter({ hasText: "locked this meeting" })).toBeVisible();
  await expect(cem.getByRole("textbox", { name: "Your name" })).toHaveValue("Cem");

  await people(ann).getByRole("switch", { name: "Lock the meeting" }).click();
  await cem.getByRole("button", { name: "Join meeting" }).click();
  await expect(bar(cem)).toBeVisible();
});

test("[L2] who comes to a locked meeting may knock, and is let in", async ({
  server,
  newPerson,
}) => {
  const { ann, url } = await hostAndGuest(server, newPerson);
  await people(ann).getByRole("switch", { name: "Lock the meeting" }).click();
  const cem = await newPerson({ viewport: { width: 390, height: 844 } });
  await askToJoin(cem, url, "Cem");
  const knock = cem.getByRole("button", { name: "Ask to join" });
  await expect(knock).toBeVisible();
  await expect(notices(ann).getByText("wants to join")).toHaveCount(0);
  await shot(cem, "locked-knock-phone");
  expect(await axeFindings(cem)).toEqual([]);

  await knock.click();

  await expect(cem.getByText("Waiting to be let in.")).toBeVisible();
  await expect(notices(ann)).toContainText("Cem wants to join.");
  await people(ann).getByRole("button", { name: "Let Cem in" }).click();
  await expect(bar(cem)).toBeVisible();
});

test("a host removes somebody, who reads why and is kept out; then ends the call for all", async ({
  server,
  newPerson,
}) => {
  const { ann, ben, url } = await hostAndGuest(server, newPerson);
  const cem = await joinToo(newPerson, url, "Cem");

  // Asked first, and only meant when it is said again; whoever may return does so by one press.
  await act(ann, "Cem", "Remove from the meeting");
  const question = ann.getByRole("dialog", { name: /Remove .*Cem.* from the meeting\?/ });
  await shot(ann, "remove-question-desktop");
  expect(await axeFindings(ann)).toEqual([]);
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(tileOf(ann, "Cem")).toBeVisible();
  await act(ann, "Cem", "Remove from the meeting");
  await question.getByRole("switch", { name: "Keep them from coming back" }).click();
  await question.getByRole("button", { name: "Remove", exact: true }).click();
  await cem.getByRole("button", { name: "Rejoin" }).click();
  await cem.getByRole("button", { name: "Join meeting" }).click();
  await expect(tileOf(ann, "Cem")).toBeVisible();

  await remove(ann, "Ben");
  await expect(
    ben.getByRole("heading", { name: "You were removed from the meeting" }),
  ).toBeVisible();
  await expect(ben.getByRole("button", { name: "Rejoin" })).toHaveCount(0);
  await expect(tileOf(cem, "Ben")).toHaveCount(0);
  await ben.goto(url);
  await expect(ben.getByRole("alert").filter({ hasText: "removed from this" })).toBeVisible();

  await controlOf(ann, "End options").click();
  await expect(ann.getByRole("menuitem", { name: "End the meeting for all" })).toBeVisible();
  expect(await axeFindings(ann)).toEqual([]);
  await ann.getByRole("menuitem", { name: "End the meeting for all" }).click();
  for (const page of [ann, cem]) {
    await expect(page.getByRole("heading", { name: "The host ended the meeting" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Rejoin" })).toBeVisible();
  }
});

test("a removed person's browser is known without what it stored; for others the host is offered to ask at the door", async ({
  server,
  newPerson,
}) => {
  const { ann, ben, url } = await hostAndGuest(server, newPerson);
  await remove(ann, "Ben");
  const removed = notices(ann).getByRole("alert").filter({ hasText: "You removed Ben." });
  await expect(removed).toContainText("they could come back as somebody new");
  await shot(ann, "removed-desktop");
  // On a phone the people cover the call, but not what there is to be answered.
  await ann.setViewportSize({ width: 390, height: 844 });
  await shot(ann, "removed-phone");
  await ann.emulateMedia({ colorScheme: "dark" });
  await shot(ann, "removed-phone-dark");
  expect(await axeFindings(ann)).toEqual([]);
  await removed.getByRole("button", { name: "Let people in one by one" }).click();
  await expect(people(ann).getByRole("switch", { name: "Let people in one by one" })).toBeChecked();
  await expect(removed).toHaveCount(0);

  await expect(
    ben.getByRole("heading", { name: "You were removed from the meeting" }),
  ).toBeVisible();
  await ben.evaluate(() => {
    localStorage.clear();
    sessionStorage.clear();
  });
  const anotherTab = await ben.context().newPage();
  for (const page of [ben, anotherTab]) {
    await page.goto(url);
    await expect(page.getByRole("alert").filter({ hasText: "removed from this" })).toBeVisible();
  }

  const elsewhere = await newPerson();
  await askToJoin(elsewhere, url, "Benno");
  await expect(elsewhere.getByText("Waiting to be let in.")).toBeVisible();
  await notices(ann).getByRole("button", { name: "Let in" }).click();
  await expect(bar(elsewhere)).toBeVisible();
});

test("whoever has been here longest follows a host who leaves, and gives the role back", async ({
  server,
  newPerson,
}) => {
  const { ann, ben, url } = await hostAndGuest(server, newPerson);

  await controlOf(ann, "Leave").click();

  await expect(notices(ben)).toContainText("You are the host now");
  await controlOf(ben, "People").click();
  const own = people(ben).getByRole("listitem").filter({ hasText: "Ben (you)" });
  await expect(own).toContainText("Host");
  await ann.goto(url);
  await ann.getByRole("button", { name: "Join meeting" }).click();
  await expect(people(ben).getByRole("listitem").filter({ hasText: "Ann" })).toContainText("Host");
  await expect(own).not.toContainText("Host");
  await expect(notices(ben)).toContainText("You are a guest now");
  await expect(tileOf(ben, "Ann").getByText("Host", { exact: true })).toBeAttached();
});

test("[row 11] a lobby: who is new waits, is let in or sent away, and sees nothing before", async ({
  server,
  newPerson,
}) => {
  const { ann, ben, url } = await hostAndGuest(server, newPerson);
  await people(ann).getByRole("switch", { name: "Let people in one by one" }).click();
  // Who is in stays in, and comes back to their seat.
  await ben.reload();
  await expect(bar(ben)).toBeVisible();

  const [cem, dee] = [await newPerson(), await newPerson()];
  for (const [page, name] of [
    [cem, "Cem"],
    [dee, "Dee"],
  ] as const) {
    await page.goto(url);
    await expect(page.getByText("A host lets people in one by one.")).toBeVisible();
    await expect(page.getByText("Ben")).toHaveCount(0);
    await askToJoin(page, url, name);
    await expect(page.getByText("Waiting to be let in.")).toBeVisible();
  }
  await shot(cem, "lobby-waiting-desktop");
  expect(await axeFindings(cem)).toEqual([]);
  await expect(notices(ann)).toContainText("Cem wants to join.");
  await expect(people(ann).getByRole("heading", { name: "Waiting to join" })).toBeVisible();
  await shot(ann, "lobby-host-desktop");
  expect(await axeFindings(ann)).toEqual([]);
  // A guest sees who waits, and has nothing to say about it.
  await controlOf(ben, "People").click();
  await expect(people(ben).getByText("Cem")).toBeVisible();
  await expect(people(ben).getByRole("button", { name: "Let Cem in" })).toHaveCount(0);

  await people(ann).getByRole("button", { name: "Send Dee away" }).click();
  await expect(
    dee.getByRole("alert").filter({ hasText: "A host did not let you in." }),
  ).toBeVisible();
  await notices(ann).getByRole("button", { name: "Let in" }).first().click();
  await expect(bar(cem)).toBeVisible();
  await expect(notices(ann).getByText("wants to join")).toHaveCount(0);
  await expectToSeeAndHear(cem, 2);

  const eve = await newPerson();
  const hostile = "<img src=x onerror=window.__x=1>";
  await askToJoin(eve, url, hostile);
  await expect(people(ann).getByText(hostile, { exact: true })).toBeVisible();
  await expect(notices(ann)).toContainText(hostile);
  expect(await ann.evaluate(() => "__x" in window)).toBe(false);
  await eve.getByRole("button", { name: "Stop waiting" }).click();
  await expect(people(ann).getByText(hostile, { exact: true })).toHaveCount(0);
  await expect(eve.getByRole("button", { name: "Join meeting" })).toBeVisible();
});

test("[L1] a host writes to those who wait, who read it at once and when they come, until it is taken away", async ({
  server,
  newPerson,
}) => {
  const { url, ...room } = await createMeeting(server, { lobby: true });
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const [ann, ben, cem] = [await newPerson(), await newPerson(phone), await newPerson()];
  await takeHostKey(ann, room);
  await joinMeeting(ann, url, "Ann");
  await controlOf(ann, "People").click();
  await askToJoin(ben, url, "Ben");
  const read = (page: Page) =>
    page.getByRole("status").filter({ hasText: "A host writes to everyone who waits:" });

  await people(ann).getByRole("button", { name: "Write to those who wait" }).click();
  const field = people(ann).getByRole("textbox", { name: "Message to those who wait" });
  await expect(field).toBeFocused();
  const words = "We finish the first point <b>alone</b>.\nIt takes five minutes more.";
  await field.fill(words);
  await shot(ann, "lobby-message-writing-desktop");
  expect(await axeFindings(ann)).toEqual([]);
  await people(ann).getByRole("button", { name: "Send", exact: true }).click();

  await expect(read(ben).getByText(words)).toBeVisible();
  await expect(people(ann).getByText(words)).toBeVisible();
  const change = people(ann).getByRole("button", { name: "Change message" });
  await expect(change).toBeFocused();
  await expect(ben.getByRole("button", { name: "Join meeting" })).toBeInViewport({ ratio: 1 });
  await shot(ann, "lobby-message-host-desktop");
  await shot(ben, "lobby-message-phone");
  await ben.emulateMedia({ colorScheme: "dark" });
  await shot(ben, "lobby-message-phone-dark");
  for (const page of [ann, ben]) expect(await axeFindings(page)).toEqual([]);
  await askToJoin(cem, url, "Cem");
  await expect(read(cem).getByText(words)).toBeVisible();
  await shot(cem, "lobby-message-desktop");

  await change.click();
  await field.fill("Now.");
  await field.press("Escape");
  await expect(change).toBeFocused();
  await expect(read(ben).getByText(words)).toBeVisible();
  await people(ann).getByRole("button", { name: "Take message away" }).click();
  await expect(read(ben)).toHaveCount(0);
  await expect(people(ann).getByRole("button", { name: "Write to those who wait" })).toBeFocused();
});

test("a meeting can be opened with a lobby from the start", async ({ newPerson }) => {
  const ann = await newPerson();
  await ann.goto("/");
  await ann.getByText("Options for a new meeting").click();
  await ann.getByRole("checkbox", { name: "Let people in one by one" }).check();
  await ann.getByRole("button", { name: "New meeting" }).click();
  await ann.waitForURL(/\/r\//);

  const ben = await newPerson();
  await askToJoin(ben, ann.url(), "Ben");
  await expect(ben.getByText("Waiting to be let in.")).toBeVisible();

  await ann.getByRole("textbox", { name: "Your name" }).fill("Ann");
  await ann.getByRole("button", { name: "Join meeting" }).click();
  await notices(ann).getByRole("button", { name: "Let in" }).click();
  await expect(bar(ben)).toBeVisible();
});

test("[G7] a host who must be there first is waited for on a calm page, and whoever waits comes in by themselves", async ({
  newPerson,
}) => {
  const ann = await newPerson();
  await ann.goto("/");
  await ann.getByText("Options for a new meeting").click();
  await ann.getByRole("checkbox", { name: "Start only when you are there" }).check();
  await shot(ann, "host-first-option-desktop");
  await ann.getByRole("button", { name: "New meeting" }).click();
  await ann.waitForURL(/\/r\//);
  const ben = await newPerson({ viewport: { width: 390, height: 844 } });
  await ben.goto(ann.url());
  await expect(ben.getByText("The meeting starts when the host is here.")).toBeVisible();
  await askToJoin(ben, ann.url(), "Ben");
  await expect(ben.getByRole("status").filter({ hasText: "Stay on this page" })).toBeVisible();
  // Said once.
  await expect(ben.getByText("The meeting starts when the host is here.")).toHaveCount(1);
  await expect(ben.getByRole("button", { name: "Join meeting" })).toBeInViewport({ ratio: 1 });
  await shot(ben, "host-first-waiting-phone");
  await ben.emulateMedia({ colorScheme: "dark" });
  await shot(ben, "host-first-waiting-phone-dark");
  expect(await axeFindings(ben)).toEqual([]);

  await ann.getByRole("textbox", { name: "Your name" }).fill("Ann");
  await ann.getByRole("button", { name: "Join meeting" }).click();

  await expect(bar(ben)).toBeVisible();
  await expect(notices(ann).getByText("wants to join")).toHaveCount(0);
});

for (const viewport of [
  { width: 390, height: 844 },
  { width: 360, height: 640 },
]) {
  test(`on a phone of ${viewport.width} × ${viewport.height} Join is in sight before and while somebody waits`, async ({
    server,
    newPerson,
  }) => {
    const { url, ...room } = await createMeeting(server, { lobby: true });
    const ann = await newPerson();
    await takeHostKey(ann, room);
    await joinMeeting(ann, url, "Ann");
    const ben = await newPerson({ viewport, hasTouch: true, isMobile: true });
    await ben.goto(url);
    await expect(ben.getByText("A host lets people in one by one.")).toBeVisible();
    const join = ben.getByRole("button", { name: "Join meeting" });
    const name = ben.getByRole("textbox", { name: "Your name" });
    await expect(join).toBeInViewport({ ratio: 1 });
    await shot(ben, `lobby-before-phone-${viewport.height}`);

    await name.fill("Ben");
    await name.press("Enter");

    await expect(ben.getByText("Waiting to be let in.")).toBeInViewport({ ratio: 1 });
    await expect(ben.getByRole("button", { name: "Stop waiting" })).toBeInViewport({ ratio: 1 });
    await expect(join).toBeInViewport({ ratio: 1 });
    await expect(join).toBeFocused();
    await shot(ben, `lobby-waiting-phone-${viewport.height}`);
    await ben.emulateMedia({ colorScheme: "dark" });
    await shot(ben, `lobby-waiting-phone-${viewport.height}-dark`);
    expect(await axeFindings(ben)).toEqual([]);

    await ben.getByRole("button", { name: "Stop waiting" }).tap();
    await expect(name).toHaveValue("Ben");
    await expect(name).toBeVisible();
  });
}

test("[R9] a host sees who was removed and when, and lets them come in again", async ({
  server,
  newPerson,
}) => {
  const { ann, ben, url } = await hostAndGuest(server, newPerson);
  const removed = people(ann).getByRole("list", { name: "Removed people" });
  await people(ann).getByText("Removed people").click();
  await expect(people(ann).getByText("Nobody is kept out now.")).toBeVisible();

  await remove(ann, "Ben");
  await expect(removed.getByRole("listitem")).toContainText(/Ben.*Removed at .*kept out until/);
  await shot(ann, "kept-out-desktop");
  expect(await axeFindings(ann)).toEqual([]);
  await ann.emulateMedia({ colorScheme: "dark" });
  await ann.setViewportSize({ width: 390, height: 844 });
  await shot(ann, "kept-out-phone-dark");
  await ann.setViewportSize({ width: 1280, height: 800 });
  await ben.goto(url);
  await expect(ben.getByRole("alert").filter({ hasText: "removed from this" })).toBeVisible();

  await removed.getByRole("button", { name: /Allow .*Ben.* again/ }).click();
  await expect(
    people(ann).getByRole("status").filter({ hasText: "may come in again" }),
  ).toBeVisible();
  await expect(removed).toHaveCount(0);
  await joinMeeting(ben, url, "Ben");
  await expect(tileOf(ann, "Ben")).toBeVisible();
});
