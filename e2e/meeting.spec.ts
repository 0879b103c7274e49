/** What people do in a meeting besides talking: share a screen, raise a hand, arrange the stage. */

import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import {
  annAndBen,
  controlOf,
  createMeeting,
  expect,
  joinMeeting,
  joinToo,
  takeHostKey,
  test,
  tileOf,
} from "./fixtures.ts";
import { bar, chat, chooseFromMore, notices, openChat, people } from "./in-the-call.ts";
import { axeFindings, shot, sidewaysScroll } from "./page-checks.ts";
import { fillRoom } from "./raw-participants.ts";
import { expectPicture, expectToSeeAndHear } from "./see-and-hear.ts";
import { startServer } from "./server-under-test.ts";
import { withVoice } from "./voice.ts";

/** Where an element is, in whole pixels. */
async function boxOf(page: Page, name: string) {
  const box = await tileOf(page, name).boundingBox();
  if (box === null) throw new Error(`there is no tile of ${name}`);
  return box;
}

test.describe("a shared screen", () => {
  test("takes the stage for the others, and gives it back when it ends", async ({
    server,
    newPerson,
  }) => {
    const { ann, ben } = await annAndBen(server, newPerson);
    const before = await boxOf(ben, "Ann");

    await controlOf(ann, "Share screen").click();

    const screen = tileOf(ben, "Ann’s screen");
    await expectPicture(screen);
    await expect(controlOf(ann, "Share screen")).toHaveAttribute("aria-pressed", "true");
    await expect(ann.getByRole("region", { name: "Your shared screen" })).toContainText(
      "You are sharing your screen",
    );
    const large = await boxOf(ben, "Ann’s screen");
    const small = await boxOf(ben, "Ann");
    expect(large.width).toBeGreaterThan(2 * small.width);
    // Camera beside it: Ann is still seen.
    await expectPicture(tileOf(ben, "Ann"));

    await ann.getByRole("button", { name: "Stop sharing" }).click();

    await expect(screen).toHaveCount(0);
    await expect.poll(() => boxOf(ben, "Ann")).toEqual(before);
    await expect(controlOf(ann, "Share screen")).toHaveAttribute("aria-pressed", "false");
  });

  test("of two people at once is shown twice", async ({ server, newPerson }) => {
    const { ann, ben, url } = await annAndBen(server, newPerson);
    const cem = await joinToo(newPerson, url, "Cem");

    await controlOf(ann, "Share screen").click();
    await controlOf(ben, "Share screen").click();

    await expectPicture(tileOf(cem, "Ann’s screen"));
    await expectPicture(tileOf(cem, "Ben’s screen"));
    const [first, second] = [await boxOf(cem, "Ann’s screen"), await boxOf(cem, "Ben’s screen")];
    expect(Math.abs(first.width - second.width)).toBeLessThanOrEqual(1);
  });
});

test.describe("a raised hand", () => {
  test("is seen on the tile and in a queue, and is still up after a reload", async ({
    server,
    newPerson,
  }) => {
    const { ann, ben, url } = await annAndBen(server, newPerson);
    const cem = await joinToo(newPerson, url, "Cem");
    await controlOf(cem, "People").click();
    const hands = people(cem).getByRole("list").first();

    await controlOf(ben, "Raise hand").click();
    await expect(tileOf(cem, "Ben").getByText("Hand raised")).toBeAttached();
    await controlOf(ann, "Raise hand").click();

    await expect(hands.getByRole("listitem")).toHaveText([/Ben/, /Ann/]);
    await ben.reload();
    await expect(controlOf(ben, "Raise hand")).toHaveAttribute("aria-pressed", "true");
    await expect(hands.getByRole("listitem")).toHaveText([/Ben/, /Ann/]);

    await controlOf(ben, "Raise hand").click();
    await expect(hands.getByRole("listitem")).toHaveText([/Ann/]);
  });
});

