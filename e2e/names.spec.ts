/** What people are called, and that they can change it. */

import { controlOf, expect, hostAndGuest, test, tileOf } from "./fixtures.ts";
import { bar, chat, notices, openChat, people } from "./in-the-call.ts";
import { axeFindings, shot } from "./page-checks.ts";

test("[N1] whoever changes their name is called so by all, in what they write, and when they come again", async ({
  server,
  newPerson,
}) => {
  const { ann, ben, url } = await hostAndGuest(server, newPerson);
  await controlOf(ben, "People").click();
  const change = people(ben).getByRole("button", { name: "Change your name" });
  await change.click();
  const field = people(ben).getByRole("textbox", { name: "Your name" });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("Ben");
  await field.fill("  ");
  await field.press("Enter");
  await expect(people(ben).getByText("Enter your name, so that others know")).toBeVisible();
  await expect(field).toBeFocused();
  await shot(ben, "name-form-desktop");
  await ben.emulateMedia({ colorScheme: "dark" });
  await shot(ben, "name-form-desktop-dark");
  await ben.emulateMedia({ colorScheme: "light" });
  expect(await axeFindings(ben)).toEqual([]);
  await field.press("Escape");
  await expect(change).toBeFocused();

  await change.click();
  await field.fill("Benedict");
  await field.press("Enter");

  await expect(change).toBeFocused();
  await expect(people(ben).getByText("Benedict (you)")).toBeVisible();
  await expect(notices(ben)).toContainText("You are called Benedict now");
  await expect(notices(ann)).toContainText("Ben is called Benedict now");
  await expect(tileOf(ann, "Benedict")).toBeVisible();
  await expect(tileOf(ann, "Ben")).toHaveCount(0);
  await expect(people(ann).getByText("Benedict", { exact: true })).toBeVisible();
  await openChat(ben);
  await chat(ben).getByRole("textbox", { name: "Message" }).fill("hello");
  await ben.keyboard.press("Enter");
  await expect(notices(ann)).toContainText("Benedict: hello");

  await ben.reload();
  await expect(bar(ben)).toBeVisible();
  await expect(tileOf(ann, "Benedict")).toBeVisible();
  await controlOf(ben, "Leave").click();
  await ben.goto(url);
  await expect(ben.getByRole("textbox", { name: "Your name" })).toHaveValue("Benedict");
});

test("[N2] a host keeps guests from changing their names, and gives that back", async ({
  server,
  newPerson,
}) => {
  const { ann, ben } = await hostAndGuest(server, newPerson);
  await controlOf(ben, "People").click();
  const change = people(ben).getByRole("button", { name: "Change your name" });
  await expect(change).toBeVisible();
  await people(ann).getByText("Guests, chat and password").click();
  const mayRename = people(ann)
    .getByRole("group", { name: "Guests may" })
    .getByRole("switch", { name: "Change their name" });

  await mayRename.click();
  await expect(change).toHaveCount(0);
  await expect(people(ann).getByRole("button", { name: "Change your name" })).toBeVisible();
  await mayRename.click();
  await expect(change).toBeVisible();
});
