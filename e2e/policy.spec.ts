import { createMeeting, expect, joinMeeting, test } from "./fixtures.ts";

test("[50] no page breaks its own policy, from home through a call to the administrator's page", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server);
  const ann = await newPerson();

  for (const address of ["/", "/r/0000-0000-0000", "/no/such/page", "/check", "/admin"]) {
    await ann.goto(address);
    await expect(ann.getByRole("heading", { level: 1 })).toBeVisible();
    await ann.waitForLoadState("networkidle");
  }
  await joinMeeting(ann, url, "Ann");
  await ann.getByRole("button", { name: "Leave" }).click();
  await expect(ann.getByRole("heading", { name: "You left the meeting" })).toBeVisible();
  // Every person's pages report violations; `newPerson` fails the test for any of them.
});
