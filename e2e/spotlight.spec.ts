/** Somebody in the spotlight: large on everybody's page, until a host ends it or they leave. */

import type { Page } from "@playwright/test";
import { controlOf, expect, hostAndGuest, joinToo, test, tileOf } from "./fixtures.ts";
import { chooseFromMore, expectOnStage, notices, people, smallWindowOf } from "./in-the-call.ts";
import { axeFindings, shot } from "./page-checks.ts";

async function act(page: Page, name: string, item: string): Promise<void> {
  await people(page)
    .getByRole("button", { name: `Options for ${name}` })
    .click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

async function actOnTile(page: Page, name: string, item: string): Promise<void> {
  await tileOf(page, name).hover();
  await tileOf(page, name)
    .getByRole("button", { name: `Options for ${name}` })
    .click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

test("[G5] a host puts somebody in the spotlight: everybody sees them large, who comes late too", async ({
  server,
  newPerson,
}) => {
  const { ann, ben, url } = await hostAndGuest(server, newPerson);
  await expectOnStage("Ann", ben);

  await act(ann, "Ben", "Spotlight for everyone");

  await expectOnStage("Ben", ann);
  await expectOnStage("Ben (you)", ben);
  await expect(notices(ben)).toContainText("Ann put you in the spotlight");
  await expect(notices(ann).getByText("spotlight")).toHaveCount(0);

  const cem = await joinToo(newPerson, url, "Cem");
  await expectOnStage("Ben", ann, cem);
  await expect(tileOf(cem, "Ben").getByText("In the spotlight")).toBeAttached();
  await expect(notices(cem).getByText("spotlight")).toHaveCount(0);
  // A reload is no leaving: the seat waits, and the spotlight with it.
  await ben.reload();
  await expectOnStage("Ben (you)", ben);
  await expectOnStage("Ben", ann, cem);
  await expect(people(ann).getByRole("listitem").filter({ hasText: "Ben" })).toContainText(
    "In the spotlight",
  );
  await shot(ann, "spotlight-host-desktop");
  await shot(cem, "spotlight-guest-desktop");
  expect(await axeFindings(ann)).toEqual([]);
  expect(await axeFindings(cem)).toEqual([]);

  await actOnTile(ann, "Ben", "End the spotlight");
  await expectOnStage("", ann, ben, cem);
  await expect(notices(ben)).toContainText("You are not in the spotlight any more.");
  await expect(notices(cem)).toContainText("Ben is not in the spotlight any more.");

  await act(ann, "Cem", "Spotlight for everyone");
  await expectOnStage("Cem", ann, ben);
  await expect(notices(ben)).toContainText("Ann put Cem in the spotlight for everyone.");
  await controlOf(cem, "Leave").click();
  await expect(tileOf(ben, "Cem")).toHaveCount(0);
  await expect(tileOf(ann, "Cem")).toHaveCount(0);
  await joinToo(newPerson, url, "Dee");
  await expectOnStage("", ann, ben);
});

test("[G5] an own pin and a shared screen come before the spotlight, which is there again after them", async ({
  server,
  newPerson,
}) => {
  const { ann, ben, url } = await hostAndGuest(server, newPerson);
  const cem = await joinToo(newPerson, url, "Cem");
  // A guest has no say over it.
  await tileOf(cem, "Ben").hover();
  await tileOf(cem, "Ben").getByRole("button", { name: "Options for Ben" }).click();
  await expect(cem.getByRole("menuitem")).toHaveText(["Pin", "Full screen"]);
  await cem.keyboard.press("Escape");

  await act(ann, "Ann", "Spotlight for everyone");
  await expectOnStage("Ann (you)", ann);
  await expectOnStage("Ann", ben, cem);
  await expect(notices(ben)).toContainText("Ann is in the spotlight for everyone now.");

  // As on the stage, in the window that has room for one: but there one does not see oneself. A browser has one of them.
  const ownSmall = await smallWindowOf(ann, () => chooseFromMore(ann, "Picture in picture"));
  await expect(ownSmall.getByRole("group")).toHaveCount(1);
  await expect(tileOf(ownSmall, "Ann (you)")).toHaveCount(0);
  await ownSmall.close();
  const small = await smallWindowOf(cem, () => chooseFromMore(cem, "Picture in picture"));
  await expect(tileOf(small, "Ann")).toBeVisible();

  await actOnTile(cem, "Ben", "Pin");
  await expectOnStage("Ben", cem);
  await expect(tileOf(small, "Ben")).toBeVisible();
  await expectOnStage("Ann", ben);
  await tileOf(cem, "Ben").getByRole("button", { name: "Unpin Ben" }).click();
  await expectOnStage("Ann", cem);
  await expect(tileOf(small, "Ann")).toBeVisible();

  await controlOf(ben, "Share screen").click();
  await expectOnStage("Ben’s screen", ann, cem);
  await expect(tileOf(small, "Ben’s screen")).toBeVisible();
  await controlOf(ben, "Share screen").click();
  await expectOnStage("Ann (you)", ann);
  await expectOnStage("Ann", cem);
});
