/** Opens the small window while it is wanted, and notes when the person or the browser has closed it. Knows no React. */

import type { Store } from "#call/store.ts";
import { smallWindowMeans } from "./means.ts";

/** A face in 16:9, and a row of controls below. */
const SIZE = { width: 400, height: 289 };

export interface SmallWindowOptions {
  /** Whether it is wanted; becomes false when it is closed, or cannot be opened. */
  readonly wanted: Store<boolean>;
  /**
   * The picture to show where the browser shows nothing but pictures, in its place that of somebody else unless `exactly`;
   * null while there is none.
   */
  readonly findVideo: (which: { readonly exactly: boolean }) => HTMLVideoElement | null;
  /** Gets the window to draw in, and null when it is gone. */
  readonly show: (view: Window | null) => void;
}

export interface SmallWindowKeeping {
  /** Another picture is to be shown, where the browser shows nothing but pictures. */
  follow(): void;
  /** Ends it, and closes what is open. */
  stop(): void;
}

interface Opened {
  follow(): void;
  close(): void;
}

/**
 * Follows `wanted` until it is stopped. The window is asked for in the very step in which it becomes wanted: browsers open
 * it for a press alone, or while they report a change of tabs.
 */
export function keepSmallWindow({
  wanted,
  findVideo,
  show,
}: SmallWindowOptions): SmallWindowKeeping {
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
          : await openVideo(findVideo, onGone);
      if (current === own) own.opened = opened;
      else opened.close();
    } catch {
      // The browser refused it, or there is no picture: nothing has changed.
      onGone();
    }
  };

  const obey = () => {
    if (!wanted.getSnapshot()) close();
    else if (current === null) void open();
  };
  const unsubscribe = wanted.subscribe(obey);
  obey();
  return {
    follow: () => current?.opened?.follow(),
    stop() {
      unsubscribe();
      close();
    },
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
  // What is drawn in it is drawn anew by itself.
  return { follow: () => {}, close: () => view.close() };
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

async function openVideo(
  findVideo: SmallWindowOptions["findVideo"],
  onGone: () => void,
): Promise<Opened> {
  let shown = findVideo({ exactly: false });
  if (shown === null) throw new Error("there is no picture");
  await shown.requestPictureInPicture();
  const closed = new AbortController();
  // One that gives its place to another is left too, and then nobody has closed anything.
  const onLeft = ({ target }: Event) => {
    if (target === shown) onGone();
  };
  const watch = (video: HTMLVideoElement) =>
    video.addEventListener("leavepictureinpicture", onLeft, { signal: closed.signal });
  const leave = () => document.exitPictureInPicture().catch(() => null);
  const ours = new Set([shown]);
  watch(shown);

  /** Browsers let a picture take the place of another without a press; one that does not goes on with the first. */
  const change = async (from: HTMLVideoElement | null, to: HTMLVideoElement) => {
    try {
      await to.requestPictureInPicture();
      if (closed.signal.aborted) await leave();
    } catch {
      if (closed.signal.aborted || shown !== to) return;
      shown = from;
      if (document.pictureInPictureElement !== from) onGone();
    }
  };
  return {
    follow() {
      const next = findVideo({ exactly: true });
      if (next === null || next === shown) return;
      const before = shown;
      shown = next;
      ours.add(next);
      watch(next);
      void change(before, next);
    },
    close() {
      closed.abort();
      const element = document.pictureInPictureElement;
      if (element instanceof HTMLVideoElement && ours.has(element)) void leave();
    },
  };
}
