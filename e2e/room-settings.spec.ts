/** What the host sets for the room: for guests, for who comes, and for who wants to. */

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
import { bar, chat, chooseFromMore, notices, openChat, people } from "./in-the-call.ts";
import { axeFindings, picturesCome, shot, sidewaysScroll } from "./page-checks.ts";
import { expectToSeeAndHear } from "./see-and-hear.ts";

const guestsMay = (page: Page, what: string) =>
  people(page).getByRole("group", { name: "Guests may" }).getByRole("switch", { name: what });

/** Unfolds what is set once in a while. */
const openSettings = (page: Page) => people(page).getByText("Guests, chat and password").click();

/** The sounds of others on a page, and whether each is silent. */
const silent = (page: Page) =>
  page.locator("audio").evaluateAll((all: HTMLAudioElement[]) => all.map(({ muted }) => muted));

async function expectKept(page: Page, source: string, reason: string): Promise<void> {
  const toggle = controlOf(page, source);
  await expect(toggle).toHaveAttribute("aria-disabled", "true");
  await expect(toggle).toHaveAttribute("aria-pressed", "false");
  await expect(toggle).toHaveAccessibleDescription(reason);
}

test("[G1] a host keeps microphone, camera and screen from guests, who read why, and gives them back", async ({
  server,
  newPerson,
}) => {
  const { ann, ben, url } = await hostAndGuest(server, newPerson);
  await openSettings(ann);
  await expectToSeeAndHear(ann, 1);
  await controlOf(ben, "Share screen").click();
  await expect(tileOf(ann, "Ben’s screen")).toBeVisible();

  await guestsMay(ann, "Use the microphone").click();
  await expect(notices(ben)).toContainText("turned the microphones of guests off");
  await expectKept(ben, "Microphone", "Guests may not use the microphone here.");
  await expect(tileOf(ann, "Ben").getByText("Muted")).toBeAttached();
  // Still focusable, by the keyboard too, and pressing it does nothing.
  await controlOf(ben, "Microphone").focus();
  await ben.keyboard.press("Enter");
  await ben.keyboard.press("m");
  await expectKept(ben, "Microphone", "Guests may not use the microphone here.");

  await guestsMay(ann, "Use the camera").click();
  await expectKept(ben, "Camera", "Guests may not use the camera here.");
  await expect(tileOf(ann, "Ben").locator("video")).toHaveCount(0);
  await guestsMay(ann, "Share their screen").click();
  await expectKept(ben, "Share screen", "Guests may not share their screen here.");
  await expect(tileOf(ann, "Ben’s screen")).toHaveCount(0);
  await shot(ann, "room-settings-host-desktop");
  await shot(ben, "room-settings-guest-desktop");
  expect(await axeFindings(ann)).toEqual([]);
  expect(await axeFindings(ben)).toEqual([]);
  await ann.emulateMedia({ colorScheme: "dark" });
  await shot(ann, "room-settings-host-desktop-dark");
  await ann.emulateMedia({ colorScheme: "light" });

  // Who comes is told before, and enters so.
  const cem = await newPerson();
  await cem.goto(url);
  await expect(
    cem.getByRole("status").getByText("Guests may not use the microphone here."),
  ).toBeVisible();
  const preview = cem.getByRole("region", { name: "Your camera" });
  for (const source of ["Microphone", "Camera"])
    await expect(preview.getByRole("button", { name: source })).toHaveAttribute(
      "aria-disabled",
      "true",
    );
  await shot(cem, "room-settings-preview-desktop");
  expect(await axeFindings(cem)).toEqual([]);
  await joinMeeting(cem, url, "Cem");
  await expect(tileOf(ann, "Cem").getByText("Muted")).toBeAttached();
  await expect(tileOf(ann, "Cem").locator("video")).toHaveCount(0);

  await guestsMay(ann, "Use the microphone").click();
  await expect(controlOf(ben, "Microphone")).not.toHaveAttribute("aria-disabled");
  await expect(controlOf(ben, "Microphone")).toHaveAttribute("aria-pressed", "false");
  await controlOf(ben, "Microphone").click();
  await expect(tileOf(ann, "Ben").getByText("Muted")).toHaveCount(0);
});

