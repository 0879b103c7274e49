/**
 * The call in a small window beside other work (Document Picture-in-Picture): seen, answered and left from there. Where a
 * browser has no such window, it shows one picture by itself.
 */

import type { Page } from "@playwright/test";
import {
  annAndBen,
  controlOf,
  createMeeting,
  expect,
  joinMeeting,
  joinToo,
  type NewPerson,
  test,
  tileOf,
} from "./fixtures.ts";
import { chooseFromMore, smallWindowOf } from "./in-the-call.ts";
import { received } from "./media-probe.ts";
import { axeFindings, shot } from "./page-checks.ts";
import { expectPicture } from "./see-and-hear.ts";

const choosePictureInPicture = (page: Page) => chooseFromMore(page, "Picture in picture");

/** What a page learns when its tab is left, or come back to. */
function setVisibility(page: Page, state: "hidden" | "visible"): Promise<void> {
  return page.evaluate((now) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => now });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);
}

/** Frames that come within a second and a half. */
async function framesOf(page: Page): Promise<number> {
  const before = (await received(page)).framesDecoded;
  await page.waitForTimeout(1_500);
  return (await received(page)).framesDecoded - before;
}

test("shows the others while the page is hidden, and mutes and leaves from there", async ({
  server,
  newPerson,
}) => {
  test.slow();
  const { ann, ben } = await annAndBen(server, newPerson);
  await expectPicture(tileOf(ben, "Ann"));
  const notice = ben.getByRole("region", { name: "Picture in picture" });

  const small = await smallWindowOf(ben, () => choosePictureInPicture(ben));
  await expectPicture(tileOf(small, "Ann"));
  await expect(notice).toContainText("The call is in the small window too.");
  await expectPicture(tileOf(ben, "Ann"));
  await expect(small.locator("html")).toHaveAttribute("lang", "en");
  await shot(small, "small-window");
  await shot(ben, "small-window-page");
  expect(await axeFindings(small)).toEqual([]);

  await setVisibility(ben, "hidden");
  // Longer than the glance that is not told.
  await ben.waitForTimeout(1_500);
  expect(await framesOf(ben)).toBeGreaterThan(0);
  await expectPicture(tileOf(small, "Ann"));

  const microphone = controlOf(small, "Microphone");
  await expect(microphone).toHaveAttribute("aria-pressed", "true");
  await microphone.click();
  await expect(microphone).toHaveAttribute("aria-pressed", "false");
  await expect(tileOf(ann, "Ben").getByText("Muted")).toBeAttached();
  await expect(controlOf(ben, "Microphone")).toHaveAttribute("aria-pressed", "false");
  await small.keyboard.press("m");
  await expect(tileOf(ann, "Ben").getByText("Muted")).not.toBeAttached();
  await small.keyboard.press("ArrowRight");
  await expect(controlOf(small, "Camera")).toBeFocused();

  await notice.getByRole("button", { name: "Bring it back" }).click();
  await expect.poll(() => small.isClosed()).toBe(true);
  await expect(notice).toHaveCount(0);
  // Nobody sees Ann now: she need not send.
  await expect.poll(() => framesOf(ben)).toBe(0);
  await setVisibility(ben, "visible");
  await expectPicture(tileOf(ben, "Ann"));

  const again = await smallWindowOf(ben, () => ben.keyboard.press("i"));
  await controlOf(again, "Leave").click();
  await expect(ben.getByRole("heading", { name: "You left the meeting" })).toBeVisible();
  await expect.poll(() => again.isClosed()).toBe(true);
  await expect(tileOf(ann, "Ben")).toHaveCount(0);
});

