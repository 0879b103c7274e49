import { test as base, createMeeting, expect, joinMeeting, tileOf } from "./fixtures.ts";
import { type ServerUnderTest, startServer } from "./server-under-test.ts";

/** A server of its own, on which two people are more than is comfortable. */
const test = base.extend<object, { server: ServerUnderTest }>({
  server: [
    async ({}, use) => {
      const server = await startServer({ ROOM_COMFORTABLE_PEOPLE: "1" });
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
});

test("who would be one more than is comfortable is told before, and who is there is told once", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server);
  const [ann, ben] = [await newPerson(), await newPerson()];
  const told = ann.getByText("There are 2 people here now.");
  await joinMeeting(ann, url, "Ann");
  await expect(told).toHaveCount(0);

  await ben.goto(url);
  await expect(ben.getByText("You would be number 2.")).toBeVisible();
  await joinMeeting(ben, url, "Ben");

  await expect(told).toBeVisible();
  await expect(tileOf(ben, "Ann")).toHaveAttribute("data-link", "connected");
  await expect(ben.getByText("There are 2 people here now.")).toHaveCount(0);
  await ann.getByRole("button", { name: "Dismiss" }).click();
  await expect(told).toHaveCount(0);
});