test("[G1] nobody is heard whom the room says to be muted, whatever their browser sends", async ({
  server,
  newPerson,
}) => {
  const { ann, ben } = await hostAndGuest(server, newPerson);
  await openSettings(ann);
  await expectToSeeAndHear(ann, 1);
  expect(await silent(ann)).toContain(false);

  // What a browser sends on that does not do as it is told, since its track cannot be disabled.
  await ben.evaluate(() =>
    Object.defineProperty(MediaStreamTrack.prototype, "enabled", { get: () => true, set() {} }),
  );
  await guestsMay(ann, "Use the microphone").click();
  await expect(tileOf(ann, "Ben").getByText("Muted")).toBeAttached();

  await expect.poll(() => silent(ann)).not.toContain(false);
  await expect(tileOf(ann, "Ben").locator(".voice-ring")).toHaveCount(0);
});

test("[G1] a guest who may not write reads on, and reads why; a co-host writes", async ({
  server,
  newPerson,
}) => {
  const { ann, ben } = await hostAndGuest(server, newPerson);
  await openSettings(ann);
  await openChat(ben);
  await chat(ben).getByRole("textbox", { name: "Message" }).fill("hello");
  await chat(ben).getByRole("button", { name: "Send" }).click();
  await expect(notices(ann)).toContainText("Ben: hello");

  await guestsMay(ann, "Write in the chat").click();

  await expect(chat(ben).getByText("Guests may not write in the chat here.")).toBeVisible();
  await expect(chat(ben).getByRole("textbox")).toHaveCount(0);
  await chat(ben).getByText("hello").hover();
  await expect(chat(ben).getByRole("button", { name: "React", exact: true })).toHaveCount(0);
  await shot(ben, "room-settings-chat-desktop");
  expect(await axeFindings(ben)).toEqual([]);
  await chat(ben).getByRole("button", { name: "Delete message" }).click();
  await expect(chat(ben).getByText("Message deleted")).toBeVisible();

  await people(ann).getByRole("button", { name: "Options for Ben" }).click();
  await ann.getByRole("menuitem", { name: "Make co-host" }).click();
  await expect(chat(ben).getByRole("textbox", { name: "Message" })).toBeVisible();
});

test("[G2] everyone starts muted, is told so before, unmutes by one press, and comes back as they were", async ({
  server,
  newPerson,
}) => {
  const { ann, ben, url } = await hostAndGuest(server, newPerson);
  await openSettings(ann);
  await people(ann).getByRole("switch", { name: "Start everyone muted" }).click();
  await expect(controlOf(ben, "Microphone")).toHaveAttribute("aria-pressed", "true");

  const cem = await newPerson();
  await cem.goto(url);
  await expect(cem.getByText("You will start muted")).toBeVisible();
  await joinMeeting(cem, url, "Cem");
  await expect(controlOf(cem, "Microphone")).toHaveAttribute("aria-pressed", "false");
  await expect(tileOf(ann, "Cem").getByText("Muted")).toBeAttached();
  await notices(cem).getByRole("button", { name: "Unmute" }).click();
  await expect(tileOf(ann, "Cem").getByText("Muted")).toHaveCount(0);
  await expectToSeeAndHear(cem, 2);

  await cem.reload();
  await expect(bar(cem)).toBeVisible();
  await expect(controlOf(cem, "Microphone")).toHaveAttribute("aria-pressed", "true");
  // A meeting elsewhere finds the person's own choice.
  const elsewhere = await createMeeting(server);
  const dee = await newPerson();
  await joinMeeting(dee, url, "Dee");
  await expect(controlOf(dee, "Microphone")).toHaveAttribute("aria-pressed", "false");
  await joinMeeting(dee, elsewhere.url, "Dee");
  await expect(controlOf(dee, "Microphone")).toHaveAttribute("aria-pressed", "true");
});