test("shows oneself when alone and a shared screen before faces, and can be closed by its own key", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server);
  const ben = await newPerson();
  await joinMeeting(ben, url, "Ben");
  const small = await smallWindowOf(ben, () => choosePictureInPicture(ben));
  await expectPicture(tileOf(small, "Ben (you)"));

  const ann = await newPerson();
  await joinMeeting(ann, url, "Ann");
  await expectPicture(tileOf(small, "Ann"));
  await controlOf(ann, "Camera").click();
  await expect(tileOf(small, "Ann")).toContainText("Camera off");
  await shot(small, "small-window-camera-off");

  await controlOf(ann, "Share screen").click();
  await expectPicture(tileOf(small, "Ann’s screen"));
  await expect(tileOf(small, "Ann")).toHaveCount(0);
  await shot(small, "small-window-screen");
  await ann.getByRole("button", { name: "Stop sharing" }).click();
  await expect(tileOf(small, "Ann")).toBeVisible();

  await controlOf(small, "Microphone").focus();
  // The window is gone before the key comes up again.
  await small.keyboard.down("i");
  await expect.poll(() => small.isClosed()).toBe(true);
  await expect(ben.getByRole("region", { name: "Picture in picture" })).toHaveCount(0);
});

test("opens by itself when the tab is left, unless the settings say otherwise, and obeys the browser's own controls", async ({
  server,
  newPerson,
}) => {
  const { url } = await createMeeting(server);
  const ben = await newPerson();
  // A browser without a screen has no tabs to leave: what it would call is kept, and called by the test.
  await ben.addInitScript(() => {
    const actions = new Map<string, MediaSessionActionHandler | null>();
    Object.assign(window, { browserActions: actions });
    navigator.mediaSession.setActionHandler = (action, handler) => {
      actions.set(action, handler);
    };
  });
  const has = (name: string) =>
    ben.evaluate(
      (wanted) =>
        (window as unknown as { browserActions: Map<string, unknown> }).browserActions.get(
          wanted,
        ) instanceof Function,
      name,
    );
  const act = (name: string) =>
    ben.evaluate((wanted) => {
      const { browserActions } = window as unknown as { browserActions: Map<string, () => void> };
      browserActions.get(wanted)?.();
    }, name);
  await joinMeeting(ben, url, "Ben");
  await expect.poll(() => has("enterpictureinpicture")).toBe(true);

  const small = await smallWindowOf(ben, () => act("enterpictureinpicture"));
  await expectPicture(tileOf(small, "Ben (you)"));
  // As the browser does when the tab is back.
  await small.close();
  await expect(ben.getByRole("region", { name: "Picture in picture" })).toHaveCount(0);

  await act("togglecamera");
  await expect(controlOf(ben, "Camera")).toHaveAttribute("aria-pressed", "false");
  await act("togglemicrophone");
  await expect(controlOf(ben, "Microphone")).toHaveAttribute("aria-pressed", "false");

  await ben.getByRole("button", { name: "Settings" }).click();
  const choice = ben.getByRole("switch", { name: "Picture in picture when I switch tabs" });
  await expect(choice).toHaveAttribute("aria-checked", "true");
  await choice.click();
  await expect(choice).toHaveAttribute("aria-checked", "false");
  expect(await has("enterpictureinpicture")).toBe(false);
  await ben.keyboard.press("Escape");

  await act("hangup");
  await expect(ben.getByRole("heading", { name: "You left the meeting" })).toBeVisible();
  expect(await has("hangup")).toBe(false);
});

