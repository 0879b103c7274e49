/** What people see of the quality of their links: badges, the panel with figures, and the report to copy. */

import AxeBuilder from "@axe-core/playwright";
import { createMeeting, expect, joinMeeting, test, tileOf } from "./fixtures.ts";

test("each tile says how both receive each other, and opens the figures", async ({
  server,
  newPerson,
}) => {
  test.slow();
  const { url, code } = await createMeeting(server);
  const ann = await newPerson();
  const ben = await newPerson();
  await joinMeeting(ann, url, "Ann");
  await joinMeeting(ben, url, "Ben");

  // How good the link is depends on what else this machine does; that it is judged, and told, does not.
  const badge = tileOf(ann, "Ben").getByRole("button", { name: /both directions|receives you/ });
  await expect(badge).toBeVisible();
  await expect(tileOf(ann, "Ben")).toHaveAttribute("data-quality", /^(good|fair|poor)$/);
  await expect(tileOf(ann, "Ann (you)")).not.toHaveAttribute("data-quality", /./);

  const panel = ann.getByRole("dialog", { name: "Call quality" });
  await badge.focus();
  await ann.keyboard.press("Enter");
  await expect(panel.getByRole("heading", { name: "Ben" })).toBeVisible();
  await expect(panel.getByRole("row", { name: /^Picture \d+ × \d+ \d+ × \d+$/ })).toBeVisible();
  await expect(panel.getByRole("row", { name: /^Bit rate .+bit\/s .+bit\/s$/ })).toBeVisible();
  await expect(
    panel.getByRole("img", { name: /^Round trip over the last minute: between/ }),
  ).toBeVisible();
  await expect(panel.getByText(/^Direct.*, UDP$/)).toBeVisible();

  await panel.getByRole("button", { name: "Copy report" }).click();
  await expect(panel.getByText("Report copied.")).toBeVisible();
  const report = await ann.evaluate(() => navigator.clipboard.readText());
  expect(JSON.parse(report)).toMatchObject({
    people: [{ person: "person 1", relayed: false, received: expect.any(String) }],
  });
  for (const secret of [code, "Ann", "Ben"]) expect(report).not.toContain(secret);

  expect((await new AxeBuilder({ page: ann }).analyze()).violations).toEqual([]);

  // One looks at figures and people together: the call stays within reach, and the way back is one press of Tab.
  await ann.getByRole("button", { name: "Microphone", exact: true }).click();
  await expect(panel).toBeVisible();
  await ann.getByRole("button", { name: "End options" }).focus();
  await ann.keyboard.press("Tab");
  await expect(panel.getByRole("button", { name: "Close call quality" })).toBeFocused();

  await panel.getByRole("button", { name: "Close call quality" }).click();
  await expect(panel).toHaveCount(0);
  await ann.getByRole("button", { name: "Call quality", exact: true }).click();
  await expect(panel).toBeVisible();
  await ann.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
});
