"use client";

import { useEffect, useRef } from "react";

/** `setSinkId` is missing in Safari on phones, so it is asked for before each use. */
function chooseOutput(element: HTMLMediaElement, speakerId: string | null): Promise<void> {
  if (speakerId === null && element.sinkId === undefined) return Promise.resolve();
  if (typeof element.setSinkId !== "function" || element.sinkId === (speakerId ?? "")) {
    return Promise.resolve();
  }
  return element.setSinkId(speakerId ?? "");
}

/** The one place that gives tracks to elements: set and cleared in one effect, keyed by the track. */
function useTrack(
  element: React.RefObject<HTMLMediaElement | null>,
  track: MediaStreamTrack | null,
  onBlocked?: (play: () => void) => void,
): void {
  const blocked = useRef(onBlocked);
  useEffect(() => {
    blocked.current = onBlocked;
  });
  useEffect(() => {
    const media = element.current;
    if (media === null || track === null) return;
    media.srcObject = new MediaStream([track]);
    const play = () => {
      media.play().catch((error: unknown) => {
        // A new source or an unmount interrupts a pending play; only a refusal needs a gesture.
        if (error instanceof DOMException && error.name === "NotAllowedError") {
          blocked.current?.(play);
        }
      });
    };
    play();
    return () => {
      media.srcObject = null;
    };
  }, [element, track]);
}

/** A picture without sound; sound has its own element, so that a muted picture always plays. */
export function Video({
  track,
  mirrored = false,
  fit = "cover",
  label,
  onPicture,
}: {
  track: MediaStreamTrack;
  mirrored?: boolean;
  fit?: "cover" | "contain";
  label?: string;
  /** The first frame of the track is there. */
  onPicture?: (() => void) | undefined;
}) {
  const element = useRef<HTMLVideoElement>(null);
  useTrack(element, track);
  useEffect(() => {
    // As a property: the attribute is only the initial state, and an unmuted video may be kept from playing.
    if (element.current !== null) element.current.muted = true;
  }, []);
  return (
    <video
      ref={element}
      playsInline
      autoPlay
      muted
      disablePictureInPicture={mirrored}
      aria-label={label}
      aria-hidden={label === undefined}
      tabIndex={-1}
      onLoadedData={onPicture}
      className={`absolute inset-0 size-full rounded-[inherit] ${fit === "cover" ? "object-cover" : "object-contain"} ${mirrored ? "mirrored" : ""}`}
    />
  );
}

/** Somebody's sound on the chosen speaker. `onBlocked` gets what to call after a gesture when autoplay was refused. */
export function Sound({
  track,
  speakerId,
  volume,
  muted,
  onBlocked,
}: {
  track: MediaStreamTrack;
  speakerId: string | null;
  /** From 0 to 1; on an iPhone the system's keys alone change it. */
  volume: number;
  /** Plays on in silence, so that the first word after it is not lost to a start. */
  muted: boolean;
  onBlocked: (play: () => void) => void;
}) {
  const element = useRef<HTMLAudioElement>(null);
  useTrack(element, track, onBlocked);
  useEffect(() => {
    // A speaker that was unplugged a moment ago: the browser goes on with its default.
    if (element.current !== null) chooseOutput(element.current, speakerId).catch(() => undefined);
  }, [speakerId]);
  useEffect(() => {
    if (element.current !== null) element.current.volume = volume;
  }, [volume]);
  useEffect(() => {
    if (element.current !== null) element.current.muted = muted;
  }, [muted]);
  // biome-ignore lint/a11y/useMediaCaption: live speech of a call has no caption track.
  return <audio ref={element} autoPlay />;
}

/** Plays a sound once on a speaker; resolves when it ended, rejects when it cannot be played there. */
export async function playSound(url: string, speakerId: string | null): Promise<void> {
  const audio = new Audio(url);
  await chooseOutput(audio, speakerId);
  await new Promise<void>((resolve, reject) => {
    audio.addEventListener("ended", () => resolve(), { once: true });
    audio.addEventListener("error", () => reject(audio.error), { once: true });
    audio.play().catch(reject);
  });
}
