/** When the page goes, and when it comes back from the back/forward cache. */

export interface PageLife {
  /** Calls back until the returned function is called. */
  watch(on: { hide: () => void; restored: () => void }): () => void;
}

export const browserPageLife: PageLife = {
  watch({ hide, restored }) {
    const watching = new AbortController();
    const { signal } = watching;
    window.addEventListener("pagehide", hide, { signal });
    window.addEventListener(
      "pageshow",
      (event) => {
        if (event.persisted) restored();
      },
      { signal },
    );
    return () => watching.abort();
  },
};
