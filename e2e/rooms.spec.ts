/** Rooms as places: planned, listed, changed and deleted by the browser that opened them. */

import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import {
  askToJoin,
  controlOf,
  createMeeting,
  expect,
  hostAndGuest,
  joinMeeting,
  type NewPerson,
  test,
} from "./fixtures.ts";
import { notices } from "./in-the-call.ts";
import { axeFindings, shot, sidewaysScroll } from "./page-checks.ts";

const NOON = new Date("2026-11-27T12:00:00Z");
const phone = { width: 390, height: 844 };

const own = (page: Page) => page.getByRole("region", { name: "Your meetings" });
const card = (page: Page, name: string) =>
  own(page).getByRole("listitem").filter({ hasText: name });

type Opened = { readonly code: string; readonly hostKey?: string };

/** A person's home page, in a browser that has been in these rooms, in Berlin at noon. */
async function atHome(
  newPerson: NewPerson,
  rooms: readonly Opened[] = [],
  options: Parameters<NewPerson>[0] = {},
): Promise<Page> {
  const page = await newPerson({ timezoneId: "Europe/Berlin", ...options });
  await page.clock.setFixedTime(NOON);
  await page.goto("/");
  if (rooms.length === 0) return page;
  await page.evaluate((known) => {
    const entries = known.map(({ code, hostKey }, at) => [
      code,
      { ...(hostKey !== undefined && { hostKey }), lastVisitedMs: Date.now() - at * 3_600_000 },
    ]);
    localStorage.setItem("rondo.rooms", JSON.stringify(Object.fromEntries(entries)));
  }, rooms);
  await page.reload();
  return page;
}

/** Unfolds what is set once in a while. */
const unfold = (page: Page) =>
  page.getByRole("dialog").getByText("Guests, chat and password").click();

/** The text of the calendar file that a press downloads, unfolded. */
async function calendarFile(page: Page, press: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), press()]);
  return readFileSync(await download.path(), "utf8").replace(/\r\n[ \t]/g, "");
}

const berlin = { timeZone: "Europe/Berlin", minutes: 60 } as const;

test("a meeting is planned without entering it, found by its next date, changed, and everybody knows", async ({
  newPerson,
}) => {
  const ann = await atHome(newPerson);
  await ann.getByRole("button", { name: "Schedule a meeting" }).click();
  const dialog = ann.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Title" }).fill("Weekly planning");
  await dialog.getByLabel("Date").fill("2026-12-01");
  await dialog.getByLabel("Time", { exact: true }).fill("10:00");
  await dialog.getByRole("combobox", { name: "Repeats" }).selectOption("weekly");
  await dialog.getByRole("button", { name: "Schedule", exact: true }).click();

  await expect(dialog.getByRole("heading", { name: "Meeting scheduled" })).toBeVisible();
  await expect(dialog).toContainText("Weekly planning");
  await expect(dialog).toContainText("Every week, Tue 10:00 AM · Next: Dec 1, 2026");
  await expect(ann).toHaveURL(/\/$/);
  const planned = await calendarFile(ann, () =>
    dialog.getByRole("button", { name: "Download a calendar file" }).click(),
  );
  expect(planned).toContain("SUMMARY:Weekly planning");
  expect(planned).toContain("DTSTART;TZID=Europe/Berlin:20261201T100000");
  expect(planned).toContain("RRULE:FREQ=WEEKLY");
  expect(planned).toContain("TZID:Europe/Berlin");
  await dialog.getByRole("button", { name: "Copy meeting link" }).click();
  await expect(dialog.getByText("Meeting link copied.")).toBeVisible();
  const url = await ann.evaluate(() => navigator.clipboard.readText());
  expect(planned).toContain(`URL:${url}`);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(card(ann, "Weekly planning")).toContainText("Every week, Tue 10:00 AM");

  // Before the meeting, in another zone.
  const ben = await newPerson({ timezoneId: "America/New_York" });
  await ben.clock.setFixedTime(NOON);
  await ben.goto(url);
  await expect(ben.getByRole("heading", { level: 1, name: "Weekly planning" })).toBeVisible();
  await expect(ben.getByText("Starts Tuesday, December 1, 2026 at 4:00 AM")).toBeVisible();
  await expect(ben).toHaveTitle("Join Weekly planning – Rondo");

  await card(ann, "Weekly planning").getByRole("button", { name: "Edit Weekly planning" }).click();
  await expect(dialog.getByRole("textbox", { name: "Title" })).toHaveValue("Weekly planning");
  await expect(dialog.getByLabel("Time", { exact: true })).toHaveValue("10:00");
  await dialog.getByRole("textbox", { name: "Title" }).fill("Planning");
  await dialog.getByLabel("Time", { exact: true }).fill("11:30");
  await dialog.getByRole("switch", { name: "Let people in one by one" }).click();
  await dialog.getByRole("button", { name: "Save" }).click();

  await expect(dialog).toHaveCount(0);
  await expect(card(ann, "Planning")).toContainText("Tue 11:30 AM");
  await expect(ben.getByRole("heading", { level: 1, name: "Planning", exact: true })).toBeVisible();
  await expect(ben.getByText("A host lets people in one by one.")).toBeVisible();
  await expect(ben.getByText("at 5:30 AM")).toBeVisible();
  const changed = await calendarFile(ann, () =>
    card(ann, "Planning").getByRole("button", { name: "Calendar file of Planning" }).click(),
  );
  expect(changed).toContain("DTSTART;TZID=Europe/Berlin:20261201T113000");
  expect(changed).toContain("SUMMARY:Planning");
});

