import { describe, expect, it, vi } from "vitest";
import { createScreenShare, type ScreenEnvironment } from "./screen-share.ts";

class FakeTrack extends EventTarget {
  contentHint = "";
  readyState = "live";
  readonly #displaySurface: string | undefined;
  constructor(displaySurface?: string) {
    super();
    this.#displaySurface = displaySurface;
  }
  getSettings() {
    return { displaySurface: this.#displaySurface };
  }
  stop() {
    this.readyState = "ended";
  }
  end() {
    this.stop();
    this.dispatchEvent(new Event("ended"));
  }
}

function aBrowser({ surface = "window", withSound = true, sharesSound = true } = {}) {
  const picture = new FakeTrack(surface);
  const sound = new FakeTrack();
  const stream = {
    getVideoTracks: () => [picture],
    getAudioTracks: () => (withSound ? [sound] : []),
    getTracks: () => (withSound ? [picture, sound] : [picture]),
  };
  // As much of a stream as sharing uses.
  const getDisplayMedia = vi.fn(async () => stream as unknown as MediaStream);
  const published: [string, unknown][] = [];
  const environment = (): ScreenEnvironment => ({
    isSecureContext: true,
    mediaDevices: {
      getDisplayMedia,
      getSupportedConstraints: (): object =>
        sharesSound ? { suppressLocalAudioPlayback: true } : {},
    },
  });
  const share = createScreenShare({
    publish: async (source, track) => void published.push([source, track]),
    environment,
  });
  return { share, picture, sound, getDisplayMedia, published };
}

describe("a shared screen", () => {
  it("is sent with its sound, and ends with both", async () => {
    const { share, picture, sound, published } = aBrowser();

    await share.start();
    expect(share.getSnapshot()).toMatchObject({ track: picture, sound, starting: false });
    share.stop();

    expect(share.getSnapshot()).toMatchObject({ track: null, sound: null });
    expect([picture.readyState, sound.readyState]).toEqual(["ended", "ended"]);
    expect(published).toEqual([
      ["screen", picture],
      ["screenSound", sound],
      ["screen", null],
      ["screenSound", null],
    ]);
  });

  it("ends when the browser's own button ends it, and goes on without its sound when only that ends", async () => {
    const { share, picture, sound } = aBrowser();
    await share.start();

    sound.end();
    expect(share.getSnapshot()).toMatchObject({ track: picture, sound: null });
    picture.end();

    expect(share.getSnapshot().track).toBeNull();
  });

  it.each(["NotAllowedError", "AbortError"])(
    "%s is a person's decision, and no problem",
    async (name) => {
      const { share, getDisplayMedia } = aBrowser();
      getDisplayMedia.mockRejectedValueOnce(new DOMException("", name));

      await share.start();

      expect(share.getSnapshot()).toMatchObject({ track: null, starting: false, problem: null });
    },
  );

  it("says so where the system denies it, which Chromium gives the name of a person's decision", async () => {
    const { share, getDisplayMedia } = aBrowser();
    getDisplayMedia.mockRejectedValueOnce(
      new DOMException("Permission denied by system", "NotAllowedError"),
    );

    await share.start();

    expect(share.getSnapshot()).toMatchObject({ starting: false, problem: "failed" });
  });

  it("says once that its sound is missing, and never where the browser shares none", async () => {
    const { share } = aBrowser({ withSound: false });
    const elsewhere = aBrowser({ withSound: false, sharesSound: false }).share;
    const whole = aBrowser().share;
    for (const each of [share, elsewhere, whole]) await each.start();

    expect(share.getSnapshot()).toMatchObject({ sound: null, problem: "silent" });
    expect(elsewhere.getSnapshot().problem).toBeNull();
    expect(whole.getSnapshot().problem).toBeNull();
    share.stop();
    await share.start();
    expect(share.getSnapshot().problem).toBeNull();
  });

  it("says so where the system or the browser cannot", async () => {
    const { share, getDisplayMedia } = aBrowser();
    getDisplayMedia.mockRejectedValueOnce(new DOMException("", "NotReadableError"));
    await share.start();
    const none = createScreenShare({
      publish: async () => {},
      environment: () => ({ isSecureContext: false, mediaDevices: undefined }),
    });
    await none.start();

    expect(share.getSnapshot().problem).toBe("failed");
    expect(none.getSnapshot().problem).toBe("insecure");
  });

  it("asks once, and lets go of an answer that nobody waits for any more", async () => {
    const { share, picture, getDisplayMedia } = aBrowser();

    const asking = share.start();
    void share.start();
    share.stop();
    await asking;

    expect(getDisplayMedia).toHaveBeenCalledOnce();
    expect(picture.readyState).toBe("ended");
    expect(share.getSnapshot().track).toBeNull();
  });

  it.each([
    ["monitor", true],
    ["window", false],
    ["browser", false],
  ])("of a %s may show itself in itself: %s", async (surface, mayMirror) => {
    const { share } = aBrowser({ surface });

    await share.start();

    expect(share.getSnapshot().mayMirror).toBe(mayMirror);
  });

  it("tells the encoder what matters more", async () => {
    const { share, picture } = aBrowser();
    await share.start();
    expect(picture.contentHint).toBe("detail");

    share.setEmphasis("motion");

    expect(picture.contentHint).toBe("motion");
  });
});
