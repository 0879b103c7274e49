"use client";

import { Mic, Video, Volume2 } from "lucide-react";
import { useId } from "react";
import type { DeviceChoice, LocalMediaState } from "#call/media/local-media.ts";
import { useSession } from "#components/call/call-context.tsx";
import { useLocalMedia } from "#components/call/use-call.ts";
import { useText } from "#components/text/use-text.ts";
import { Select } from "#components/ui/select.tsx";

export type DeviceKind = "microphone" | "camera" | "speaker";

const icons = { microphone: Mic, camera: Video, speaker: Volume2 } as const;
const labels = {
  microphone: "chooseMicrophone",
  camera: "chooseCamera",
  speaker: "chooseSpeaker",
} as const;
const numbered = {
  microphone: "microphoneNumber",
  camera: "cameraNumber",
  speaker: "speakerNumber",
} as const;

const noneOf = { microphone: "noMicrophones", camera: "noCameras", speaker: "default" } as const;

/** The devices of one kind and the one in use. Both references stand in the snapshot. */
function choicesOf(kind: DeviceKind): (media: LocalMediaState) => readonly DeviceChoice[] {
  if (kind === "microphone") return (media) => media.microphones;
  if (kind === "camera") return (media) => media.cameras;
  return (media) => media.speakers;
}

function chosenOf(kind: DeviceKind): (media: LocalMediaState) => string | null {
  return (media) => (kind === "speaker" ? media.speakerId : media[kind].deviceId);
}

/**
 * A native list of devices: on a phone it opens the system's own wheel. Draws nothing where the browser offers no
 * choice, as with speakers in Firefox of old and Safari.
 */
export function DeviceSelect({ kind }: { kind: DeviceKind }) {
  const text = useText("devices");
  const id = useId();
  const { media } = useSession();
  const choices = useLocalMedia(choicesOf(kind));
  const chosen = useLocalMedia(chosenOf(kind));
  // An empty list alone says nothing: it is empty, too, before the browser was asked.
  const missing = useLocalMedia((all) => kind !== "speaker" && all[kind].problem === "missing");
  if (kind === "speaker" && choices.length === 0) return null;

  const known = choices.some(({ deviceId }) => deviceId === chosen);
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="sr-only">
        {text(labels[kind])}
      </label>
      <Select
        icon={icons[kind]}
        id={id}
        value={known && chosen !== null ? chosen : ""}
        onChange={(event) => void media.chooseDevice(kind, event.target.value)}
      >
        {!known && (
          <option value="" disabled hidden>
            {text(missing ? noneOf[kind] : "default")}
          </option>
        )}
        {choices.map(({ deviceId, label }, index) => (
          <option key={deviceId} value={deviceId}>
            {label === "" ? text(numbered[kind], { number: index + 1 }) : label}
          </option>
        ))}
      </Select>
    </div>
  );
}
