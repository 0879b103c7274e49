import type { Page } from "@playwright/test";
import { createMeeting, expect, joinMeeting, test, tileOf } from "./fixtures.ts";
import { received } from "./media-probe.ts";

/** Makes the browser answer for its devices as told, from the next question on. */
async function answerWith(page: Page, answers: { audio?: string; video?: string }): Promise<void> {
  await page.addInitScript((names) => {
    const { mediaDevices } = navigator;
    const original = mediaDevices.getUserMedia.bind(mediaDevices);
    const devices = { answers: names as { audio?: string; video?: string } };
    Object.assign(window, { fakeDevices: devices });
    mediaDevices.getUserMedia = async (constraints = {}) => {
      const { audio, video } = devices.answers;
      if (constraints.audio && audio !== undefined) throw new DOMException("", audio);
      if (constraints.video && video !== undefined) throw new DOMException("", video);
      return await original(constraints);
    };
  }, answers);
}

const devicesAllow = (page: Page) =>
  page.evaluate(() => {
    (window as unknown as { fakeDevices: { answers: object } }).fakeDevices.answers = {};
    navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
  });

test("a denied camera and microphone cost nothing but themselves, and work when allowed later", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server);
  const ann = await newPerson();
  await answerWith(ann, { audio: "NotAllowedError", video: "NotAllowedError" });
  await ann.goto(url);
  await expect(ann.getByText("Rondo may not use your camera.", { exact: false })).toBeVisible();
  await expect(ann.getByText("Rondo may not use your microphone.", { exact: false })).toBeVisible();
  await expect(ann.getByText("How to allow it").first()).toBeVisible();
  await joinMeeting(ann, url, "Ann");
  const ben = await newPerson();
  await joinMeeting(ben, url, "Ben");
  await expect(tileOf(ben, "Ann").getByText("Camera off")).toBeAttached();

  await devicesAllow(ann);

  await expect.poll(async () => (await received(ben)).framesDecoded).toBeGreaterThan(5);
  await expect.poll(async () => (await received(ben)).audioEnergy).toBeGreaterThan(0);
  await expect(ann.getByRole("button", { name: "Camera", exact: true })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
});

for (const [name, sentence] of [
  ["NotFoundError", "No camera was found."],
  ["NotReadableError", "Another program is using your camera."],
] as const) {
  test(`a camera that answers ${name} has its own sentence, and the microphone still works`, async ({
    server,
    newPerson,
  }) => {
    const { url } = await createMeeting(server);
    const page = await newPerson();
    await answerWith(page, { video: name });
    await page.goto(url);

    await expect(page.getByText(sentence, { exact: false })).toBeVisible();

    await expect(page.getByRole("button", { name: "Microphone", exact: true })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
    await expect(page.getByRole("button", { name: "Join meeting" })).toBeEnabled();
  });
}

test("the permission that the browser itself refuses is explained, and one joins without", async ({
  server,
  sharedBrowser,
}) => {
  const { chromium } = await import("@playwright/test");
  const { chromiumOptions } = await import("./chromium.ts");
  expect(sharedBrowser.isConnected()).toBe(true);
  const options = chromiumOptions();
  // Without the switch that answers for the person, a headless browser refuses.
  const browser = await chromium.launch({
    ...options,
    args: (options.args ?? []).filter((flag) => !flag.includes("fake-ui")),
  });
  try {
    const { url } = await createMeeting(server);
    const page = await browser.newPage();
    await page.goto(url);
    await expect(page.getByText("Rondo may not use your camera.", { exact: false })).toBeVisible();
    await joinMeeting(page, url, "Ann");
    await expect(tileOf(page, "Ann (you)")).toBeVisible();
  } finally {
    await browser.close();
  }
});

test("another camera is switched to without a gap for others", async ({ server, newPerson }) => {
  const { url } = await createMeeting(server);
  const [ann, ben] = [await newPerson(), await newPerson()];
  await joinMeeting(ann, url, "Ann");
  await joinMeeting(ben, url, "Ben");
  await expect.poll(async () => (await received(ben)).framesDecoded).toBeGreaterThan(10);
  const before = await ann.evaluate(() =>
    (window.rondoConnections ?? []).flatMap((connection) =>
      connection.getSenders().flatMap(({ track }) => (track?.kind === "video" ? [track.id] : [])),
    ),
  );

  await ann.getByRole("button", { name: "Camera options" }).click();
  const choice = ann.getByRole("combobox", { name: /camera/i });
  const options = await choice.locator("option").allTextContents();
  await choice.selectOption({ index: options.length - 1 });

  await expect
    .poll(() =>
      ann.evaluate(() =>
        (window.rondoConnections ?? []).flatMap((connection) =>
          connection
            .getSenders()
            .flatMap(({ track }) => (track?.kind === "video" ? [track.id] : [])),
        ),
      ),
    )
    .not.toEqual(before);
  const frames = (await received(ben)).framesDecoded;
  await expect.poll(async () => (await received(ben)).framesDecoded).toBeGreaterThan(frames + 10);
});

test("a microphone that is unplugged in the call is replaced, and the person is told", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server);
  const ann = await newPerson();
  await ann.addInitScript(() => {
    const { mediaDevices } = navigator;
    const original = mediaDevices.getUserMedia.bind(mediaDevices);
    const live: MediaStreamTrack[] = [];
    Object.assign(window, {
      unplugMicrophone() {
        const track = live
          .filter(({ kind, readyState }) => kind === "audio" && readyState === "live")
          .at(-1);
        track?.stop();
        track?.dispatchEvent(new Event("ended"));
      },
    });
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await original(constraints);
      live.push(...stream.getTracks());
      return stream;
    };
  });
  const ben = await newPerson();
  await joinMeeting(ann, url, "Ann");
  await joinMeeting(ben, url, "Ben");
  await expect.poll(async () => (await received(ben)).audioEnergy).toBeGreaterThan(0);

  await ann.evaluate(() => (window as unknown as { unplugMicrophone(): void }).unplugMicrophone());

  await expect(ann.getByText(/unplugged/).first()).toBeVisible();
  const before = (await received(ben)).audioEnergy;
  await expect.poll(async () => (await received(ben)).audioEnergy).toBeGreaterThan(before);
});
