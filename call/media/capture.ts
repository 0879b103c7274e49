/** Asking the browser for a track: every constraint of capture, in one place, with its reason. */

import type { CapturedSource } from "./local-media.ts";

/** How firmly a device is asked for: one just chosen and no other, or one remembered that may be gone. */
export interface DeviceWish {
  readonly deviceId: string;
  readonly firmly: boolean;
}

/** What the encoder is told about sound and picture (mst-content-hint). */
export const CONTENT_HINT = {
  // Keeps the processing for voices on where a browser would take a good microphone for music.
  microphone: "speech",
  // Faces move: rather a smaller picture than a slow one.
  camera: "motion",
} as const satisfies Record<CapturedSource, string>;

/** Sizes of a camera's picture, the largest first: what cameras have, so that nothing is scaled. */
export const CAPTURE_SIZES = [
  // What a tile of a large screen shows; more costs every encoder of the mesh and is scaled away.
  { width: 1280, height: 720 },
  { width: 640, height: 360 },
  { width: 320, height: 180 },
] as const;

/** Constraints of a camera's picture with one of the heights of the table. */
export function captureSizeConstraints(height: number): MediaTrackConstraints {
  const size = CAPTURE_SIZES.find((each) => each.height === height) ?? CAPTURE_SIZES[0];
  return {
    width: { ideal: size.width },
    height: { ideal: size.height },
    // Above this a face gains nothing, and the processor pays twice.
    frameRate: { ideal: 30, max: 30 },
  };
}

/** Constraints of one source. All but a firm device are ideals, so that a humbler device still works. */
function captureConstraints(
  source: CapturedSource,
  wish: DeviceWish | null,
): MediaStreamConstraints {
  const device: MediaTrackConstraints =
    wish === null
      ? {}
      : { deviceId: wish.firmly ? { exact: wish.deviceId } : { ideal: wish.deviceId } };
  if (source === "microphone") {
    return {
      audio: {
        ...device,
        // Most people sit before loudspeakers, in rooms with fans and traffic, at any distance.
        echoCancellation: true,
        noiseSuppression: true,
        autoGainControl: true,
        // Speech has one direction; a second channel only doubles the bits.
        channelCount: { ideal: 1 },
        // Opus works at this rate, so nothing is resampled.
        sampleRate: { ideal: 48_000 },
      },
    };
  }
  return {
    video: {
      ...device,
      ...(wish === null && { facingMode: { ideal: "user" } }),
      ...captureSizeConstraints(CAPTURE_SIZES[0].height),
    },
  };
}

/** One track of `source`. Rejects with the browser's exception. The caller stops the track. */
export async function captureTrack(
  devices: Pick<MediaDevices, "getUserMedia">,
  source: CapturedSource,
  wish: DeviceWish | null,
): Promise<MediaStreamTrack> {
  const stream = await devices.getUserMedia(captureConstraints(source, wish));
  const [track] = source === "microphone" ? stream.getAudioTracks() : stream.getVideoTracks();
  if (track === undefined) throw new DOMException("the stream has no track", "NotFoundError");
  return track;
}
