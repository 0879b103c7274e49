import type { Locator } from "@playwright/test";
import { createMeeting, expect, test } from "./fixtures.ts";

/** `neutral` has neither class; the words, the icon and the ARIA state follow. */
async function expectState(field: Locator, state: "neutral" | "valid" | "invalid"): Promise<void> {
  const classes = /(?:^|\s)(valid|invalid)(?:\s|$)/;
  if (state === "neutral") await expect(field).not.toHaveClass(classes);
  else await expect(field).toHaveClass(new RegExp(`(?:^|\\s)${state}(?:\\s|$)`));
  await expect(field).toHaveAttribute("aria-invalid", String(state === "invalid"));
}

test("the e-mail field judges every keystroke, and only what typing on cannot mend", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server);
  const page = await newPerson();
  await page.goto(url);
  const field = page.getByRole("textbox", { name: "E-mail" });
  await expectState(field, "neutral");

  for (const key of "ann@example.c") {
    await field.pressSequentially(key);
    await expectState(field, "neutral");
  }
  await field.pressSequentially("o");
  await expectState(field, "valid");
  await field.pressSequentially("m");
  await expectState(field, "valid");
  await expect(field).toHaveAccessibleDescription(/Looks right/);
  await field.pressSequentially("@");
  await expectState(field, "invalid");
  await expect(field).toHaveAccessibleDescription(/not an e-mail address/);
  await field.press("Backspace");
  await expectState(field, "valid");
  await field.fill("");
  await expectState(field, "neutral");
});

test("a prefix is wrong when the field is left, and fine again while it is mended", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server);
  const page = await newPerson();
  await page.goto(url);
  const field = page.getByRole("textbox", { name: "E-mail" });
  await field.fill("ann@example");
  await expectState(field, "neutral");

  await field.blur();

  await expectState(field, "invalid");
  await field.focus();
  await field.press("End");
  await field.pressSequentially(".org");
  await expectState(field, "valid");
});

test("what people type is never rewritten, nor cut", async ({ server, newPerson }) => {
  const { url } = await createMeeting(server);
  const page = await newPerson();
  await page.goto(url);
  const field = page.getByRole("textbox", { name: "E-mail" });

  for (const typed of ["用户@例子.广告", "Ann@Example.com ", `${"a".repeat(300)}@example.com`]) {
    await field.fill(typed);
    await expect(field).toHaveValue(typed);
  }
  await expectState(field, "invalid");
  await field.fill("用户@例子.广告");
  await expectState(field, "valid");
  await field.fill("  ann@example.com\t");
  await expectState(field, "valid");
});

test("a likely typo is offered and accepted by one press", async ({ server, newPerson }) => {
  const { url } = await createMeeting(server);
  const page = await newPerson();
  await page.goto(url);
  const field = page.getByRole("textbox", { name: "E-mail" });
  await field.fill("ann@gmial.com");
  await expectState(field, "valid");

  await page.getByRole("button", { name: /gmail\.com/ }).click();

  await expect(field).toHaveValue("ann@gmail.com");
});

test("Join is never silently dead: it says what is missing and goes there", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server, { requireEmail: true });
  const page = await newPerson();
  await page.goto(url);
  const name = page.getByRole("textbox", { name: "Your name" });
  const email = page.getByRole("textbox", { name: "E-mail" });
  const join = page.getByRole("button", { name: "Join meeting" });
  await expect(page.getByText("The host asks for it.", { exact: false })).toBeVisible();

  await join.click();
  await expect(name).toBeFocused();
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await expect(name).toHaveAccessibleDescription(/Enter your name/);

  await name.fill("   ");
  await join.click();
  await expect(name).toBeFocused();

  await name.fill("x".repeat(200));
  await join.click();
  await expect(name).toHaveAccessibleDescription(/too long/);
  await expect(name).toHaveValue("x".repeat(200));

  await name.fill("Ann");
  await join.click();
  await expect(email).toBeFocused();
  await expect(email).toHaveAccessibleDescription(/asks everyone for an e-mail/);

  await email.fill("ann@");
  await join.click();
  await expect(email).toBeFocused();
  await expectState(email, "invalid");

  await email.fill("ann@example.com");
  await email.press("Enter");
  await expect(page.getByRole("toolbar", { name: "Call controls" })).toBeVisible();
  await expect(page.getByText("ann@example.com")).toHaveCount(0);
});
