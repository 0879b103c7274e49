/** Whether anything can take the whole screen here: nothing can on an iPhone, nor in a frame that may not. */
export function canFullScreen(): boolean {
  // Missing where there is no full screen at all.
  return document.fullscreenEnabled ?? false;
}

/**
 * Shows the page, or one element of it, on the whole screen, or no more. Where the browser has none or refuses, nothing
 * happens, and nothing is lost.
 */
export function toggleFullScreen(element?: Element | null): void {
  if (!canFullScreen()) return;
  const shown = document.fullscreenElement;
  // For the page it does not matter what of it is shown: the whole screen is given back.
  const isShown = element == null ? shown !== null : shown === element;
  const change = isShown
    ? document.exitFullscreen()
    : (element ?? document.documentElement).requestFullscreen();
  change.catch(() => null);
}

/** Where a menu has to stand to be seen: in what has the whole screen, which covers the rest of the page. */
export function menuContainer(): HTMLElement | undefined {
  const shown = document.fullscreenElement;
  return shown instanceof HTMLElement && shown !== document.documentElement ? shown : undefined;
}