test("[G6] how long the chat is kept is set from home too, and whoever is in the meeting is told", async ({
  server,
  newPerson,
}) => {
  const room = await createMeeting(server, { title: "Plans" });
  const ben = await newPerson();
  await joinMeeting(ben, room.url, "Ben");
  const ann = await atHome(newPerson, [room]);
  const edit = card(ann, "Plans").getByRole("button", { name: "Edit Plans" });
  const keeping = ann.getByRole("dialog").getByRole("combobox", { name: "Keep chat messages" });
  await edit.click();
  await unfold(ann);
  await expect(keeping).toHaveValue("call");
  await expect(keeping).toHaveAccessibleDescription(/deletes what is older at once/);

  await keeping.selectOption("For 7 days");
  await ann.getByRole("dialog").getByRole("button", { name: "Save" }).click();

  await expect(notices(ben)).toContainText("Messages are kept for 7 days");
  await ann.reload();
  await edit.click();
  await unfold(ann);
  await expect(keeping).toHaveValue("7");
});

test("[G1] [G3] what guests may use and a password are set from home too, and count at once in the call", async ({
  server,
  newPerson,
}) => {
  const { ann, ben, url } = await hostAndGuest(server, newPerson);
  await expect(controlOf(ben, "Microphone")).toHaveAttribute("aria-pressed", "true");
  const home = await ann.context().newPage();
  await home.goto("/");
  const edit = own(home).getByRole("button", { name: /^Edit/ });
  const dialog = home.getByRole("dialog");
  const save = dialog.getByRole("button", { name: "Save" });
  const ask = dialog.getByRole("switch", { name: "Ask for a password" });
  const field = dialog.getByRole("textbox", { name: "New password" });
  await edit.click();
  await unfold(home);
  await dialog.getByRole("switch", { name: "Start everyone muted" }).click();
  await dialog.getByRole("switch", { name: "Use the microphone" }).click();
  await ask.click();
  await expect(field).toHaveAccessibleDescription(/Everyone new has to know it/);

  // What cannot be one is explained in place, and nothing is sent.
  await save.click();
  await expect(field).toBeFocused();
  await expect(dialog.getByRole("alert")).toContainText("characters");
  await expect(dialog.getByRole("combobox", { name: "Keep chat messages" })).toHaveValue("call");
  await shot(home, "rooms-settings-desktop");
  expect(await axeFindings(home)).toEqual([]);
  await home.emulateMedia({ colorScheme: "dark" });
  await home.setViewportSize(phone);
  await shot(home, "rooms-settings-phone-dark");
  expect(await sidewaysScroll(home)).toBe(0);
  await home.setViewportSize({ width: 1280, height: 800 });
  await home.emulateMedia({ colorScheme: "light" });
  await field.fill("open sesame");
  await expect(dialog.getByRole("alert")).toHaveCount(0);
  await save.click();
  await expect(dialog).toHaveCount(0);

  await expect(notices(ben)).toContainText("The host turned the microphones of guests off.");
  await expect(controlOf(ben, "Microphone")).toHaveAttribute("aria-disabled", "true");
  await expect(controlOf(ben, "Microphone")).toHaveAttribute("aria-pressed", "false");
  await expect(controlOf(ann, "Microphone")).toHaveAttribute("aria-pressed", "true");
  const cem = await newPerson();
  await askToJoin(cem, url, "Cem");
  const password = cem.getByRole("textbox", { name: "Password" });
  await password.fill("open sesame");
  await cem.getByRole("button", { name: "Join meeting" }).click();
  await expect(cem.getByRole("toolbar", { name: "Call controls" })).toBeVisible();

  // It is there and cannot be read; left empty it stays, and turned off it is gone.
  await edit.click();
  await unfold(home);
  await expect(ask).toHaveAttribute("aria-checked", "true");
  await expect(field).toHaveValue("");
  await expect(field).toHaveAccessibleDescription(/This meeting has a password/);
  await ask.click();
  await save.click();
  await expect(dialog).toHaveCount(0);
  const dee = await newPerson();
  await joinMeeting(dee, url, "Dee");
  await expect(controlOf(dee, "Microphone")).toHaveAttribute("aria-disabled", "true");
});

