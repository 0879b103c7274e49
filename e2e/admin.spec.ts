import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import type { Catalogue } from "../components/text/catalogue.ts";
import type { LanguageTag } from "../components/text/languages.ts";
import { test as base, createMeeting, expect, joinMeeting, tileOf } from "./fixtures.ts";
import { axeFindings, shot, sidewaysScroll } from "./page-checks.ts";
import { type ServerUnderTest, startServer } from "./server-under-test.ts";

/** All catalogues have the keys of the English one. Read as a file: the test runner's loader takes no JSON. */
const words = (tag: LanguageTag): Catalogue["admin"] =>
  JSON.parse(
    readFileSync(new URL(`../components/text/admin.${tag}.json`, import.meta.url), "utf8"),
  );

const PASSWORD = "a quiet room with good light";

/** A server of its own, since the shared one has no password. */
const test = base.extend<object, { server: ServerUnderTest }>({
  server: [
    async ({}, use) => {
      const server = await startServer({ ADMIN_PASSWORD: PASSWORD });
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
});

async function signIn(page: import("@playwright/test").Page): Promise<void> {
  await page.goto("/admin");
  await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Active rooms" })).toBeVisible();
}

test("[A3] an administrator can read how calls go", async ({ server, newPerson }) => {
  const admin = await newPerson();
  await signIn(admin);
  const { url } = await createMeeting(server);
  const [ann, ben] = [await newPerson(), await newPerson()];
  await joinMeeting(ann, url, "Ann");
  await joinMeeting(ben, url, "Ben");
  await expect(tileOf(ben, "Ann")).toHaveAttribute("data-link", "connected");

  // Browsers tell it some seconds after joining.
  const read = async () => {
    const sums = await (await admin.request.get("/api/admin/measurements")).json();
    const { joinMs, firstFrameMs, routes, qualities, dropped } = sums;
    return {
      joined: joinMs.count,
      seen: firstFrameMs.count,
      hasRoute: routes.direct > 0,
      isJudged: Object.values(qualities).some((count) => count !== 0),
      dropped,
    };
  };
  await expect
    .poll(read, { timeout: 30_000 })
    .toEqual({ joined: 2, seen: 1, hasRoute: true, isJudged: true, dropped: 0 });
});

test("[A4] an administrator reads how people found their calls", async ({ server, newPerson }) => {
  const admin = await newPerson();
  await signIn(admin);
  await expect(admin.getByText(/^Nobody has rated a call since/)).toBeVisible();

  for (const rating of [
    { stars: 5, problems: [] },
    { stars: 2, problems: ["no-video", "dropped"] },
    { stars: 3, problems: ["dropped"] },
  ]) {
    const body = JSON.stringify(rating);
    const { status } = await fetch(`${server.url}/api/ratings`, { method: "POST", body });
    expect(status).toBe(204);
  }

  await expect(admin.getByText(/^3\.3 of 5 stars on average, from 3 ratings since/)).toBeVisible();
  const problems = admin.getByRole("table", { name: "What was wrong, the most frequent first" });
  await expect(problems.getByRole("row")).toHaveText([
    /What was wrong/,
    /The call dropped\s*2/,
    /Video froze or was missing\s*1/,
  ]);
  await admin.screenshot({ path: "test-results/screens/admin-ratings.png", fullPage: true });
});

test("an administrator sees a room live, ends it for all, and finds it in the past calls", async ({
  server,
  newPerson,
}) => {
  const admin = await newPerson({ viewport: { width: 1280, height: 900 } });
  await signIn(admin);
  const { code, url } = await createMeeting(server);
  const [ann, ben] = [await newPerson(), await newPerson()];
  await joinMeeting(ann, url, "Ann");
  await joinMeeting(ben, url, "<b>Ben</b>");

  const row = admin.locator(`[data-room="${code}"]`);
  await expect(row).toContainText("Ann");
  await expect(row).toContainText("<b>Ben</b>");
  await row.getByRole("button", { name: `People in ${code}` }).click();
  await expect(admin.locator("[data-person]")).toHaveCount(2);
  await expect(admin.locator("[data-person]").first()).toContainText("Chrome");
  await expect(admin.locator("[data-person]").first()).toContainText(/direct/i);
  await admin.screenshot({ path: "test-results/screens/admin-desktop.png", fullPage: true });
  const { violations } = await new AxeBuilder({ page: admin }).analyze();
  expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual(
    [],
  );

  await admin.getByRole("button", { name: "End for all" }).click();
  await admin.getByRole("button", { name: "End room" }).click();

  for (const page of [ann, ben]) {
    await expect(page.getByRole("heading", { name: "Ended by the administrator" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Rejoin" })).toHaveCount(0);
  }
  await expect(row).toHaveCount(0);
  const past = admin.locator("[data-call]").filter({ hasText: code });
  await expect(past).toHaveCount(1);
  await past.getByRole("button", { name: /People of the call/ }).click();
  await expect(admin.getByText("Ann").first()).toBeVisible();
  await expect(admin.getByRole("heading", { name: "Audit" })).toBeVisible();
  const guest = await newPerson();
  await guest.goto(url);
  await expect(
    guest.getByRole("alert").filter({ hasText: "An administrator ended this meeting" }),
  ).toBeVisible();
});

test("a removed person is told, cannot come back at once, and the others go on", async ({
  server,
  newPerson,
}) => {
  const admin = await newPerson();
  await signIn(admin);
  const { code, url } = await createMeeting(server);
  const [ann, ben] = [await newPerson(), await newPerson()];
  await joinMeeting(ann, url, "Ann");
  await joinMeeting(ben, url, "Ben");
  await admin
    .locator(`[data-room="${code}"]`)
    .getByRole("button", { name: `People in ${code}` })
    .click();

  await admin.getByRole("button", { name: "Remove Ben" }).click();
  await admin.getByRole("group").getByRole("button", { name: "Remove Ben" }).click();

  await expect(
    ben.getByRole("heading", { name: "You were removed by the administrator" }),
  ).toBeVisible();
  await expect(ben.getByRole("button", { name: "Rejoin" })).toHaveCount(0);
  await expect(tileOf(ann, "Ben")).toHaveCount(0);
  await ben.goto(url);
  await ben.getByRole("textbox", { name: "Your name" }).fill("Ben");
  await ben.getByRole("button", { name: "Join meeting" }).click();
  await expect(
    ben.getByRole("alert").filter({ hasText: "were removed from this meeting" }),
  ).toBeVisible();
  await expect(tileOf(ann, "Ann (you)")).toBeVisible();
});

test("a wrong password opens nothing, and signing out is final", async ({ server, newPerson }) => {
  const page = await newPerson();
  await page.goto("/admin");
  await page.getByRole("textbox", { name: "Password" }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();

  await signIn(page);
  const [cookie] = (await page.context().cookies()).filter(({ name }) => name.includes("admin"));
  expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: "Strict" });
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();

  const replayed = await fetch(`${server.url}/api/admin/overview`, {
    headers: { cookie: `${cookie?.name}=${cookie?.value}` },
  });
  expect(replayed.status).toBe(401);
});

test("an administrator reads the page in the language of the browser, and in another one", async ({
  server,
  newPerson,
}) => {
  const { code, url } = await createMeeting(server);
  await joinMeeting(await newPerson(), url, "Ann");
  const [arabic, german] = [words("ar"), words("de")];
  const admin = await newPerson({ locale: "ar", viewport: { width: 390, height: 844 } });
  await admin.goto("/admin");
  const html = admin.locator("html");
  await expect(html).toHaveAttribute("dir", "rtl");
  await expect(admin).toHaveTitle(`${arabic.title} – Rondo`);
  const password = admin.getByRole("textbox", { name: arabic.signIn.password });
  await password.fill("not the password");
  await admin.getByRole("button", { name: arabic.signIn.submit }).click();
  const alert = admin.getByRole("alert");
  await expect(alert.filter({ hasText: arabic.signIn.wrongPassword })).toBeVisible();

  // What was said before is said anew, and nothing that was typed is lost.
  await admin.getByRole("combobox").selectOption("de");
  await expect(html).toHaveAttribute("dir", "ltr");
  await expect(alert.filter({ hasText: german.signIn.wrongPassword })).toBeVisible();
  await expect(admin.getByRole("textbox", { name: german.signIn.password })).toHaveValue(
    "not the password",
  );
  await admin.getByRole("combobox").selectOption("ar");
  await expect(html).toHaveAttribute("dir", "rtl");
  await password.fill(PASSWORD);
  await admin.getByRole("button", { name: arabic.signIn.submit }).click();
  await expect(admin.getByRole("heading", { name: arabic.title, level: 1 })).toBeFocused();

  const row = admin.locator(`[data-room="${code}"]`);
  await row.getByRole("button").click();
  const person = admin.locator("[data-person]");
  await expect(person.getByRole("cell").first()).toHaveText(arabic.people.host);
  const remove = person.getByRole("button");
  await remove.click();
  await expect(person.getByRole("group").getByRole("button").first()).toBeFocused();
  await shot(admin, "admin-ar-phone");
  expect(await sidewaysScroll(admin)).toBeLessThanOrEqual(0);
  expect(await axeFindings(admin)).toEqual([]);
  await admin.keyboard.press("Escape");
  await expect(remove).toBeFocused();

  await admin.getByRole("combobox").selectOption("de");
  await expect(admin.getByRole("heading", { name: german.rooms.title })).toBeVisible();
  // The row that was opened still is.
  await expect(person.getByRole("button", { name: "Ann entfernen" })).toBeVisible();
  await shot(admin, "admin-de-phone");
  await expect(admin.locator("body")).not.toContainText(/[{}]/);
  expect(await sidewaysScroll(admin)).toBeLessThanOrEqual(0);
});
