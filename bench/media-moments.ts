/** When media came: read in the page, from whatever peer connections and elements it uses. */

/** Moments on the machine's clock, Unix milliseconds with fractions; null until it happened. */
export interface MediaMoments {
  navigatedAtMs: number;
  /** The last press of a button named Join…. */
  pressedAtMs: number | null;
  /** The first frame of a remote track was presented (requestVideoFrameCallback). */
  frameAtMs: number | null;
  /** The first packet of a remote voice was decoded and given to its track. */
  audioAtMs: number | null;
}

declare global {
  interface Window {
    benchMoments?: MediaMoments;
  }
}

/**
 * Runs in the page before its scripts. Every element that is given a remote picture is asked for its first frame.
 * Decoded audio shows in `getSynchronizationSources()`, which is exact and synchronous, while `getStats()` is cached
 * for longer than the whole thing may take.
 */
export function watchMedia(): void {
  const POLL_MS = 2;
  const now = (): number => performance.timeOrigin + performance.now();
  const moments: MediaMoments = {
    navigatedAtMs: performance.timeOrigin,
    pressedAtMs: null,
    frameAtMs: null,
    audioAtMs: null,
  };
  window.benchMoments = moments;

  window.addEventListener(
    "click",
    ({ target, timeStamp }) => {
      const button = target instanceof Element ? target.closest("button") : null;
      if (button?.textContent?.startsWith("Join")) {
        moments.pressedAtMs = performance.timeOrigin + timeStamp;
      }
    },
    { capture: true },
  );

  const connections: RTCPeerConnection[] = [];
  const isRemote = (track: MediaStreamTrack): boolean =>
    connections.some((connection) =>
      connection.getReceivers().some((receiver) => receiver.track === track),
    );
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
      this.addEventListener("track", ({ track, receiver }) => {
        if (track.kind !== "audio") return;
        const poll = setInterval(() => {
          if (receiver.getSynchronizationSources().length === 0) return;
          clearInterval(poll);
          moments.audioAtMs ??= now();
        }, POLL_MS);
      });
    }
  };

  const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "srcObject");
  Object.defineProperty(HTMLMediaElement.prototype, "srcObject", {
    ...source,
    set(this: HTMLMediaElement, stream: MediaProvider | null) {
      source?.set?.call(this, stream);
      if (!(this instanceof HTMLVideoElement) || !(stream instanceof MediaStream)) return;
      if (!stream.getVideoTracks().some(isRemote)) return;
      this.requestVideoFrameCallback(() => {
        moments.frameAtMs ??= now();
      });
    },
  });
}