test("who speaks has their hand taken down and can keep it in its place; who is muted is told that nobody hears it", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server);
  const [ann, ben] = [await newPerson(), await newPerson()];
  const voice = await withVoice(ben);
  await joinMeeting(ann, url, "Ann");
  await joinMeeting(ben, url, "Ben");
  await controlOf(ann, "People").click();
  const hands = people(ann).getByRole("region", { name: "Raised hands" }).getByRole("listitem");
  await controlOf(ben, "Raise hand").click();
  await expect(hands).toHaveText([/Ben/]);
  await controlOf(ann, "Raise hand").click();
  await expect(hands).toHaveText([/Ben/, /Ann/]);
  await expect(tileOf(ben, "Ann")).toHaveAttribute("data-link", "connected");

  await voice.hums(true);
  await expect(notices(ben)).toContainText("Your hand is down, since you have spoken.");
  await expect(hands).toHaveText([/Ann/]);
  await voice.hums(false);
  await notices(ben).getByRole("button", { name: "Keep raised" }).click();
  await expect(hands).toHaveText([/Ben/, /Ann/]);

  await controlOf(ben, "Microphone").click();
  await voice.hums(true);
  await expect(notices(ben)).toContainText("You are muted: nobody hears you.");
  await expect(controlOf(ben, "Raise hand")).toHaveAttribute("aria-pressed", "true");
  await notices(ben).getByRole("button", { name: "Unmute" }).click();
  await expect(controlOf(ben, "Microphone")).toHaveAttribute("aria-pressed", "true");
});

