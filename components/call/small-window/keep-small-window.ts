/** Opens the small window while it is wanted, and notes when the person or the browser has closed it. Knows no React. */

import type { Store } from "#call/store.ts";
import { smallWindowMeans } from "./means.ts";

/** A face in 16:9, and a row of controls below. */
const SIZE = { width: 400, height: 289 };

export interface SmallWindowOptions {
  /** Whether it is wanted; becomes false when it is closed, or cannot be opened. */
  readonly wanted: Store<boolean>;
  /** The picture to show where the browser shows nothing but pictures; null while there is none. */
  readonly findVideo: () => HTMLVideoElement | null;
  /** Gets the window to draw in, and null when it is gone. */
  readonly show: (view: Window | null) => void;
}

interface Opened {
  close(): void;
}

/**
 * Follows `wanted` until the returned function is called, which closes what is open. The window is asked for in the very
 * step in which it becomes wanted: browsers open it for a press alone, or while they report a change of tabs.
 */
export function keepSmallWindow({ wanted, findVideo, show }: SmallWindowOptions): () => void {
  /** Of now: what is opening or open. */
  let current: { opened: Opened | null } | null = null;

  const close = () => {
    const closing = current;
    current = null;
    if (closing === null) return;
    show(null);
    closing.opened?.close();
  };

  const open = async () => {
    const own: { opened: Opened | null } = { opened: null };
    current = own;
    const onGone = () => {
      if (current === own) wanted.update(() => false);
    };
    try {
      const opened =
        smallWindowMeans() === "window"
          ? await openWindow({ onGone, show: (view) => current === own && show(view) })
          : await openVideo(findVideo(), onGone);
      if (current === own) own.opened = opened;
      else opened.close();
    } catch {
      // The browser refused it, or there is no picture: nothing has changed.
      onGone();
    }
  };

  const follow = () => {
    if (!wanted.getSnapshot()) close();
    else if (current === null) void open();
  };
  const unsubscribe = wanted.subscribe(follow);
  follow();
  return () => {
    unsubscribe();
    close();
  };
}

async function openWindow({
  onGone,
  show,
}: {
  onGone: () => void;
  show: (view: Window) => void;
}): Promise<Opened> {
  const view = await window.documentPictureInPicture?.requestWindow(SIZE);
  if (view === undefined) throw new Error("this browser has no small window");
  dress(view.document);
  view.addEventListener("pagehide", onGone, { once: true });
  show(view);
  return { close: () => view.close() };
}

/** Gives an empty document the style sheets, the language and the direction of the page. */
function dress(empty: Document): void {
  const { lang, dir } = document.documentElement;
  Object.assign(empty.documentElement, { lang, dir });
  empty.title = document.title;
  empty.body.className = document.body.className;
  for (const sheet of document.querySelectorAll('link[rel="stylesheet"], style'))
    empty.head.append(empty.importNode(sheet, true));
}

async function openVideo(video: HTMLVideoElement | null, onGone: () => void): Promise<Opened> {
  if (video === null) throw new Error("there is no picture");
  await video.requestPictureInPicture();
  video.addEventListener("leavepictureinpicture", onGone, { once: true });
  return {
    close() {
      if (document.pictureInPictureElement === video)
        document.exitPictureInPicture().catch(() => null);
    },
  };
}