test("[G3] a password is asked for before joining, a wrong one loses nothing, and the host needs none", async ({
  server,
  newPerson,
}) => {
  const { ann, ben, url } = await hostAndGuest(server, newPerson);
  await openSettings(ann);
  const field = people(ann).getByRole("textbox", { name: "New password" });
  await field.fill("abc");
  await people(ann).getByRole("button", { name: "Set password" }).click();
  await expect(people(ann).getByText("A password has 4 to 100 characters.")).toBeVisible();
  await expect(field).toBeFocused();
  await field.fill("open sesame");
  await people(ann).getByRole("button", { name: "Set password" }).click();
  await expect(people(ann).getByText("This meeting has a password.")).toBeVisible();

  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const cem = await newPerson(phone);
  await cem.goto(url);
  await expect(cem.getByText("This meeting has a password.")).toBeVisible();
  await expect(cem.getByText("Ben")).toHaveCount(0);
  await cem.getByRole("textbox", { name: "Your name" }).fill("Cem");
  await cem.getByRole("textbox", { name: "E-mail" }).fill("cem@example.org");
  const password = cem.getByLabel("Meeting password", { exact: true });
  await cem.getByRole("button", { name: "Join meeting" }).click();
  await expect(cem.getByText("Enter the password of this meeting.")).toBeVisible();
  await expect(password).toBeFocused();
  await password.fill("open window");
  await cem.getByRole("button", { name: "Join meeting" }).click();
  await expect(cem.getByText("This is not the password")).toBeVisible();
  await expect(password).toBeFocused();
  await expect(password).toHaveValue("open window");
  await expect(cem.getByRole("textbox", { name: "Your name" })).toHaveValue("Cem");
  await expect(cem.getByRole("textbox", { name: "E-mail" })).toHaveValue("cem@example.org");
  await cem.evaluate(() => document.activeElement?.scrollIntoView({ block: "center" }));
  await shot(cem, "password-wrong-phone");
  await cem.emulateMedia({ colorScheme: "dark" });
  await shot(cem, "password-wrong-phone-dark");
  expect(await sidewaysScroll(cem)).toBeLessThanOrEqual(0);
  expect(await axeFindings(cem)).toEqual([]);
  await cem.getByRole("button", { name: "Show password" }).click();
  await password.fill("open sesame");
  await cem.getByRole("button", { name: "Join meeting" }).click();
  await expect(bar(cem)).toBeVisible();

  // Who is in comes back without, and so does the host.
  for (const page of [ben, cem, ann]) {
    await page.reload();
    await expect(bar(page)).toBeVisible();
  }
  await controlOf(ann, "Leave").click();
  await ann.goto(url);
  await expect(ann.getByLabel("Meeting password", { exact: true })).toHaveCount(0);
  await ann.getByRole("button", { name: "Join meeting" }).click();
  await controlOf(ann, "People").click();
  await openSettings(ann);
  await people(ann).getByRole("button", { name: "Remove password" }).click();
  await expect(people(ann).getByText("Everyone new has to know it")).toBeVisible();
  await joinMeeting(await newPerson(), url, "Dee");
});