test.describe("the stage", () => {
  test("shows large what is pinned, and everybody equal again without the pin", async ({
    server,
    newPerson,
  }) => {
    const { ben, url } = await annAndBen(server, newPerson);
    await joinToo(newPerson, url, "Cem");
    await expect(tileOf(ben, "Cem")).toBeVisible();
    const equal = await boxOf(ben, "Cem");

    await tileOf(ben, "Cem").getByRole("button", { name: "Options for Cem" }).click();
    await ben.getByRole("menuitem", { name: "Pin", exact: true }).click();

    await expect
      .poll(async () => (await boxOf(ben, "Cem")).width / (await boxOf(ben, "Ann")).width)
      .toBeGreaterThan(2);
    await ben.keyboard.press("f");
    await expect(tileOf(ben, "Ann")).toHaveCount(0);
    await expect(tileOf(ben, "Cem")).toBeVisible();
    await ben.keyboard.press("f");
    await expect(tileOf(ben, "Ann")).toBeVisible();
    await tileOf(ben, "Cem").getByRole("button", { name: "Unpin Cem" }).click();
    await expect.poll(() => boxOf(ben, "Cem")).toEqual(equal);
  });

  test("remembers the layout that a person chose, and hides and shows the own picture", async ({
    server,
    newPerson,
  }) => {
    const { ben, url } = await annAndBen(server, newPerson);
    await joinToo(newPerson, url, "Cem");
    const ratio = async () => (await boxOf(ben, "Ann")).width / (await boxOf(ben, "Cem")).width;
    await expect.poll(ratio).toBeCloseTo(1);

    await chooseFromMore(ben, "Speaker");
    await expect.poll(async () => Math.max(await ratio(), 1 / (await ratio()))).toBeGreaterThan(2);
    await ben.reload();
    await expect(bar(ben)).toBeVisible();
    await expect.poll(async () => Math.max(await ratio(), 1 / (await ratio()))).toBeGreaterThan(2);

    await chooseFromMore(ben, "Show yourself");
    await expect(tileOf(ben, "Ben (you)")).toHaveCount(0);
    await chooseFromMore(ben, "Show yourself");
    await expect(tileOf(ben, "Ben (you)")).toBeVisible();
  });

  test("shows one person in a window made small, with the rest in the menu, and all as before when it grows", async ({
    server,
    newPerson,
  }) => {
    test.slow();
    const { ann, ben, url } = await annAndBen(server, newPerson);
    const cem = await joinToo(newPerson, url, "Cem");
    await expect(tileOf(ben, "Cem")).toHaveAttribute("data-link", "connected");
    await chooseFromMore(ben, "Speaker");
    await tileOf(ben, "Cem").hover();
    await tileOf(ben, "Cem").getByRole("button", { name: "Options for Cem" }).click();
    await ben.getByRole("menuitem", { name: "Pin", exact: true }).click();
    const full = ben.viewportSize();
    const before = await placesOf(ben);
    expect(Object.keys(before).sort()).toEqual(["Ann", "Ben (you)", "Cem"]);

    const small = { width: 400, height: 300 };
    await ben.setViewportSize(small);
    await expect(ben.getByRole("group")).toHaveCount(1);
    await expectPicture(tileOf(ben, "Cem"));
    await shot(ben, "compact");
    expect(await axeFindings(ben)).toEqual([]);
    const shown = bar(ben).getByRole("button");
    await expect(shown).toHaveCount(4);
    for (const name of ["Microphone", "Camera", "More", "Leave"])
      await expect(controlOf(ben, name)).toBeInViewport({ ratio: 1 });
    await controlOf(ben, "Microphone").focus();
    await ben.keyboard.press("ArrowLeft");
    await expect(controlOf(ben, "Leave")).toBeFocused();

    // A notice takes its room from the picture, and covers nothing of it.
    await openChat(cem);
    await cem.getByRole("textbox", { name: "Message" }).fill("Shall we begin?");
    await cem.keyboard.press("Enter");
    await expect(notices(ben).getByText("Shall we begin?")).toBeVisible();
    await shot(ben, "compact-notice");
    const [line, picture] = [
      await notices(ben).getByText("Shall we begin?").boundingBox(),
      await tileOf(ben, "Cem").boundingBox(),
    ];
    expect(line?.y).toBeGreaterThanOrEqual((picture?.y ?? small.height) + (picture?.height ?? 0));
    await expect(controlOf(ben, "More")).toHaveAccessibleDescription("1 unread message");

    await controlOf(ben, "More").click();
    await expect(ben.getByRole("menu")).toBeInViewport({ ratio: 1 });
    await shot(ben, "compact-menu");
    await ben.getByRole("menuitemcheckbox", { name: "Chat" }).click();
    await expect(ben.getByRole("heading", { name: "Chat" })).toBeFocused();
    await expect.poll(() => chat(ben).boundingBox()).toEqual({ x: 0, y: 0, ...small });
    await expect(notices(ben).getByText("Shall we begin?")).toHaveCount(0);
    await expect(ben.getByRole("textbox", { name: "Message" })).toBeInViewport({ ratio: 1 });
    await shot(ben, "compact-chat");
    await chat(ben).getByRole("button", { name: "Close" }).click();
    await expect(controlOf(ben, "More")).toBeFocused();
    expect(await sidewaysScroll(ben)).toBeLessThanOrEqual(0);

    // What was shared is seen first, but for what was pinned.
    await chooseFromMore(ben, "People");
    await expect(people(ben).getByRole("listitem")).toHaveCount(3);
    await ben.keyboard.press("Escape");
    await tileOf(ben, "Cem").getByRole("button", { name: "Unpin Cem" }).click();
    await controlOf(ann, "Share screen").click();
    await expect(tileOf(ben, "Ann’s screen")).toBeVisible();
    await expect(ben.getByRole("group")).toHaveCount(1);
    await controlOf(ann, "Share screen").click();
    await expect(tileOf(ben, "Ann’s screen")).toHaveCount(0);

    if (full !== null) await ben.setViewportSize(full);
    await expect(ben.getByRole("group")).toHaveCount(3);
    await ben.keyboard.press("2");
    await expect.poll(() => placesOf(ben)).toEqual(before);
    for (const name of ["Chat", "People", "Raise hand", "Share screen"])
      await expect(controlOf(ben, name)).toBeVisible();
  });

  test("has everyone at hand on a phone: pages, and the rest in the menu", async ({
    server,
    newPerson,
  }) => {
    const { url } = await createMeeting(server);
    const phone = await newPerson({ viewport: { width: 360, height: 640 }, hasTouch: true });
    await joinMeeting(phone, url, "Ann");

    await chooseFromMore(phone, "People");

    const panel = people(phone);
    await expect(panel.getByRole("listitem")).toHaveText([/Ann \(you\)/]);
    await phone.keyboard.press("Escape");
    await expect(panel).toHaveCount(0);
    await expectBarFits(phone, 360);
  });

  test("has room on narrow phones for all that a host has, and fingers find it", async ({
    server,
    newPerson,
  }) => {
    const { url, ...room } = await createMeeting(server);
    const phone = await newPerson({ viewport: { width: 320, height: 640 }, hasTouch: true });
    await takeHostKey(phone, room);
    await joinMeeting(phone, url, "Ann");
    const guests = await fillRoom(server.url, room.code, 1);
    await expect(controlOf(phone, "End options")).toBeVisible();

    for (const width of [320, 350, 360, 375, 390]) {
      await phone.setViewportSize({ width, height: 640 });
      await expectBarFits(phone, width);
      if (width === 320) await shot(phone, "bar-320");
    }
    await phone.setViewportSize({ width: 320, height: 640 });
    await expect(controlOf(phone, "Raise hand")).toBeHidden();
    await chooseFromMore(phone, "Raise hand");
    await expect(tileOf(phone, "Ann (you)").getByText("Hand raised")).toBeAttached();
    guests.close();
  });
});

