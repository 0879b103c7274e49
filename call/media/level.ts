/** How loud somebody is, for rings and meters. */

/** Below this a voice is room noise, decibels relative to full scale. */
const FLOOR_DB = -50;

/** Amplitude (linear, 0..1) as loudness (0..1, even steps for equal changes in decibels); silence is 0. */
export function loudness(amplitude: number): number {
  if (!(amplitude > 0)) return 0;
  const decibels = 20 * Math.log10(Math.min(amplitude, 1));
  // Steps too small to see would only wake those who watch.
  return Math.round(Math.max(0, 1 - decibels / FLOOR_DB) * 50) / 50;
}

/** Root mean square of samples in -1..1. */
export function rootMeanSquare(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

export interface AmplitudeMeter {
  /** The track to listen to; the same one again changes nothing. */
  listen(track: MediaStreamTrack | null): void;
  /** Loudness at this moment, linear amplitude 0..1. */
  amplitude(): number;
  /** Lets go of the audio hardware. `listen()` may follow. */
  close(): void;
}

/**
 * Nothing of it is to be heard, so it opens no output: that costs a thread and a stream of its own. (Web Audio API 1.1
 * §1.2.4; browsers without it open one, and the library of types does not know it yet.)
 */
const UNHEARD: AudioContextOptions & { readonly sinkId: { readonly type: "none" } } = {
  latencyHint: "playback",
  sinkId: { type: "none" },
};

/** Measures a local track without cloning it, since a clone would keep the microphone open. */
export function createAmplitudeMeter(): AmplitudeMeter {
  let context: AudioContext | null = null;
  let analyser: AnalyserNode | null = null;
  let source: MediaStreamAudioSourceNode | null = null;
  let heard: MediaStreamTrack | null = null;
  let samples = new Float32Array(0);
  let gestures: AbortController | null = null;

  /** Without a gesture of the person browsers may hold a context suspended. */
  const resumeOnGesture = (suspended: AudioContext) => {
    gestures?.abort();
    gestures = new AbortController();
    const resume = () => {
      suspended.resume().then(
        () => gestures?.abort(),
        () => {},
      );
    };
    for (const gesture of ["pointerdown", "keydown"])
      window.addEventListener(gesture, resume, { signal: gestures.signal, passive: true });
  };

  const open = () => {
    context = new AudioContext(UNHEARD);
    analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    samples = new Float32Array(analyser.fftSize);
    if (context.state !== "running") resumeOnGesture(context);
    return { context, analyser };
  };

  return {
    listen(track) {
      if (track === heard) return;
      heard = track;
      source?.disconnect();
      source = null;
      if (track === null || typeof AudioContext === "undefined") return;
      try {
        const opened = context && analyser ? { context, analyser } : open();
        source = opened.context.createMediaStreamSource(new MediaStream([track]));
        source.connect(opened.analyser);
      } catch {
        // Firefox refuses a context whose rate differs from the microphone's: no meter, then.
      }
    },
    amplitude() {
      if (source === null || analyser === null || context?.state !== "running") return 0;
      analyser.getFloatTimeDomainData(samples);
      return rootMeanSquare(samples);
    },
    close() {
      gestures?.abort();
      source?.disconnect();
      source = null;
      heard = null;
      analyser = null;
      void context?.close();
      context = null;
    },
  };
}
