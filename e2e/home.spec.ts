import { createMeeting, expect, joinMeeting, test } from "./fixtures.ts";

test("New meeting leads to a link of one's own at once, and remembers it", async ({
  newPerson,
}) => {
  const page = await newPerson();
  await page.goto("/");

  await page.getByRole("button", { name: "New meeting" }).click();

  await expect(page).toHaveURL(/\/r\/[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}$/);
  await expect(page.getByRole("button", { name: "Join meeting" })).toBeVisible();
  const code = new URL(page.url()).pathname.slice(3);
  await page.goto("/");
  const own = page.getByRole("region", { name: "Your meetings" });
  await expect(own.getByRole("link", { name: `Start ${code}` })).toBeVisible();
});

test("a meeting of others is remembered when one was in it, until it is removed", async ({
  server,
  newPerson,
}) => {
  const { url, code } = await createMeeting(server);
  const page = await newPerson();
  await joinMeeting(page, url, "Ann");
  await page.goto("/");
  const recent = page.getByRole("region", { name: "Recent meetings" });
  await expect(recent.getByRole("link", { name: `Open meeting ${code}` })).toBeVisible();
  await expect(page.getByRole("region", { name: "Your meetings" })).toHaveCount(0);

  await page.getByRole("button", { name: `Remove ${code} from this list` }).click();

  await expect(recent).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("link", { name: new RegExp(code) })).toHaveCount(0);
});

test("a code is taken as people type it, and a link as they paste it", async ({
  server,
  newPerson,
}) => {
  const { code, url } = await createMeeting(server);
  const page = await newPerson();

  for (const typed of [
    code.toUpperCase().replaceAll("-", " "),
    code.replaceAll("-", ""),
    url,
    `${url}?from=mail`,
  ]) {
    await page.goto("/");
    await page.getByRole("textbox", { name: "Meeting link or code" }).fill(typed);
    await page.getByRole("button", { name: "Join", exact: true }).click();
    await expect(page).toHaveURL(url);
  }
});

test("a wrong code is explained in place, and kept", async ({ newPerson }) => {
  const page = await newPerson();
  await page.goto("/");
  const field = page.getByRole("textbox", { name: "Meeting link or code" });
  await page.getByRole("button", { name: "Join", exact: true }).click();
  await expect(field).toBeFocused();

  await field.fill("not a code");
  await field.press("Enter");

  await expect(field).toHaveAccessibleDescription(/not a meeting link or code/);
  await expect(field).toHaveValue("not a code");
  await expect(field).toBeFocused();
});

test("an e-mail requirement chosen at the start holds in the room", async ({ newPerson }) => {
  const page = await newPerson();
  await page.goto("/");
  await page.getByText("Options for a new meeting").click();
  await page.getByRole("checkbox", { name: "Ask everyone for an e-mail address" }).check();

  await page.getByRole("button", { name: "New meeting" }).click();

  await expect(page.getByRole("textbox", { name: "E-mail" })).toHaveAttribute(
    "aria-required",
    "true",
  );
});

test("who is inside is shown before joining, and as it changes", async ({ server, newPerson }) => {
  const { url } = await createMeeting(server);
  const visitor = await newPerson();
  await visitor.goto(url);
  await expect(visitor.getByText("No one else is here yet.")).toBeVisible();
  const ann = await newPerson();
  await ann.goto(url);
  await ann.getByRole("textbox", { name: "Your name" }).fill("Ann");
  await ann.getByRole("textbox", { name: "Your name" }).press("Enter");

  await expect(visitor.getByText("Ann is here.")).toBeVisible();
});

test("the link is copied from before and from within the meeting", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server);
  const page = await newPerson();
  await page.goto(url);

  await page.getByRole("button", { name: "Copy meeting link" }).click();

  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(url);
  await expect(page.getByRole("status").filter({ hasText: "Meeting link copied" })).toBeAttached();
});

test("a full room says how many fit, and lets the next one try again", async ({
  server,
  newPerson,
}) => {
  const { code, url } = await createMeeting(server);
  const { fillRoom } = await import("./raw-participants.ts");
  const room = await fillRoom(server.url, code, 8);
  const page = await newPerson();
  await page.goto(url);
  await page.getByRole("textbox", { name: "Your name" }).fill("Ninth");

  await page.getByRole("button", { name: "Join meeting" }).click();

  await expect(page.getByRole("alert").filter({ hasText: "8 people" })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Your name" })).toHaveValue("Ninth");
  await room.leaveOne();
  await page
    .getByRole("button", { name: /Join meeting|Try again/ })
    .first()
    .click();
  await expect(page.getByRole("toolbar", { name: "Call controls" })).toBeVisible();
  room.close();
});

test("what is typed and pressed before the script has come is done when it comes", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server);
  const page = await newPerson();
  let letScriptsCome = (): void => {};
  const scriptsMayCome = new Promise<void>((resolve) => {
    letScriptsCome = resolve;
  });
  await page.route("**/_next/static/**/*.js", async (route) => {
    await scriptsMayCome;
    await route.continue();
  });
  await page.goto(url, { waitUntil: "commit" });
  await page.getByRole("textbox", { name: "Your name" }).fill("Early Ann");
  await page.getByRole("button", { name: "Join meeting" }).click();

  letScriptsCome();

  await expect(page.getByRole("group", { name: "Early Ann (you)" })).toBeVisible();
});