/** Pixels that a finger finds (WCAG 2.2, 2.5.5). */
const TARGET_PX = 44;

async function expectBarFits(page: Page, width: number): Promise<void> {
  await expect.poll(() => sidewaysScroll(page)).toBeLessThanOrEqual(0);
  for (const button of await bar(page).getByRole("button").all()) {
    const box = await button.boundingBox();
    if (box === null) continue;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(TARGET_PX);
  }
}

/** Where every tile of the stage stands, or is on its way to. */
const placesOf = (page: Page) =>
  page.locator("[data-participant]").evaluateAll((tiles: HTMLElement[]) =>
    Object.fromEntries(
      tiles.map(({ ariaLabel, style }) => {
        const { translate, width, height } = style;
        return [ariaLabel ?? "", { translate, width, height }];
      }),
    ),
  );

const logOf = (page: Page) => chat(page).getByRole("log", { name: "Messages" });

async function write(page: Page, text: string): Promise<void> {
  if ((await chat(page).count()) === 0) await openChat(page);
  await chat(page).getByRole("textbox", { name: "Message" }).fill(text);
  await page.keyboard.press("Enter");
}

/** Has the page of somebody say more with their next words to others: as somebody else, in all places for a name, and plainly. */
function speakAsAnother(page: Page, victim: string): Promise<void> {
  return page.evaluate((name) => {
    const { prototype } = RTCDataChannel;
    // Of its overloads the one for text is meant.
    const send = prototype.send as (data: string) => void;
    const from = document
      .querySelector(`[data-participant][aria-label="${name}"]`)
      ?.getAttribute("data-participant");
    Object.assign(prototype, {
      send(this: RTCDataChannel, data: string) {
        send.call(this, data);
        if (typeof data !== "string" || !data.includes("Honest")) return;
        const message = JSON.parse(data);
        const said = JSON.parse(message.event.body);
        const say = (text: string, forged: { said?: object; event?: object; message?: object }) => {
          const body = { ...said.body, text };
          const event = {
            ...message.event,
            id: crypto.randomUUID(),
            body: JSON.stringify({ ...said, id: crypto.randomUUID(), body, ...forged.said }),
            ...forged.event,
          };
          send.call(this, JSON.stringify({ ...message, event, ...forged.message }));
        };
        const author = { from, name };
        say("Forged in the words", { said: author });
        say("Forged in the event", { event: { from } });
        say("Forged in the message", { message: author });
        say("Without a name", {});
      },
    });
  }, victim);
}

