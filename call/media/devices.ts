/** Which devices there are, and which were chosen before. */

import { z } from "zod/mini";
import { createRemembered, type Remembered } from "../remembered.ts";
import type { DeviceChoice } from "./local-media.ts";

export interface DeviceLists {
  readonly microphones: readonly DeviceChoice[];
  readonly cameras: readonly DeviceChoice[];
  readonly speakers: readonly DeviceChoice[];
}

/** Sorts what enumerateDevices gives. Before permission browsers list devices without ids; those cannot be chosen. */
export function toDeviceLists(devices: readonly MediaDeviceInfo[]): DeviceLists {
  const ofKind = (kind: MediaDeviceKind) =>
    devices
      .filter((device) => device.kind === kind && device.deviceId !== "")
      .map(({ deviceId, label }) => ({ deviceId, label }));
  return {
    microphones: ofKind("audioinput"),
    cameras: ofKind("videoinput"),
    speakers: ofKind("audiooutput"),
  };
}

/** Devices of `now` that were not there before. None when nothing was known before: then all are merely unveiled. */
export function newlyPluggedIn(
  before: readonly DeviceChoice[],
  now: readonly DeviceChoice[],
): readonly DeviceChoice[] {
  if (before.length === 0) return [];
  const known = new Set(before.map(({ deviceId }) => deviceId));
  // "default" and "communications" are names for other devices of the list.
  return now.filter(
    ({ deviceId }) =>
      !known.has(deviceId) && deviceId !== "default" && deviceId !== "communications",
  );
}

/** What somebody chose for a microphone or a camera. */
export const RememberedSource = z.object({
  wanted: z.boolean(),
  deviceId: z.nullable(z.string()),
});

/** Choices that outlive the page. */
export const RememberedDevices = z.object({
  microphone: z.catch(RememberedSource, { wanted: true, deviceId: null }),
  camera: z.catch(RememberedSource, { wanted: true, deviceId: null }),
  speakerId: z.catch(z.nullable(z.string()), null),
});
export type RememberedDevices = z.infer<typeof RememberedDevices>;

/** What was chosen in this browser before; defaults where nothing was, or nothing can be read. */
export function rememberedDevices(storage: () => Storage): Remembered<RememberedDevices> {
  return createRemembered({
    key: "rondo.devices",
    initial: RememberedDevices.parse({}),
    read: (kept) => RememberedDevices.parse(JSON.parse(kept)),
    storage,
  });
}
