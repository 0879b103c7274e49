import { chromium, type Page } from "@playwright/test";
import { chromiumOptions } from "./chromium.ts";
import { createMeeting, expect, joinMeeting, test, tileOf } from "./fixtures.ts";
import { received } from "./media-probe.ts";

/** Makes the browser's camera answer with an error. */
async function failCamera(page: Page, name: string): Promise<void> {
  await page.addInitScript((error) => {
    const { mediaDevices } = navigator;
    const original = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints = {}) => {
      if (constraints.video) throw new DOMException("", error);
      return await original(constraints);
    };
  }, name);
}

test("what the browser refuses costs nothing but itself, and works when allowed later, without a reload", async ({
  server,
  newPerson,
}) => {
  const options = chromiumOptions();
  // Without the switch that answers for the person, a headless browser refuses.
  const browser = await chromium.launch({
    ...options,
    args: (options.args ?? []).filter((flag) => !flag.includes("fake-ui")),
  });
  try {
    const { url } = await createMeeting(server);
    const context = await browser.newContext();
    const ann = await context.newPage();
    await ann.goto(url);
    await expect(ann.getByText("Rondo may not use your camera.", { exact: false })).toBeVisible();
    await expect(
      ann.getByText("Rondo may not use your microphone.", { exact: false }),
    ).toBeVisible();
    await expect(ann.getByText("How to allow it").first()).toBeVisible();
    await joinMeeting(ann, url, "Ann");
    const ben = await newPerson();
    await joinMeeting(ben, url, "Ben");
    await expect(tileOf(ben, "Ann").getByText("Camera off")).toBeAttached();

    await context.grantPermissions(["camera", "microphone"], { origin: server.url });

    await expect.poll(async () => (await received(ben)).framesDecoded).toBeGreaterThan(5);
    await expect.poll(async () => (await received(ben)).audioEnergy).toBeGreaterThan(0);
    await expect(ann.getByRole("button", { name: "Camera", exact: true })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
  } finally {
    await browser.close();
  }
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
    await failCamera(page, name);
    await page.goto(url);

    await expect(page.getByText(sentence, { exact: false })).toBeVisible();

    await expect(page.getByRole("button", { name: "Microphone", exact: true })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
    await expect(page.getByRole("button", { name: "Join meeting" })).toBeEnabled();
  });
}

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
  await expect(choice.getByRole("option", { name: "fake_device_2" })).toBeAttached();
  await choice.selectOption({ label: "fake_device_2" });

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