test.describe("the chat", () => {
  test("tells the time by the reader's clock", async ({ server, newPerson }) => {
    const { url } = await createMeeting(server);
    const ann = await newPerson({ timezoneId: "Pacific/Auckland" });
    await joinMeeting(ann, url, "Ann");
    await write(ann, "Hello");

    const time = logOf(ann).getByRole("time");
    const inAuckland = {
      hour: "numeric",
      minute: "2-digit",
      timeZone: "Pacific/Auckland",
    } as const;
    const said = new Date((await time.getAttribute("datetime")) ?? "");
    await expect(time).toHaveText(new Intl.DateTimeFormat("en", inAuckland).format(said));
  });

  test("is one for all: in order, with links, for who comes late and who reloads too", async ({
    server,
    newPerson,
  }) => {
    const { ann, ben, url } = await annAndBen(server, newPerson);
    await write(
      ann,
      "First line\nhttps://example.org/a <b>bold</b> JaVaScRiPt:alert(1) data:text/html,x",
    );
    // Closed at Ben's: said in a line, and counted.
    await expect(notices(ben)).toContainText("First line");
    await expect(controlOf(ben, "Chat")).toHaveAccessibleDescription("1 unread message");
    await write(ben, "Second");
    await expect(controlOf(ben, "Chat")).toHaveAccessibleDescription("");

    const cem = await joinToo(newPerson, url, "Cem");
    await write(cem, "Third");
    await ben.reload();
    await expect(bar(ben)).toBeVisible();
    await openChat(ben);

    for (const page of [ann, ben, cem])
      await expect(logOf(page).getByRole("article")).toContainText([
        "First line",
        "Second",
        "Third",
      ]);
    const link = logOf(cem).getByRole("link");
    await expect(link).toHaveAttribute("href", "https://example.org/a");
    await expect(link).toHaveAttribute("rel", /noopener/);
    await expect(logOf(cem)).toContainText("<b>bold</b>");
  });

  test("of two people alone passes nobody else, and has reactions and deletions", async ({
    server,
    newPerson,
  }) => {
    const { ann, ben, url } = await annAndBen(server, newPerson);
    const cem = await joinToo(newPerson, url, "Cem");
    await expect(tileOf(ann, "Ben")).toHaveAttribute("data-link", "connected");
    await openChat(ann);
    await chat(ann).getByRole("combobox", { name: "To" }).selectOption("Ben");
    await write(ann, "Between us");
    await write(cem, "For everyone");
    await openChat(ben);

    await expect(logOf(ben)).toContainText("Between us");
    await expect(logOf(ben)).toContainText("Only for you");
    await expect(logOf(ann).getByLabel("On its way")).toHaveCount(0);
    await expect(logOf(cem)).toContainText("For everyone");
    await expect(logOf(cem)).not.toContainText("Between us");

    const message = logOf(ben).getByRole("article").filter({ hasText: "For everyone" });
    await message.hover();
    await message.getByRole("button", { name: "Copy message" }).click();
    await expect(message.getByRole("status")).toHaveText("Copied");
    expect(await ben.evaluate(() => navigator.clipboard.readText())).toBe("For everyone");
    const [saved] = await Promise.all([
      ben.waitForEvent("download"),
      chat(ben).getByRole("button", { name: "Save chat as text" }).click(),
    ]);
    const savedText = await readFile(await saved.path(), "utf8");
    for (const said of ["Between us", "For everyone"]) expect(savedText).toContain(said);
    await message.getByRole("button", { name: "React", exact: true }).click();
    await message.getByRole("button", { name: "React with 👍" }).click();
    await expect(logOf(cem).getByRole("button", { name: "👍 by Ben" })).toBeVisible();

    const own = logOf(cem).getByRole("article").filter({ hasText: "For everyone" });
    await own.hover();
    await own.getByRole("button", { name: "Delete message" }).click();
    for (const page of [ann, ben, cem]) {
      await expect(logOf(page)).toContainText("Message deleted");
      await expect(logOf(page)).not.toContainText("For everyone");
    }
  });

  test("[row 4] goes on between those who are connected while the server is away, where nobody speaks as another, and is whole after it", async ({
    newPerson,
  }) => {
    const own = await startServer();
    try {
      const { ann, ben } = await annAndBen(own, newPerson);
      await expect(tileOf(ann, "Ben")).toHaveAttribute("data-link", "connected");
      await write(ann, "Before");
      await expect(notices(ben)).toContainText("Before");
      await openChat(ben);
      await expect(logOf(ben)).toContainText("Before");

      await own.kill();
      await expect(ann.getByText("Reconnecting to the server")).toBeVisible();
      await write(ann, "Meanwhile, Ann");
      await expect(logOf(ben)).toContainText("Meanwhile, Ann");
      await write(ben, "Meanwhile, Ben");
      await expect(logOf(ann)).toContainText("Meanwhile, Ben");
      await own.restart();

      await expect(ann.getByText("Reconnecting to the server")).toBeHidden();
      await write(ben, "After");
      await expect(logOf(ann)).toContainText("After");
      const textsOf = (page: Page) => logOf(page).getByRole("article").locator("p").allInnerTexts();
      await expect.poll(async () => (await textsOf(ann)).length).toBe(4);
      expect(await textsOf(ann)).toEqual(await textsOf(ben));
      await expect(logOf(ann).getByLabel("On its way")).toHaveCount(0);
      // What Ann has closed since counts what was said since, and nothing of before the restart.
      await ann.keyboard.press("Escape");
      await own.kill();
      await expect(ann.getByText("Reconnecting to the server")).toBeVisible();
      await own.restart();
      await expect(ann.getByText("Reconnecting to the server")).toBeHidden();
      await write(ben, "Once more");
      await expect(controlOf(ann, "Chat")).toHaveAccessibleDescription("1 unread message");

      await openChat(ann);
      await own.kill();
      await expect(ben.getByText("Reconnecting to the server")).toBeVisible();
      await speakAsAnother(ben, "Ann");
      await write(ben, "Honest");
      await expect(logOf(ann)).toContainText("Without a name");
      await expect(logOf(ann)).not.toContainText("Forged");
      // Who said it is whose link it came over.
      await expect(logOf(ann).getByRole("article").last()).toHaveAccessibleName(/Ben/);
    } finally {
      await own.stop();
    }
  });

  test("takes Enter for a new line from fingers, says what did not arrive, and sends it again", async ({
    server,
    newPerson,
  }) => {
    const { url } = await createMeeting(server);
    const ann = await newPerson({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    await joinMeeting(ann, url, "Ann");
    const ben = await joinToo(newPerson, url, "Ben");
    await joinToo(newPerson, url, "Cem");
    await expect(tileOf(ben, "Ann")).toHaveAttribute("data-link", "connected");
    await openChat(ann);
    const field = chat(ann).getByRole("textbox", { name: "Message" });
    await field.fill("One");
    await ann.keyboard.press("Enter");
    await ann.keyboard.type("Two");
    await expect(field).toHaveValue("One\nTwo");
    await chat(ann).getByRole("button", { name: "Send" }).click();
    await expect(logOf(ann).getByRole("article")).toContainText("One\nTwo", {
      useInnerText: true,
    });

    await chat(ann).getByRole("combobox", { name: "To" }).selectOption("Ben");
    await expect(tileOf(ann, "Ben")).toHaveAttribute("data-link", "connected");
    // Ben hears it, and his word on it is lost.
    await ben.evaluate(`{
      const send = RTCDataChannel.prototype.send;
      RTCDataChannel.prototype.send = function (data) {
        const isLost = "losing" in document.body.dataset && String(data).includes("chat-received");
        if (!isLost) send.call(this, data);
      };
      document.body.dataset.losing = "";
    }`);
    await field.fill("Psst");
    await chat(ann).getByRole("button", { name: "Send" }).click();
    await expect(logOf(ann).getByRole("alert")).toContainText("Not delivered to", {
      timeout: 30_000,
    });
    await shot(ann, "chat-undelivered");
    await ben.evaluate(() => document.body.removeAttribute("data-losing"));
    await logOf(ann).getByRole("button", { name: "Send again" }).click();
    await expect(logOf(ann).getByRole("alert")).toHaveCount(0);
    await expect(logOf(ann).getByLabel("On its way")).toHaveCount(0);
    await openChat(ben);
    await expect(logOf(ben).getByText("Psst")).toHaveCount(1);
  });

  test("says how much is too much, and loses nothing of it", async ({ server, newPerson }) => {
    const { ann } = await annAndBen(server, newPerson);
    await openChat(ann);
    const field = chat(ann).getByRole("textbox", { name: "Message" });

    await field.fill("a".repeat(2_010));
    await ann.keyboard.press("Enter");

    await expect(chat(ann).getByRole("alert")).toContainText("Too long by 10 characters");
    await expect(field).toHaveValue("a".repeat(2_010));
    await expect(logOf(ann)).toHaveCount(0);
  });
});

test.describe("the keys", () => {
  test("work the controls, but never while somebody types or in a dialog", async ({
    server,
    newPerson,
  }) => {
    const { ann, ben } = await annAndBen(server, newPerson);
    const microphone = controlOf(ann, "Microphone");

    await ann.keyboard.press("m");
    await expect(microphone).toHaveAttribute("aria-pressed", "false");
    await ann.keyboard.press("r");
    await expect(controlOf(ann, "Raise hand")).toHaveAttribute("aria-pressed", "true");
    await ann.keyboard.press("Shift+R");
    await ann.keyboard.press("Control+Shift+E");
    await expect(controlOf(ann, "Raise hand")).toHaveAttribute("aria-pressed", "true");
    await expect(controlOf(ann, "Camera")).toHaveAttribute("aria-pressed", "true");
    await expect(controlOf(ann, "Raise hand")).toHaveAttribute("aria-keyshortcuts", "R");
    await expect(controlOf(ann, "Raise hand")).toHaveAttribute("data-tip", "Raise hand (R)");
    await expect(microphone).toHaveAttribute("aria-keyshortcuts", "M Control+D");
    await expect(tileOf(ann, "Ben")).toHaveAttribute("data-link", "connected");
    await ann.keyboard.press("Alt+c");
    await expect(tileOf(ben, "Ann").getByText("👏")).toBeAttached();
    await ann.keyboard.press("c");
    const field = chat(ann).getByRole("textbox", { name: "Message" });
    // On a Mac the last two are keys of editing.
    for (const key of ["m", "Control+d", "Control+e"]) await field.press(key);
    await expect(microphone).toHaveAttribute("aria-pressed", "false");
    await expect(controlOf(ann, "Camera")).toHaveAttribute("aria-pressed", "true");
    await ann.keyboard.press("Escape");
    await expect(chat(ann)).toHaveCount(0);

    await ann.keyboard.press("?");
    await expect(ann.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
    await ann.keyboard.press("m");
    await ann.keyboard.press("Escape");
    await expect(ann.getByRole("dialog", { name: "Keyboard shortcuts" })).toHaveCount(0);
    await expect(microphone).toHaveAttribute("aria-pressed", "false");

    // The figures stand beside the call, which is used meanwhile.
    const figures = ann.getByRole("dialog", { name: "Call quality" });
    await ann.keyboard.press("a");
    await expect(figures).toBeVisible();
    await ann.keyboard.press("m");
    await expect(microphone).toHaveAttribute("aria-pressed", "true");
    await ann.keyboard.press("a");
    await expect(figures).toHaveCount(0);
  });

  test("that act by themselves can be turned off, in their sheet and in the settings, also for later", async ({
    server,
    newPerson,
  }) => {
    const { url } = await createMeeting(server);
    const ann = await joinToo(newPerson, url, "Ann");
    const microphone = controlOf(ann, "Microphone");
    const sheet = ann.getByRole("dialog", { name: "Keyboard shortcuts" });
    const single = ann.getByRole("switch", { name: "Single-key shortcuts" });

    // What acts on keys comes after the call.
    await expect(microphone).toHaveAttribute("aria-keyshortcuts", "M Control+D");
    await ann.keyboard.press("?");
    await expect(sheet.getByRole("region", { name: "Reactions" })).toContainText("Alt + C");
    expect(await axeFindings(ann)).toEqual([]);
    await single.click();
    await expect(sheet.getByText("Next layout")).toHaveCount(0);
    await ann.keyboard.press("Escape");
    await expect(sheet).toHaveCount(0);
    for (const key of ["m", "?", "c"]) await ann.keyboard.press(key);
    await ann.keyboard.press("Control+e");
    await expect(controlOf(ann, "Camera")).toHaveAttribute("aria-pressed", "false");
    await expect(microphone).toHaveAttribute("aria-pressed", "true");
    await expect(sheet).toHaveCount(0);
    await expect(chat(ann)).toHaveCount(0);
    await expect(controlOf(ann, "Chat")).not.toHaveAttribute("aria-keyshortcuts");

    await ann.reload();
    await expect(microphone).toHaveAttribute("aria-pressed", "true");
    await chooseFromMore(ann, "Keyboard shortcuts");
    await expect(single).toHaveAttribute("aria-checked", "false");
    await ann.keyboard.press("Escape");
    await controlOf(ann, "Settings").click();
    await single.click();
    await ann.keyboard.press("Escape");
    await expect(single).toHaveCount(0);
    await ann.keyboard.press("m");
    await expect(microphone).toHaveAttribute("aria-pressed", "false");
  });

  test("hold the microphone open while the space bar is held, and not when the window loses it", async ({
    server,
    newPerson,
  }) => {
    const { ann } = await annAndBen(server, newPerson);
    const microphone = controlOf(ann, "Microphone");
    await microphone.click();
    await expect(microphone).toHaveAttribute("aria-pressed", "false");
    // The button would be pressed by the space bar.
    await microphone.evaluate((element: HTMLElement) => element.blur());

    await ann.keyboard.down("Space");
    await expect(microphone).toHaveAttribute("aria-pressed", "true");
    await ann.keyboard.up("Space");
    await expect(microphone).toHaveAttribute("aria-pressed", "false");

    await ann.keyboard.down("Space");
    await expect(microphone).toHaveAttribute("aria-pressed", "true");
    await ann.evaluate(() => window.dispatchEvent(new Event("blur")));
    await expect(microphone).toHaveAttribute("aria-pressed", "false");
  });
});

test("a reaction rises over its sender's tile at the others'", async ({ server, newPerson }) => {
  const { ann, ben } = await annAndBen(server, newPerson);
  await expect(tileOf(ann, "Ben")).toHaveAttribute("data-link", "connected");

  await controlOf(ann, "Reactions").click();
  await expect(ann.getByRole("button", { name: "React with 🎉" })).toBeVisible();
  expect(await axeFindings(ann)).toEqual([]);
  await ann.getByRole("button", { name: "React with 🎉" }).click();

  await expect(tileOf(ben, "Ann").getByText("🎉")).toBeAttached();
  await expect(tileOf(ben, "Ann").getByText("🎉")).toHaveCount(0);
});

test("reactions are said to screen readers where that is wanted, several at once in one announcement", async ({
  server,
  newPerson,
}) => {
  const { ann, ben, url } = await annAndBen(server, newPerson);
  const cem = await joinToo(newPerson, url, "Cem");
  for (const name of ["Ben", "Cem"])
    await expect(tileOf(ann, name)).toHaveAttribute("data-link", "connected");
  const said = notices(ann).getByText(/react/);
  for (const page of [ben, cem]) await controlOf(page, "Reactions").click();

  await ben.getByRole("button", { name: "React with 🎉" }).click();
  await expect(tileOf(ann, "Ben").getByText("🎉")).toBeAttached();
  await expect(tileOf(ann, "Ben").getByText("🎉")).toHaveCount(0);
  await expect(said).toHaveCount(0);

  await controlOf(ann, "Settings").click();
  await ann.getByRole("switch", { name: "Announce reactions to screen readers" }).click();
  await ann.keyboard.press("Escape");
  await Promise.all(
    [ben, cem].map((page) => page.getByRole("button", { name: "React with 👍" }).click()),
  );

  await expect(said).toHaveText(/^(Ben and Cem|Cem and Ben) react with 👍$/);
  await expect(said).toHaveCount(0);
  await ann.reload();
  await expect(tileOf(ann, "Ben")).toHaveAttribute("data-link", "connected");
  await ben.getByRole("button", { name: "React with 👏" }).click();
  await expect(said).toHaveText("Ben reacts with 👏");
});

test("somebody can be made quieter, for oneself alone", async ({ server, newPerson }) => {
  const { ann, ben } = await annAndBen(server, newPerson);
  await expectToSeeAndHear(ann, 1);
  await controlOf(ann, "People").click();
  const panel = people(ann);
  await panel.getByRole("button", { name: "Volume of Ben" }).click();
  const slider = panel.getByRole("slider", { name: "Volume of Ben" });
  await expect(slider).toHaveValue("100");
  expect(await axeFindings(ann)).toEqual([]);

  await slider.fill("30");
  const volumes = (page: Page) =>
    page
      .locator("audio")
      .evaluateAll((all: HTMLAudioElement[]) => all.map(({ volume }) => volume).sort());
  await expect.poll(async () => (await volumes(ann))[0]).toBe(0.3);
  await slider.press("Home");
  await expect.poll(async () => (await volumes(ann))[0]).toBe(0);
  expect(new Set(await volumes(ben))).toEqual(new Set([1]));
});
