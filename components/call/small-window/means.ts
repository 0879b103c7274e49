/** By what this browser shows a part of the page beside other work. */

declare global {
  /** As in https://wicg.github.io/document-picture-in-picture/, which TypeScript does not know yet. */
  interface DocumentPictureInPicture {
    requestWindow(options?: { width?: number; height?: number }): Promise<Window>;
  }
  interface Window {
    /** Chromium on computers, in secure pages. */
    readonly documentPictureInPicture?: DocumentPictureInPicture;
  }
}

/**
 * `"window"`: a small window of our own, with controls; `"video"`: one picture with the browser's controls; null where
 * there is neither.
 */
export function smallWindowMeans(): "window" | "video" | null {
  if (window.documentPictureInPicture !== undefined) return "window";
  // Missing in Firefox, which offers its own to the person.
  return document.pictureInPictureEnabled === true ? "video" : null;
}
