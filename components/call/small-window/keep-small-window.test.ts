import { afterEach, describe, expect, it, vi } from "vitest";
import { createStore } from "#call/store.ts";
import { keepSmallWindow } from "./keep-small-window.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A browser with small windows; `answer` is what it says when one is asked for. */
function aBrowser(answer: () => Promise<unknown> = async () => undefined) {
  const opened: EventTarget[] = [];
  const closed: EventTarget[] = [];
  const requestWindow = vi.fn(async () => {
    await answer();
    const view = Object.assign(new EventTarget(), {
      document: { documentElement: {}, body: {}, head: { append: () => {} } },
      close: () => {
        closed.push(view);
        view.dispatchEvent(new Event("pagehide"));
      },
    });
    opened.push(view);
    return view;
  });
  vi.stubGlobal("window", { documentPictureInPicture: { requestWindow } });
  vi.stubGlobal("document", {
    documentElement: { lang: "ar", dir: "rtl" },
    body: {},
    querySelectorAll: () => [],
  });
  return { opened, closed, requestWindow };
}

function aWish() {
  const wanted = createStore(false);
  const shown: (unknown | null)[] = [];
  const { stop } = keepSmallWindow({
    wanted,
    findVideo: () => null,
    show: (view) => void shown.push(view),
  });
  return { wanted, shown, stop, want: (isWanted: boolean) => wanted.update(() => isWanted) };
}

describe("the small window", () => {
  it("is asked for in the step in which it is wanted, in the language of the page, and closes with the wish", async () => {
    const browser = aBrowser();
    const { shown, want } = aWish();

    want(true);
    expect(browser.requestWindow).toHaveBeenCalledTimes(1);
    await settle();
    expect(shown).toEqual([browser.opened[0]]);
    expect(shown[0]).toMatchObject({ document: { documentElement: { lang: "ar", dir: "rtl" } } });

    want(false);
    expect(browser.closed).toEqual(browser.opened);
    expect(shown.at(-1)).toBeNull();
  });

  it("is wanted no more when the person closes it, and opens anew when it is wanted again", async () => {
    const browser = aBrowser();
    const { wanted, shown, want } = aWish();
    want(true);
    await settle();

    browser.opened[0]?.dispatchEvent(new Event("pagehide"));
    expect(wanted.getSnapshot()).toBe(false);
    expect(shown.at(-1)).toBeNull();
    want(true);
    await settle();

    expect(shown.at(-1)).toBe(browser.opened[1]);
  });

  it("changes nothing where the browser refuses it", async () => {
    aBrowser(() => Promise.reject(new DOMException("", "NotAllowedError")));
    const { wanted, shown, want } = aWish();

    want(true);
    await settle();

    expect(wanted.getSnapshot()).toBe(false);
    expect(shown.filter((view) => view !== null)).toEqual([]);
  });

  it("closes with the call, also when the browser opens it too late", async () => {
    let answer = () => {};
    const browser = aBrowser(() => new Promise<void>((resolve) => (answer = resolve)));
    const { shown, stop, want } = aWish();
    want(true);

    stop();
    answer();
    await settle();

    expect(browser.closed).toHaveLength(1);
    expect(shown.filter((view) => view !== null)).toEqual([]);
  });
});

describe("where the browser shows pictures alone", () => {
  class Picture extends EventTarget {
    requestPictureInPicture = vi.fn(async () => {
      const before = page.pictureInPictureElement;
      page.pictureInPictureElement = this;
      // As browsers do: the one before is left without a word of the person's.
      before?.dispatchEvent(new Event("leavepictureinpicture"));
    });
  }
  const page = {
    pictureInPictureEnabled: true,
    pictureInPictureElement: null as Picture | null,
    exitPictureInPicture: vi.fn(async () => {
      const before = page.pictureInPictureElement;
      page.pictureInPictureElement = null;
      before?.dispatchEvent(new Event("leavepictureinpicture"));
    }),
  };

  /** A wish, kept, while one of these pictures is that of whoever speaks. */
  async function aPicture(first: Picture | null) {
    vi.stubGlobal("window", {});
    vi.stubGlobal("document", page);
    vi.stubGlobal("HTMLVideoElement", Picture);
    page.pictureInPictureElement = null;
    page.exitPictureInPicture.mockClear();
    const speaks = { picture: first };
    const wanted = createStore(true);
    const keeping = keepSmallWindow({
      wanted,
      // Of an element only what a picture in a window needs.
      findVideo: () => speaks.picture as unknown as HTMLVideoElement | null,
      show: () => {},
    });
    await settle();
    return { speaks, wanted, keeping };
  }

  it("the picture of the speaker is shown, until the wish or the browser ends it", async () => {
    const ann = new Picture();
    const { wanted } = await aPicture(ann);
    expect(ann.requestPictureInPicture).toHaveBeenCalledTimes(1);

    wanted.update(() => false);
    expect(page.exitPictureInPicture).toHaveBeenCalledTimes(1);

    wanted.update(() => true);
    await settle();
    await page.exitPictureInPicture();
    expect(wanted.getSnapshot()).toBe(false);
  });

  it("the picture of whoever speaks next takes its place, and closing that one ends it", async () => {
    const [ann, ben] = [new Picture(), new Picture()];
    const { speaks, wanted, keeping } = await aPicture(ann);

    speaks.picture = ben;
    keeping.follow();
    await settle();
    expect(page.pictureInPictureElement).toBe(ben);
    expect(wanted.getSnapshot()).toBe(true);

    await page.exitPictureInPicture();
    expect(wanted.getSnapshot()).toBe(false);
  });

  it("goes on as it is where the next one has no picture, or the browser keeps the first", async () => {
    const [ann, ben] = [new Picture(), new Picture()];
    const { speaks, wanted, keeping } = await aPicture(ann);

    speaks.picture = null;
    keeping.follow();
    speaks.picture = ben;
    ben.requestPictureInPicture.mockRejectedValueOnce(new DOMException("", "NotAllowedError"));
    keeping.follow();
    await settle();
    expect(page.pictureInPictureElement).toBe(ann);
    expect(wanted.getSnapshot()).toBe(true);

    wanted.update(() => false);
    expect(page.pictureInPictureElement).toBeNull();
  });

  it("nothing is wanted any more where there is no picture", async () => {
    const { wanted } = await aPicture(null);

    expect(wanted.getSnapshot()).toBe(false);
  });
});
