/** The own shared screen: asks for it, hands its picture and sound on, and notices when the browser ends it. */

import { createStore, type ReadableStore } from "../store.ts";

/** Why a screen could not be shared, or not all of it. Who thinks better of it, or is asked by the browser and says no, has no problem. */
export type ScreenProblem =
  /** This browser cannot share (phones, mostly). */
  | "unsupported"
  /** The page is not a secure context. */
  | "insecure"
  /** The system keeps the browser from it. */
  | "failed"
  /** The picture is shared, the sound was not given. Told once: it may well be meant. */
  | "silent";

/** What matters more when not everything gets through: legible text or movement. */
export type ScreenEmphasis = "detail" | "motion";

export interface ScreenShareState {
  readonly track: MediaStreamTrack | null;
  /** The sound of what is shared, where the browser gives it. */
  readonly sound: MediaStreamTrack | null;
  /** True while the browser asks what to share. */
  readonly starting: boolean;
  readonly problem: ScreenProblem | null;
  readonly emphasis: ScreenEmphasis;
  /** Whether a whole screen is shared: this page on it would show itself in itself without end. */
  readonly mayMirror: boolean;
}

export interface ScreenShare extends ReadableStore<ScreenShareState> {
  /** Has the browser ask what to share; to be called as a person presses something. Never rejects. */
  start(): Promise<void>;
  /** Ends sharing, or the asking for it. */
  stop(): void;
  setEmphasis(emphasis: ScreenEmphasis): void;
}

/** Sources that a share publishes. */
export type SharedSource = "screen" | "screenSound";

export interface ScreenShareOptions {
  readonly publish: (source: SharedSource, track: MediaStreamTrack | null) => Promise<void>;
  readonly environment?: () => ScreenEnvironment;
}

/** What of the page is used; replaced in tests. */
export interface ScreenEnvironment {
  readonly isSecureContext: boolean;
  readonly mediaDevices:
    | Partial<Pick<MediaDevices, "getDisplayMedia" | "getSupportedConstraints">>
    | undefined;
}

/** Screen Capture §5.4, `DisplayMediaStreamOptions`; TypeScript does not know all of it yet. */
interface DisplayOptions extends DisplayMediaStreamOptions {
  readonly selfBrowserSurface: "exclude" | "include";
  readonly surfaceSwitching: "exclude" | "include";
  readonly systemAudio: "exclude" | "include";
}

/** What the browser is asked for, with the reasons. */
const OPTIONS: DisplayOptions = {
  // Whole, for text that is scaled is not read; above the rate nothing is gained, and every encoder pays.
  video: { frameRate: { ideal: 30, max: 30 } },
  // Music and films would be ruined by what makes voices clear.
  audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  // This very tab among the choices is an infinite mirror.
  selfBrowserSurface: "exclude",
  surfaceSwitching: "include",
  systemAudio: "include",
};

/** Has no side effect before `start()`. */
export function createScreenShare(options: ScreenShareOptions): ScreenShare {
  const environment = options.environment ?? pageEnvironment;
  const store = createStore<ScreenShareState>({
    track: null,
    sound: null,
    starting: false,
    problem: null,
    emphasis: "detail",
    mayMirror: false,
  });
  const patch = (change: Partial<ScreenShareState>) =>
    store.update((state) => ({ ...state, ...change }));
  /** Only the latest question counts. */
  let question = 0;
  let toldSilent = false;

  /** Null where there is sound, where this browser shares none, and where the person was told before. */
  const silence = (sound: MediaStreamTrack | null): ScreenProblem | null => {
    if (sound !== null || toldSilent || !sharesSound(environment())) return null;
    toldSilent = true;
    return "silent";
  };

  const begin = (stream: MediaStream) => {
    const [track] = stream.getVideoTracks();
    const [sound = null] = stream.getAudioTracks();
    if (track === undefined) return patch({ starting: false, problem: "failed" });
    track.contentHint = store.getSnapshot().emphasis;
    if (sound !== null) sound.contentHint = "music";
    // The browser has a button of its own that ends it; the sound may end alone.
    track.addEventListener("ended", () => {
      if (store.getSnapshot().track === track) stop();
    });
    sound?.addEventListener("ended", () => {
      if (store.getSnapshot().sound !== sound) return;
      patch({ sound: null });
      void options.publish("screenSound", null);
    });
    const { displaySurface } = track.getSettings();
    patch({
      track,
      sound,
      starting: false,
      problem: silence(sound),
      mayMirror: displaySurface === undefined || displaySurface === "monitor",
    });
    void options.publish("screen", track);
    void options.publish("screenSound", sound);
  };

  const stop = () => {
    question += 1;
    const { track, sound } = store.getSnapshot();
    for (const each of [track, sound]) each?.stop();
    patch({ track: null, sound: null, starting: false, problem: null });
    if (track === null) return;
    void options.publish("screen", null);
    void options.publish("screenSound", null);
  };

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,

    async start() {
      if (store.getSnapshot().starting || store.getSnapshot().track !== null) return;
      const { isSecureContext, mediaDevices } = environment();
      if (mediaDevices?.getDisplayMedia === undefined)
        return patch({ problem: isSecureContext ? "unsupported" : "insecure" });
      question += 1;
      const own = question;
      patch({ starting: true, problem: null });
      try {
        const stream = await mediaDevices.getDisplayMedia(OPTIONS);
        if (own === question) return begin(stream);
        for (const track of stream.getTracks()) track.stop();
      } catch (error) {
        if (own === question) patch({ starting: false, problem: problemOf(error) });
      }
    },

    stop,

    setEmphasis(emphasis) {
      const { track } = store.getSnapshot();
      if (track !== null) track.contentHint = emphasis;
      patch({ emphasis });
    },
  };
}

/**
 * Null for a person's own decision: to cancel is no error. Chromium gives the same name to what the privacy settings of
 * macOS forbid, and says only in its (English) message that it was not the person.
 */
function problemOf(error: unknown): ScreenProblem | null {
  const { name, message } = error instanceof DOMException ? error : { name: "", message: "" };
  if (name === "NotAllowedError") return /\bby system\b/i.test(message) ? "failed" : null;
  return name === "AbortError" ? null : "failed";
}

/** Whether the browser can share any sound, by a constraint that only such browsers know (Screen Capture §6.1). */
function sharesSound({ mediaDevices }: ScreenEnvironment): boolean {
  return "suppressLocalAudioPlayback" in (mediaDevices?.getSupportedConstraints?.() ?? {});
}

/** Whether this browser has anything to ask for; it may still refuse. */
export function canShareScreen(): boolean {
  return typeof navigator !== "undefined" && "getDisplayMedia" in (navigator.mediaDevices ?? {});
}

function pageEnvironment(): ScreenEnvironment {
  return { isSecureContext: window.isSecureContext, mediaDevices: navigator.mediaDevices };
}
