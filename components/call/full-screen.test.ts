import { afterEach, describe, expect, it, vi } from "vitest";
import { canFullScreen, toggleFullScreen } from "./full-screen.ts";

afterEach(() => vi.unstubAllGlobals());

/** As much of a page as the whole screen needs. */
function aPage() {
  const anElement = () => ({ requestFullscreen: vi.fn(async () => {}) });
  const page = anElement();
  const tile = anElement();
  const document = {
    fullscreenEnabled: true,
    fullscreenElement: null as unknown,
    documentElement: page,
    exitFullscreen: vi.fn(async () => {}),
  };
  vi.stubGlobal("document", document);
  // An element as far as it is used.
  return { document, page, tile: tile as unknown as Element & typeof tile };
}

describe("the whole screen", () => {
  it("shows the page, and gives it back whatever of it is shown", () => {
    const { document, page, tile } = aPage();

    toggleFullScreen();
    expect(page.requestFullscreen).toHaveBeenCalledOnce();
    for (const shown of [page, tile]) {
      document.fullscreenElement = shown;
      toggleFullScreen();
    }

    expect(document.exitFullscreen).toHaveBeenCalledTimes(2);
  });

  it("shows one tile, also when the page has it, and no more when asked again", () => {
    const { document, page, tile } = aPage();

    document.fullscreenElement = page;
    toggleFullScreen(tile);
    expect(tile.requestFullscreen).toHaveBeenCalledOnce();
    document.fullscreenElement = tile;
    toggleFullScreen(tile);

    expect(document.exitFullscreen).toHaveBeenCalledOnce();
  });

  it("is not offered, and nothing happens, where the browser has none", () => {
    // An iPhone knows none of it.
    vi.stubGlobal("document", { documentElement: {} });

    expect(canFullScreen()).toBe(false);
    expect(() => toggleFullScreen()).not.toThrow();
  });

  it("stays as it is where the browser refuses", async () => {
    const { page } = aPage();
    page.requestFullscreen.mockRejectedValueOnce(new TypeError("not now"));

    expect(() => toggleFullScreen()).not.toThrow();
    await Promise.resolve();
  });
});
