import { chromium, type Page } from "@playwright/test";
import { chromiumOptions } from "./chromium.ts";
import { annAndBen, createMeeting, expect, joinMeeting, test, tileOf } from "./fixtures.ts";
import { received } from "./media-probe.ts";
import { expectToSeeAndHear } from "./see-and-hear.ts";

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

/** Lets the page believe in devices that can be unplugged: `plugIn(false)` takes all of a kind away, `true` brings them back. */
async function holdDevices(page: Page, options: { readonly none?: boolean } = {}): Promise<void> {
  await page.addInitScript(({ none = false }) => {
    const { mediaDevices } = navigator;
    const capture = mediaDevices.getUserMedia.bind(mediaDevices);
    const list = mediaDevices.enumerateDevices.bind(mediaDevices);
    const live: MediaStreamTrack[] = [];
    const there = { audioinput: !none, videoinput: !none, audiooutput: true };
    Object.assign(window, {
      plugIn(kind: "audioinput" | "videoinput", present: boolean) {
        there[kind] = present;
        for (const track of live)
          if (!present && `${track.kind}input` === kind && track.readyState === "live") {
            track.stop();
            track.dispatchEvent(new Event("ended"));
          }
        mediaDevices.dispatchEvent(new Event("devicechange"));
      },
    });
    mediaDevices.enumerateDevices = async () => (await list()).filter(({ kind }) => there[kind]);
    mediaDevices.getUserMedia = async (constraints = {}) => {
      const missing =
        (constraints.audio && !there.audioinput) || (constraints.video && !there.videoinput);
      if (missing) throw new DOMException("", "NotFoundError");
      const stream = await capture(constraints);
      live.push(...stream.getTracks());
      return stream;
    };
  }, options);
}

const plugIn = (page: Page, kind: "audioinput" | "videoinput", present: boolean) =>
  page.evaluate(
    (device) =>
      // Added above.
      (window as unknown as { plugIn(kind: string, present: boolean): void }).plugIn(
        device.kind,
        device.present,
      ),
    { kind, present },
  );

/** The origin lines of what a page described: their versions count negotiations (RFC 8829 §5.2.2). */
const described = (page: Page) =>
  page.evaluate(() =>
    (window.rondoConnections ?? [])
      .filter((one) => one.signalingState !== "closed" && one.getTransceivers().length > 0)
      .map((one) => /^o=.+$/m.exec(one.currentLocalDescription?.sdp ?? "")?.[0]),
  );

test("[fault 32] what the browser refuses costs nothing but itself, and works when allowed later, without a reload", async ({
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
  test(`[fault 32] a camera that answers ${name} has its own sentence, and the microphone still works`, async ({
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
  const { ann, ben } = await annAndBen(server, newPerson);
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

test("[fault 32] a microphone that is unplugged in the call is replaced, and the person is told", async ({
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

test("[fault 32] the only camera, unplugged in the call, leaves the sound, and is back without a negotiation", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server);
  const [ann, ben] = [await newPerson(), await newPerson()];
  await holdDevices(ann);
  await joinMeeting(ann, url, "Ann");
  await joinMeeting(ben, url, "Ben");
  await expect.poll(async () => (await received(ben)).framesDecoded).toBeGreaterThan(10);
  const negotiated = [await described(ann), await described(ben)];

  await plugIn(ann, "videoinput", false);

  await expect(ann.getByText("Your camera was unplugged.", { exact: false }).first()).toBeVisible();
  await expect(tileOf(ben, "Ann").getByText("Camera off")).toBeAttached();
  const { audioEnergy } = await received(ben);
  await expect.poll(async () => (await received(ben)).audioEnergy).toBeGreaterThan(audioEnergy);

  await plugIn(ann, "videoinput", true);

  await expect(tileOf(ben, "Ann").getByText("Camera off")).toHaveCount(0);
  const { framesDecoded } = await received(ben);
  await expect
    .poll(async () => (await received(ben)).framesDecoded)
    .toBeGreaterThan(framesDecoded + 10);
  expect([await described(ann), await described(ben)]).toEqual(negotiated);
});

test("[fault 32] who has neither camera nor microphone reads so, joins, and sees and hears the others", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server);
  const [ann, ben] = [await newPerson(), await newPerson()];
  await holdDevices(ann, { none: true });
  await ann.goto(url);
  await expect(ann.getByText("No camera was found.", { exact: false })).toBeVisible();
  await expect(ann.getByText("No microphone was found.", { exact: false })).toBeVisible();

  await joinMeeting(ann, url, "Ann");
  await joinMeeting(ben, url, "Ben");

  await expectToSeeAndHear(ann, 1);
  for (const state of ["Muted", "Camera off"])
    await expect(tileOf(ben, "Ann").getByText(state)).toBeAttached();

  await plugIn(ann, "audioinput", true);

  await expect.poll(async () => (await received(ben)).audioEnergy).toBeGreaterThan(0);
  await expect(tileOf(ben, "Ann").getByText("Muted")).toHaveCount(0);
});

test("on a phone the camera is switched by one press, without a new negotiation", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server);
  const phone = await newPerson({
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  });
  const ben = await newPerson();
  await joinMeeting(phone, url, "Ann");
  await joinMeeting(ben, url, "Ben");
  await expectToSeeAndHear(ben, 1);
  const before = await described(phone);
  const camera = () =>
    phone
      .locator("[data-self] video")
      .evaluate((video: HTMLVideoElement) =>
        video.srcObject instanceof MediaStream
          ? video.srcObject.getVideoTracks()[0]?.getSettings().deviceId
          : null,
      );
  const used = [await camera()];
  // The second one is a depth camera, which nobody encodes.
  for (const _ of ["second", "third"]) {
    await phone.getByRole("button", { name: "More" }).tap();
    await phone.getByRole("menuitem", { name: "Switch camera" }).tap();
    await expect.poll(camera).not.toBe(used.at(-1));
    used.push(await camera());
  }

  expect(new Set(used).size).toBe(3);
  await expectToSeeAndHear(ben, 1);
  expect(await described(phone)).toEqual(before);
});