test("[G3] a meeting can be opened with a password from the start", async ({ newPerson }) => {
  const ann = await newPerson();
  await ann.goto("/");
  await ann.getByText("Options for a new meeting").click();
  const field = ann.getByRole("textbox", { name: "Password (optional)" });
  await field.fill("abc");
  await ann.getByRole("button", { name: "New meeting" }).click();
  await expect(ann.getByText("A password has 4 to 100 characters.")).toBeVisible();
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("abc");
  await shot(ann, "password-new-meeting-desktop");
  expect(await axeFindings(ann)).toEqual([]);
  await field.fill("open sesame");
  await ann.getByRole("button", { name: "New meeting" }).click();
  await ann.waitForURL(/\/r\//);

  const ben = await newPerson();
  await askToJoin(ben, ann.url(), "Ben");
  await expect(ben.getByText("Enter the password of this meeting.")).toBeVisible();
  await ben.getByLabel("Meeting password", { exact: true }).fill("open sesame");
  await ben.getByRole("button", { name: "Join meeting" }).click();
  await expect(bar(ben)).toBeVisible();
});

test("a phone has room for what the host sets, and for what guests are told", async ({
  server,
  newPerson,
}) => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const { url, ...room } = await createMeeting(server);
  const [ann, ben] = [await newPerson(phone), await newPerson(phone)];
  await takeHostKey(ann, room);
  await joinMeeting(ann, url, "Ann");
  await joinMeeting(ben, url, "Ben");
  await chooseFromMore(ann, "People");
  await openSettings(ann);
  await guestsMay(ann, "Use the camera").click();
  await shot(ann, "room-settings-host-phone");
  await people(ann)
    .getByRole("button", { name: "Set password" })
    .evaluate((button) => button.scrollIntoView({ block: "end" }));
  await ann.emulateMedia({ colorScheme: "dark" });
  await shot(ann, "room-settings-host-phone-dark");
  expect(await sidewaysScroll(ann)).toBeLessThanOrEqual(0);
  await expectKept(ben, "Camera", "Guests may not use the camera here.");
  await shot(ben, "room-settings-guest-phone");
  await picturesCome(ben);
});

test("[G6] the chat of the last meeting is there where the host keeps it, and not where nothing is kept", async ({
  server,
  newPerson,
}) => {
  const { ann, ben, url } = await hostAndGuest(server, newPerson);
  const say = async (page: Page, said: string) => {
    await chat(page).getByRole("textbox", { name: "Message" }).fill(said);
    await page.keyboard.press("Enter");
    await expect(chat(page).getByLabel("On its way")).toHaveCount(0);
  };
  const keep = (how: string) =>
    people(ann).getByRole("combobox", { name: "Keep chat messages" }).selectOption(how);
  await openSettings(ann);
  await expect(people(ann).getByRole("combobox", { name: "Keep chat messages" })).toHaveValue(
    "call",
  );
  await controlOf(ben, "Chat").click();
  await expect(chat(ben)).toContainText("go when it ends");

  await keep("For 7 days");
  await expect(notices(ben)).toContainText("Messages are kept for 7 days");
  await expect(chat(ben)).toContainText("Messages are kept for 7 days");
  await say(ben, "see you next week");
  await shot(ann, "keep-chat-host-desktop");
  await shot(ben, "keep-chat-guest-desktop");
  expect(await axeFindings(ann)).toEqual([]);
  expect(await axeFindings(ben)).toEqual([]);
  for (const page of [ben, ann]) await controlOf(page, "Leave").click();

  // The next meeting in the same room.
  const cem = await joinToo(newPerson, url, "Cem");
  await controlOf(cem, "Chat").click();
  await expect(chat(cem).getByRole("article", { name: "Ben" })).toContainText("see you next week");
  await joinMeeting(ann, url, "Ann");
  await controlOf(ann, "People").click();
  await openSettings(ann);
  await expect(people(ann).getByRole("combobox", { name: "Keep chat messages" })).toHaveValue("7");
  await keep("Not at all");
  await expect(chat(cem)).toContainText("Messages are not kept");
  await say(cem, "only between us");

  const dee = await joinToo(newPerson, url, "Dee");
  await controlOf(dee, "Chat").click();
  await expect(chat(dee)).toContainText("Nothing was written yet.");
  await say(cem, "welcome");
  await expect(chat(dee).getByRole("article")).toHaveCount(1);
  await expect(chat(dee)).toContainText("welcome");
});
