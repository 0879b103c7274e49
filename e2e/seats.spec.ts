import { annAndBen, createMeeting, expect, joinMeeting, test, tileOf } from "./fixtures.ts";
import { received } from "./media-probe.ts";
import { expectToSeeAndHear } from "./see-and-hear.ts";
import { startServer } from "./server-under-test.ts";

test("[fault 33] a reload keeps the tile, and nothing is announced", async ({
  server,
  newPerson,
}) => {
  const { ann, ben } = await annAndBen(server, newPerson);
  const id = await tileOf(ann, "Ben").getAttribute("data-participant");
  await expect(tileOf(ann, "Ben")).toHaveAttribute("data-link", "connected");

  await ben.reload();

  await expect(ben.getByRole("toolbar", { name: "Call controls" })).toBeVisible();
  await expect(tileOf(ben, "Ben (you)")).toHaveAttribute("data-participant", id ?? "");
  await expect(tileOf(ann, "Ben")).toHaveAttribute("data-participant", id ?? "");
  await expect(tileOf(ann, "Ben")).toHaveAttribute("data-link", "connected");
  const before = await received(ann);
  await expect
    .poll(async () => (await received(ann)).framesDecoded)
    .toBeGreaterThan(before.framesDecoded + 5);
  await expect(ann.getByRole("status").filter({ hasText: "Ben left" })).toHaveCount(0);
});

test("[fault 33] ten quick reloads leave one tile, of somebody who is seen and heard", async ({
  server,
  newPerson,
}) => {
  const { ann, ben } = await annAndBen(server, newPerson);

  for (let reload = 0; reload < 10; reload += 1) {
    await ben.reload({ waitUntil: "domcontentloaded" });
  }

  await expect(ben.getByRole("toolbar", { name: "Call controls" })).toBeVisible();
  await expect(tileOf(ann, "Ben")).toHaveCount(1);
  for (const page of [ann, ben]) {
    await expectToSeeAndHear(page, 1);
    await expect(page.getByRole("group")).toHaveCount(2);
  }
});

test("a closed tab is gone within three seconds", async ({ server, newPerson }) => {
  const { ann, ben } = await annAndBen(server, newPerson);
  await expect(tileOf(ann, "Ben")).toBeVisible();

  await ben.close();

  await expect(tileOf(ann, "Ben")).toHaveCount(0, { timeout: 3_000 });
});

test("[fault 33] the same browser in another tab takes the seat over, and the old tab says so", async ({
  server,
  newPerson,
}) => {
  const { ann, ben, url } = await annAndBen(server, newPerson);
  const id = await tileOf(ann, "Ben").getAttribute("data-participant");

  const second = await ben.context().newPage();
  await joinMeeting(second, url, "Ben");

  await expect(ben.getByRole("heading", { name: /another tab/ })).toBeVisible();
  await expect(tileOf(ann, "Ben")).toHaveCount(1);
  await expect(tileOf(ann, "Ben")).toHaveAttribute("data-participant", id ?? "");
  await expect(tileOf(ann, "Ben")).toHaveAttribute("data-link", "connected");
});

test("[fault 33] a duplicated tab, which copies sessionStorage, does not share the seat", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server);
  const ann = await newPerson();
  await joinMeeting(ann, url, "Ann");

  const [duplicate] = await Promise.all([
    ann.context().waitForEvent("page"),
    // A page opened by script starts with a copy of its opener's sessionStorage, as a duplicated tab does.
    ann.evaluate((address) => {
      window.open(address);
    }, url),
  ]);

  await expect(duplicate.getByRole("button", { name: "Join meeting" })).toBeVisible();
  await expect(ann.getByRole("toolbar", { name: "Call controls" })).toBeVisible();
});

test("the same name elsewhere is another person", async ({ server, newPerson }) => {
  const { url } = await createMeeting(server);
  const [ann, other] = [await newPerson(), await newPerson()];
  await joinMeeting(ann, url, "Ana");
  await joinMeeting(other, url, "Ana");

  await expect(tileOf(ann, "Ana (2)")).toBeVisible();
  await expect(tileOf(other, "Ana (2) (you)")).toBeVisible();
});

test("a killed server costs no frame; after its return everyone has the same seat, and ghosts go", async ({
  newPerson,
}) => {
  test.slow();
  const server = await startServer();
  try {
    const { url } = await createMeeting(server);
    const [ann, ben, cleo] = [await newPerson(), await newPerson(), await newPerson()];
    await joinMeeting(ann, url, "Ann");
    await joinMeeting(ben, url, "Ben");
    await joinMeeting(cleo, url, "Cleo");
    for (const name of ["Ben", "Cleo"])
      await expect(tileOf(ann, name)).toHaveAttribute("data-link", "connected");
    const ids = await ann
      .getByRole("group")
      .evaluateAll((tiles) => tiles.map((tile) => tile.dataset["participant"]));
    const connections = await ann.evaluate(() => window.rondoConnections?.length);

    await server.kill();
    await cleo.context().close();
    const whileAway = await received(ann);
    await expect
      .poll(async () => (await received(ann)).framesDecoded)
      .toBeGreaterThan(whileAway.framesDecoded + 10);
    await expect(tileOf(ann, "Ben")).toHaveAttribute("data-link", "connected");
    await server.restart();

    await expect(tileOf(ann, "Cleo")).toHaveCount(0, { timeout: 30_000 });
    const left = await ann
      .getByRole("group")
      .evaluateAll((tiles) => tiles.map((tile) => tile.dataset["participant"]));
    expect(ids).toEqual(expect.arrayContaining(left));
    expect(left).toHaveLength(2);
    expect(await ann.evaluate(() => window.rondoConnections?.length)).toBe(connections);
    const after = await received(ben);
    await expect
      .poll(async () => (await received(ben)).framesDecoded)
      .toBeGreaterThan(after.framesDecoded + 10);
  } finally {
    await server.stop();
  }
});
