"use client";

import { isOn } from "#components/join/source-toggle.tsx";
import { useSession } from "./call-context.tsx";
import { useLocalMedia } from "./use-call.ts";

/** Goes on to the next camera, as from the front of a phone to its back; null while there is no other, or none is on. */
export function useCameraSwap(): (() => void) | null {
  const { media } = useSession();
  const cameras = useLocalMedia((state) => state.cameras);
  const camera = useLocalMedia((state) => state.camera);
  if (cameras.length < 2 || !isOn(camera)) return null;
  const at = cameras.findIndex(({ deviceId }) => deviceId === camera.deviceId);
  const next = cameras[(at + 1) % cameras.length];
  return next === undefined ? null : () => void media.chooseDevice("camera", next.deviceId);
}

/** Whether a camera looks at what the person looks at: a mirror image of that would be read the wrong way round. */
export function looksAway(track: MediaStreamTrack | null): boolean {
  return track?.getSettings?.().facingMode === "environment";
}
