import type { Page } from "@playwright/test";
import { createMeeting, expect, joinMeeting, test, tileOf } from "./fixtures.ts";
import { axeFindings, picturesCome, shot } from "./page-checks.ts";
import { startServer } from "./server-under-test.ts";

const sizes = {
  phone: { width: 360, height: 740 },
  tablet: { width: 768, height: 1024 },
  desktop: { width: 1280, height: 800 },
} as const;

test("a link that belongs to no meeting gets a 404 that reads without script", async ({
  newPerson,
}) => {
  const page = await newPerson({ javaScriptEnabled: false });

  const response = await page.goto("/r/0000-0000-0000");

  expect(response?.status()).toBe(404);
  await expect(
    page.getByRole("heading", { name: "This link belongs to no meeting" }),
  ).toBeVisible();
  await expect(page.getByRole("link", { name: "New meeting" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  expect((await page.goto("/no/such/page"))?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`home, form and 404 are whole and accessible on a ${size}, ${colorScheme}`, async ({
      server,
      newPerson,
    }) => {
      const { url } = await createMeeting(server);
      const page = await newPerson({ viewport, colorScheme });
      for (const [name, address] of [
        ["home", "/"],
        ["form", url],
        ["not-found", "/r/0000-0000-0000"],
      ] as const) {
        await page.goto(address);
        await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
        await page.waitForLoadState("networkidle");
        await shot(page, `${name}-${size}-${colorScheme}`);
        expect(await axeFindings(page)).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        expect(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
      }
    });
  }
}

test("the call is whole and accessible on a phone and on a desktop, alone, for two and for three", async ({
  server,
  newPerson,
}) => {
  test.slow();
  const { url } = await createMeeting(server);
  const phone = await newPerson({ viewport: sizes.phone, hasTouch: true, isMobile: true });
  await joinMeeting(phone, url, "Ann");
  await expect(phone.getByRole("heading", { name: "You are the first one here" })).toBeVisible();
  await shot(phone, "call-alone-phone");
  expect(await axeFindings(phone)).toEqual([]);

  const desktop = await newPerson({ viewport: sizes.desktop });
  await joinMeeting(desktop, url, "آنا ماريا");
  await expect(tileOf(phone, "آنا ماريا")).toHaveAttribute("data-link", "connected");
  await picturesCome(phone);
  await shot(phone, "call-two-phone");
  await desktop.mouse.move(100, 100);
  await shot(desktop, "call-two-desktop");
  expect(await axeFindings(desktop)).toEqual([]);

  for (const item of ["Invite people", "Call quality", "Settings"]) {
    await phone.getByRole("button", { name: "More" }).tap();
    await expect(phone.getByRole("menu")).toBeVisible();
    if (item === "Invite people") {
      await shot(phone, "call-more-phone");
      expect(await axeFindings(phone)).toEqual([]);
    }
    await phone.getByRole("menuitem", { name: item }).tap();
    await expect(phone.getByRole("dialog", { name: item })).toBeVisible();
    await phone.keyboard.press("Escape");
    await expect(phone.getByRole("dialog")).toHaveCount(0);
  }

  const third = await newPerson({ viewport: sizes.tablet });
  await joinMeeting(third, url, "Wolfeschlegelsteinhausenbergerdorff-Čapková the Third");
  await expect(desktop.getByRole("group")).toHaveCount(3);
  await third.getByRole("button", { name: "Camera", exact: true }).click();
  await expect(desktop.getByText("Camera off")).toBeAttached();
  for (const name of [/آنا/, /Wolfe/]) {
    await expect(phone.getByRole("group", { name })).toHaveAttribute("data-link", "connected");
  }
  await desktop.mouse.move(200, 200);
  for (const page of [phone, desktop, third]) await picturesCome(page);
  await shot(desktop, "call-three-desktop");
  await shot(phone, "call-three-phone");
  await shot(third, "call-three-tablet");
  for (const page of [phone, desktop, third]) {
    expect(await axeFindings(page)).toEqual([]);
    const scrolls = await page.evaluate(
      () =>
        document.documentElement.scrollHeight > window.innerHeight + 1 ||
        document.documentElement.scrollWidth > window.innerWidth + 1,
    );
    expect(scrolls).toBe(false);
  }

  await desktop.getByRole("button", { name: "Leave" }).click();
  await expect(desktop.getByRole("heading", { name: "You left the meeting" })).toBeVisible();
  await shot(desktop, "end-desktop");
  expect(await axeFindings(desktop)).toEqual([]);
});

test("chat, people and a shared screen are whole and accessible, on a desktop and on a phone", async ({
  server,
  newPerson,
}) => {
  test.slow();
  const { url } = await createMeeting(server);
  const desktop = await newPerson({ viewport: sizes.desktop });
  const phone = await newPerson({ viewport: sizes.phone, hasTouch: true, isMobile: true });
  const dark = await newPerson({ viewport: sizes.desktop, colorScheme: "dark" });
  await joinMeeting(desktop, url, "Ann");
  await joinMeeting(phone, url, "Ben");
  await joinMeeting(dark, url, "李明");
  const press = (page: Page, name: string) =>
    page.getByRole("button", { name, exact: true }).click();
  await press(desktop, "Chat");
  const field = desktop.getByRole("textbox", { name: "Message" });
  for (const text of ["Shall we begin?", "The notes: https://example.org/notes\nSecond line"]) {
    await field.fill(text);
    await field.press("Enter");
  }
  await press(phone, "Chat");
  await expect(phone.getByRole("log")).toContainText("Second line");
  await phone.getByRole("textbox", { name: "Message" }).fill("مرحبا");
  // From fingers Enter is a new line.
  await press(phone, "Send");
  await expect(desktop.getByRole("log")).toContainText("مرحبا");
  await press(dark, "Share screen");
  await press(dark, "Raise hand");
  await press(dark, "People");
  await expect(desktop.getByRole("group", { name: "李明’s screen" })).toBeVisible();
  for (const page of [desktop, dark]) await picturesCome(page);
  await shot(desktop, "chat-and-screen-desktop");
  await shot(phone, "chat-phone");
  await shot(dark, "people-desktop-dark");
  for (const page of [desktop, phone, dark]) expect(await axeFindings(page)).toEqual([]);

  await phone.keyboard.press("Escape");
  await picturesCome(phone);
  await shot(phone, "screen-phone");
  await press(desktop, "More");
  await expect(desktop.getByRole("menu")).toBeVisible();
  await shot(desktop, "more-desktop");
  expect(await axeFindings(desktop)).toEqual([]);
  await desktop.keyboard.press("Escape");
  await desktop.getByRole("button", { name: "Options for Ben" }).click();
  await expect(desktop.getByRole("menuitem", { name: "Remove from the meeting" })).toBeVisible();
  await shot(desktop, "tile-menu-desktop");
  expect(await axeFindings(desktop)).toEqual([]);
});

test("dialogs, device choices and the sign-in are accessible", async ({ server, newPerson }) => {
  const { url } = await createMeeting(server);
  const page = await newPerson();
  await page.goto(url);
  await page.getByRole("button", { name: "QR code" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expect(page.getByRole("img", { name: "QR code of the meeting link" })).toBeVisible();
  await shot(page, "qr-desktop");
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await joinMeeting(page, url, "Ann");
  await page.getByRole("button", { name: "Microphone and speaker options" }).click();
  await expect(
    page
      .getByRole("combobox", { name: "Choose microphone" })
      .or(page.getByRole("combobox").first()),
  ).toBeVisible();
  await shot(page, "devices-desktop");
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Invite people" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await shot(page, "invite-desktop");
  expect(await axeFindings(page)).toEqual([]);

  await page.goto("/admin");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await shot(page, "sign-in-desktop");
  expect(await axeFindings(page)).toEqual([]);
});

test("someone who tries many wrong links is told to wait, in a page", async ({ newPerson }) => {
  const server = await startServer({ ROOM_LOOKUPS_PER_MINUTE_PER_ADDRESS: "1" });
  try {
    const page = await newPerson({ javaScriptEnabled: false });
    await page.goto(`${server.url}/r/0000-0000-0000`);

    const response = await page.goto(`${server.url}/r/0000-0000-0001`);

    expect(response?.status()).toBe(429);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Too many links/);
  } finally {
    await server.stop();
  }
});

test("hostile names are text, and break neither page nor layout", async ({ server, newPerson }) => {
  const { url } = await createMeeting(server);
  const ann = await newPerson();
  await ann.exposeFunction("wasExecuted", () => {
    throw new Error("a name was executed");
  });
  await joinMeeting(ann, url, "Ann");

  for (const name of [
    '"><svg/onload=wasExecuted()>',
    "{{7*7}} ');alert(1)//",
    `Z${"\u0335".repeat(5_000)}algo`,
  ]) {
    const page = await newPerson();
    await joinMeeting(page, url, name);
  }

  await expect(ann.getByRole("group")).toHaveCount(4);
  await expect(ann.getByRole("group", { name: '"><svg/onload=wasExecuted()>' })).toBeVisible();
  await expect(ann.getByRole("group", { name: "{{7*7}} ');alert(1)//" })).toBeVisible();
  await shot(ann, "hostile-names");
});

test("nothing is loaded from anywhere else", async ({ server, newPerson }) => {
  const { url } = await createMeeting(server);
  const page = await newPerson();
  const foreign: string[] = [];
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (
      /^(https?|wss?):$/.test(protocol) &&
      origin.replace("ws", "http") !== new URL(server.url).origin
    ) {
      foreign.push(request.url());
    }
  });

  await page.goto("/");
  await joinMeeting(page, url, "Ann");

  expect(foreign).toEqual([]);
});

test("the journey from home into the call and out needs no mouse", async ({ newPerson }) => {
  const page = await newPerson();
  await page.goto("/");
  const press = async (name: string | RegExp, key: string) => {
    const target = page.getByRole("button", { name });
    for (let step = 0; step < 40; step += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) break;
      await page.keyboard.press("Tab");
    }
    await expect(target).toBeFocused();
    await page.keyboard.press(key);
  };

  await press("New meeting", "Enter");
  await expect(page.getByRole("textbox", { name: "Your name" })).toBeVisible();
  await page.getByRole("textbox", { name: "Your name" }).focus();
  await page.keyboard.type("Ann");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("toolbar", { name: "Call controls" })).toBeVisible();
  const microphone = page.getByRole("button", { name: "Microphone", exact: true });
  await microphone.focus();
  await page.keyboard.press("Space");
  await expect(microphone).toHaveAttribute("aria-pressed", "false");
  const leave = page.getByRole("button", { name: "Leave" });
  await leave.focus();
  await page.keyboard.press("Enter");

  await expect(page.getByRole("button", { name: "Rejoin" })).toBeFocused();
});
