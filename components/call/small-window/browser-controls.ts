"use client";

import { useEffect } from "react";
import { isOn, toggleSource } from "#components/join/source-toggle.tsx";
import { useSession } from "../call-context.tsx";
import { useLocalMedia } from "../use-call.ts";
import { handleAction } from "./automatic.ts";

/** Lets the controls by which browsers act on a call from outside of its page work: microphone, camera, hanging up. */
export function useBrowserControls(): void {
  const session = useSession();
  const isMicrophoneOn = useLocalMedia(({ microphone }) => isOn(microphone));
  const isCameraOn = useLocalMedia(({ camera }) => isOn(camera));
  useEffect(() => {
    const actions = {
      togglemicrophone: () => toggleSource(session.media, "microphone"),
      togglecamera: () => toggleSource(session.media, "camera"),
      hangup: () => session.leave(),
    } as const;
    // The keys of the object are its own.
    const names = Object.keys(actions) as (keyof typeof actions)[];
    for (const name of names) handleAction(name, actions[name]);
    return () => {
      for (const name of names) handleAction(name, null);
    };
  }, [session]);
  useEffect(() => tell("setMicrophoneActive", isMicrophoneOn), [isMicrophoneOn]);
  useEffect(() => tell("setCameraActive", isCameraOn), [isCameraOn]);
}

/** Missing in some browsers; answers by a promise in the newer of the others. */
function tell(what: "setMicrophoneActive" | "setCameraActive", isActive: boolean): void {
  if (navigator.mediaSession?.[what] === undefined) return;
  Promise.resolve(navigator.mediaSession[what](isActive)).catch(() => null);
}