test.describe("in a browser that shows pictures alone", () => {
  /** A person with such a browser, in a meeting. */
  async function withPicturesAlone(newPerson: NewPerson, url: string, name: string): Promise<Page> {
    const page = await newPerson();
    await page.addInitScript(() => {
      // Of the prototype: the window itself has only inherited it.
      Reflect.deleteProperty(window, "documentPictureInPicture");
      Reflect.deleteProperty(Window.prototype, "documentPictureInPicture");
    });
    await joinMeeting(page, url, name);
    expect(await page.evaluate(() => window.documentPictureInPicture)).toBeUndefined();
    return page;
  }

  /** Whose picture the browser shows beside the page; null while it shows none. */
  const shownIn = (page: Page) =>
    page.evaluate(
      () =>
        document.pictureInPictureElement?.closest("[role=group]")?.getAttribute("aria-label") ??
        null,
    );

  /** Frames that the shown picture presents in half a second. */
  const framesShownIn = (page: Page) =>
    page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const video = document.pictureInPictureElement;
          let seen = 0;
          const count = () => {
            seen += 1;
            if (video instanceof HTMLVideoElement) video.requestVideoFrameCallback(count);
          };
          if (video instanceof HTMLVideoElement) video.requestVideoFrameCallback(count);
          setTimeout(() => resolve(seen), 500);
        }),
    );

  test("shows whoever speaks while the page is hidden, until the person or the browser ends it", async ({
    server,
    newPerson,
  }) => {
    test.slow();
    const { url } = await createMeeting(server);
    const ben = await withPicturesAlone(newPerson, url, "Ben");
    const ann = await newPerson();
    await joinMeeting(ann, url, "Ann");
    const cem = await joinToo(newPerson, url, "Cem");
    await controlOf(cem, "Microphone").click();
    for (const name of ["Ann", "Cem"]) await expectPicture(tileOf(ben, name));

    await choosePictureInPicture(ben);
    await expect.poll(() => shownIn(ben)).toBe("Ann");
    await expect.poll(() => framesShownIn(ben)).toBeGreaterThan(1);
    const picture = await ben.evaluate(() => {
      const { videoWidth, videoHeight } = document.pictureInPictureElement as HTMLVideoElement; // Pictures alone are shown.
      return [videoWidth, videoHeight].every((pixels) => pixels > 0);
    });
    expect(picture).toBe(true);

    await setVisibility(ben, "hidden");
    // Longer than the glance that is not told: the others may stop sending, and Ann goes on.
    await ben.waitForTimeout(1_500);
    await expect.poll(() => framesShownIn(ben)).toBeGreaterThan(1);
    await controlOf(ann, "Microphone").click();
    await controlOf(cem, "Microphone").click();
    await expect.poll(() => shownIn(ben)).toBe("Cem");
    await expect.poll(() => framesShownIn(ben)).toBeGreaterThan(1);
    await setVisibility(ben, "visible");

    const item = ben.getByRole("menuitemcheckbox", { name: "Picture in picture", exact: true });
    await controlOf(ben, "More").click();
    await expect(item).toHaveAttribute("aria-checked", "true");
    await item.click();
    await expect.poll(() => shownIn(ben)).toBeNull();

    // By the browser's own cross, of which a page learns only that the picture is back.
    await ben.keyboard.press("i");
    await expect.poll(() => shownIn(ben)).toBe("Cem");
    await ben.evaluate(() => document.exitPictureInPicture());
    await controlOf(ben, "More").click();
    await expect(item).toHaveAttribute("aria-checked", "false");
    await ben.keyboard.press("Escape");
    await expectPicture(tileOf(ben, "Cem"));

    await ben.keyboard.press("i");
    await expect.poll(() => shownIn(ben)).toBe("Cem");
    await controlOf(ben, "Leave").click();
    await expect(ben.getByRole("heading", { name: "You left the meeting" })).toBeVisible();
    expect(await shownIn(ben)).toBeNull();
  });

  test("shows a shared screen before faces, and who speaks again after it", async ({
    server,
    newPerson,
  }) => {
    const { url } = await createMeeting(server);
    const ben = await withPicturesAlone(newPerson, url, "Ben");
    const ann = await newPerson();
    await joinMeeting(ann, url, "Ann");
    await expectPicture(tileOf(ben, "Ann"));
    await choosePictureInPicture(ben);
    await expect.poll(() => shownIn(ben)).toBe("Ann");

    await controlOf(ann, "Share screen").click();
    await expect.poll(() => shownIn(ben)).toBe("Ann’s screen");
    await expect.poll(() => framesShownIn(ben)).toBeGreaterThan(1);
    await ann.getByRole("button", { name: "Stop sharing" }).click();
    await expect(tileOf(ben, "Ann’s screen")).toHaveCount(0);
    await expect.poll(() => shownIn(ben)).toBe("Ann");
    await expect.poll(() => framesShownIn(ben)).toBeGreaterThan(1);
  });
});