test("a time that cannot be is explained in place, and nothing is lost", async ({ newPerson }) => {
  const page = await atHome(newPerson);
  await page.getByRole("button", { name: "Schedule a meeting" }).click();
  const dialog = page.getByRole("dialog");
  const date = dialog.getByLabel("Date");
  await dialog.getByRole("textbox", { name: "Title" }).fill("Plans");
  await date.fill("");
  await dialog.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(date).toBeFocused();
  await expect(date).toHaveAccessibleDescription("Enter a date and a time.");

  await date.fill("2026-11-26");
  await dialog.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(date).toHaveAccessibleDescription("This time has passed. Choose a later one.");
  await expect(dialog.getByRole("textbox", { name: "Title" })).toHaveValue("Plans");

  await dialog.getByRole("switch", { name: "At a fixed time" }).click();
  await dialog.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(dialog.getByRole("heading", { name: "Meeting scheduled" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Schedule a meeting" })).toBeFocused();
  await expect(card(page, "Plans")).toContainText("Last here");
});

test("a meeting is deleted while somebody is in it, who reads why, and its link leads nowhere", async ({
  server,
  newPerson,
}) => {
  const room = await createMeeting(server, { title: "Plans" });
  const ben = await newPerson();
  await joinMeeting(ben, room.url, "Ben");
  await expect(ben).toHaveTitle("Plans – Rondo");
  const ann = await atHome(newPerson, [room]);
  await expect(card(ann, "Plans")).toContainText("1 person is in it now");

  const bin = card(ann, "Plans").getByRole("button", { name: "Delete Plans" });
  await bin.click();
  const question = card(ann, "Plans").getByRole("group");
  await expect(question).toContainText("whoever is in it is sent out");
  // Enter by habit does no harm.
  await expect(question.getByRole("button", { name: "Keep it" })).toBeFocused();
  await ann.keyboard.press("Enter");
  await expect(question).toHaveCount(0);
  await expect(bin).toBeFocused();
  await expect(ben.getByRole("toolbar", { name: "Call controls" })).toBeVisible();

  await bin.click();
  await question.getByRole("button", { name: "Delete meeting" }).click();

  await expect(ben.getByRole("heading", { name: "The host deleted the meeting" })).toBeVisible();
  await expect(ben.getByRole("button", { name: "Rejoin" })).toHaveCount(0);
  expect((await ben.goto(room.url))?.status()).toBe(404);
  await expect(ben.getByRole("heading", { name: "This link belongs to no meeting" })).toBeVisible();
  await expect(own(ann)).toHaveCount(0);
  await ann.reload();
  await expect(own(ann)).toHaveCount(0);
});

test("a room that is gone is shown as gone, and those of others stay apart", async ({
  server,
  newPerson,
}) => {
  const [mine, others] = [await createMeeting(server), await createMeeting(server)];
  const gone = { code: "0000-0000-0000", hostKey: mine.hostKey };
  const page = await atHome(newPerson, [gone, mine, { code: others.code }]);

  await expect(card(page, gone.code)).toContainText("no longer exists");
  await expect(
    card(page, mine.code).getByRole("link", { name: `Start ${mine.code}` }),
  ).toBeVisible();
  const recent = page.getByRole("region", { name: "Recent meetings" });
  await expect(recent.getByRole("listitem")).toHaveCount(1);
  await expect(recent).toContainText(others.code);

  // Known as gone, it is not asked for again.
  const asked: string[] = [];
  page.on("request", (request) => void asked.push(request.url()));
  await page.reload();
  await expect(card(page, gone.code)).toContainText("no longer exists");
  expect(asked.filter((each) => each.includes(gone.code))).toEqual([]);

  await card(page, gone.code)
    .getByRole("button", { name: /Remove from this list/ })
    .click();
  await expect(card(page, gone.code)).toHaveCount(0);
  await expect(card(page, mine.code)).toBeVisible();
});

for (const [name, options] of Object.entries({
  desktop: { viewport: { width: 1280, height: 1000 } },
  "desktop-dark": { viewport: { width: 1280, height: 1000 }, colorScheme: "dark" },
  phone: { viewport: phone, hasTouch: true, isMobile: true },
  "phone-ar": { viewport: phone, hasTouch: true, isMobile: true, locale: "ar" },
  "desktop-de": { viewport: { width: 1280, height: 1000 }, locale: "de" },
} as const)) {
  test(`list, dialog and the page before a meeting are whole and accessible: ${name}`, async ({
    server,
    newPerson,
  }) => {
    const weekly = await createMeeting(server, {
      title: options.viewport === phone ? "التخطيط الأسبوعي للفريق" : "Weekly planning",
      schedule: { ...berlin, startsAtMs: Date.UTC(2026, 11, 1, 9), repeats: "weekly" },
    });
    const rooms: Opened[] = [
      await createMeeting(server, {
        title: "A title that is so long that no card on any screen has room for all of it, ever",
        schedule: { ...berlin, startsAtMs: Date.UTC(2026, 11, 24, 15), repeats: "never" },
      }),
      weekly,
      { code: "0000-0000-0001", hostKey: weekly.hostKey },
      await createMeeting(server),
      { code: (await createMeeting(server)).code },
    ];
    const page = await atHome(newPerson, rooms, options);
    const list = page.locator("section[aria-labelledby=own-meetings]");
    await expect(list.getByRole("listitem")).toHaveCount(4);
    await page.waitForLoadState("networkidle");
    await page.screenshot({
      path: `test-results/screens/rooms-home-${name}.png`,
      animations: "disabled",
      fullPage: true,
    });
    expect(await axeFindings(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);

    await list.locator("button[aria-expanded]").first().click();
    await list.scrollIntoViewIfNeeded();
    await shot(page, `rooms-delete-${name}`);
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press("Escape");

    await list.locator("button:has(.lucide-pencil)").first().click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await shot(page, `rooms-dialog-${name}`);
    expect(await axeFindings(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);

    await page.goto(weekly.url);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/planning|التخطيط/);
    await page.waitForLoadState("networkidle");
    await shot(page, `rooms-join-${name}`);
    expect(await axeFindings(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
  });
}
