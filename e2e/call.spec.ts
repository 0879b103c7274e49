import { annAndBen, createMeeting, expect, joinMeeting, test, tileOf } from "./fixtures.ts";
import { received } from "./media-probe.ts";
import { expectToSeeAndHear } from "./see-and-hear.ts";

test("two people see and hear each other", async ({ server, newPerson }) => {
  const { ann, ben } = await annAndBen(server, newPerson);

  await expectToSeeAndHear(ann, 1);
  await expectToSeeAndHear(ben, 1);
  await expect(tileOf(ann, "Ben")).toHaveAttribute("data-link", "connected");
  await expect(tileOf(ann, "Ben")).toHaveAttribute("data-route", "direct");
  await expect(tileOf(ann, "Ann (you)")).toHaveAttribute("data-self", "true");
  expect(await tileOf(ann, "Ben").getAttribute("data-participant")).toBe(
    await tileOf(ben, "Ben (you)").getAttribute("data-participant"),
  );
});

test("[lip sync] audio and video of a person play within 100 ms of each other", async ({
  server,
  newPerson,
}) => {
  const { ann } = await annAndBen(server, newPerson);
  await expectToSeeAndHear(ann, 1);

  await expect
    .poll(async () => (await received(ann)).lipSyncMs ?? Number.POSITIVE_INFINITY, {
      timeout: 30_000,
    })
    .toBeLessThanOrEqual(100);
});

test("four people see and hear all others", async ({ server, newPerson }) => {
  test.slow();
  const { url } = await createMeeting(server);
  const names = ["Ann", "Ben", "Cleo", "Dan"];
  const people = [];
  for (const name of names) {
    const page = await newPerson({ viewport: { width: 640, height: 480 } });
    await joinMeeting(page, url, name);
    people.push(page);
  }

  for (const page of people) await expectToSeeAndHear(page, 3);
  for (const [index, page] of people.entries()) {
    await expect(page.getByRole("group")).toHaveCount(4);
    await expect(tileOf(page, `${names[index]} (you)`)).toBeVisible();
  }
});

test("mute and camera off are seen by the other, and undone without a new negotiation", async ({
  server,
  newPerson,
}) => {
  const { ann, ben } = await annAndBen(server, newPerson);
  await expectToSeeAndHear(ben, 1);
  await ann.evaluate(() => {
    for (const connection of window.rondoConnections ?? []) {
      connection.addEventListener("signalingstatechange", () => {
        document.body.dataset["negotiated"] = "yes";
      });
    }
  });

  await ann.getByRole("button", { name: "Microphone", exact: true }).click();
  await ann.getByRole("button", { name: "Camera", exact: true }).click();

  await expect(ann.getByRole("button", { name: "Microphone", exact: true })).toHaveAttribute(
    "aria-pressed",
    "false",
  );
  await expect(tileOf(ben, "Ann").getByText("Muted")).toBeAttached();
  await expect(tileOf(ben, "Ann").getByText("Camera off")).toBeAttached();
  const silent = await received(ben);
  await ann.getByRole("button", { name: "Microphone", exact: true }).click();
  await ann.getByRole("button", { name: "Camera", exact: true }).click();
  await expect
    .poll(async () => (await received(ben)).framesDecoded)
    .toBeGreaterThan(silent.framesDecoded + 5);
  await expect
    .poll(async () => (await received(ben)).audioEnergy)
    .toBeGreaterThan(silent.audioEnergy);
  expect(await ann.evaluate(() => document.body.dataset["negotiated"])).toBeUndefined();
});

test("a voice that its browser stops sending without a word comes back by itself", async ({
  server,
  newPerson,
}) => {
  const { ann, ben } = await annAndBen(server, newPerson);
  await expectToSeeAndHear(ann, 1);
  const lives = () =>
    ann.evaluate(
      () =>
        (window.rondoConnections ?? []).filter((one) => one.getTransceivers().length > 0).length,
    );
  const before = await lives();

  await ben.evaluate(async () => {
    for (const connection of window.rondoConnections ?? [])
      for (const sender of connection.getSenders())
        if (sender.track?.kind === "audio") await sender.replaceTrack(null);
  });

  // Ben's picture goes on, so nothing but the missing sound can tell.
  await expect.poll(lives, { timeout: 30_000 }).toBeGreaterThan(before);
  await expectToSeeAndHear(ann, 1);
});

test("camera off and leaving let go of the camera", async ({ server, newPerson }) => {
  const { url } = await createMeeting(server);
  const ann = await newPerson();
  await ann.addInitScript(() => {
    const tracks: MediaStreamTrack[] = [];
    Object.assign(window, { capturedTracks: tracks });
    const { mediaDevices } = navigator;
    const original = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await original(constraints);
      tracks.push(...stream.getTracks());
      return stream;
    };
  });
  const live = (kind: string) =>
    ann.evaluate(
      (wanted) =>
        (window as unknown as { capturedTracks: MediaStreamTrack[] }).capturedTracks.filter(
          (track) => track.kind === wanted && track.readyState === "live",
        ).length,
      kind,
    );
  await joinMeeting(ann, url, "Ann");
  await expect.poll(() => live("video")).toBe(1);

  await ann.getByRole("button", { name: "Camera", exact: true }).click();
  await expect.poll(() => live("video")).toBe(0);
  await ann.getByRole("button", { name: "Camera", exact: true }).click();
  await expect.poll(() => live("video")).toBe(1);
  await ann.getByRole("button", { name: "Leave" }).click();

  await expect(ann.getByRole("heading", { name: "You left the meeting" })).toBeVisible();
  expect(await live("video")).toBe(0);
  expect(await live("audio")).toBe(0);
});

test("leaving is said once, politely, and one can rejoin", async ({ server, newPerson }) => {
  const { ann, ben } = await annAndBen(server, newPerson);
  await expect(ann.getByRole("status").filter({ hasText: "Ben joined" })).toBeAttached();

  await ben.getByRole("button", { name: "Leave" }).click();

  await expect(tileOf(ann, "Ben")).toHaveCount(0);
  await expect(ann.getByRole("status").filter({ hasText: "Ben left" })).toBeAttached();
  await expect(ben.getByRole("button", { name: "Rejoin" })).toBeFocused();
  await ben.getByRole("button", { name: "Rejoin" }).click();
  await ben.getByRole("button", { name: "Join meeting" }).click();
  await expect(tileOf(ann, "Ben")).toBeVisible();
  await expectToSeeAndHear(ann, 1);
});
