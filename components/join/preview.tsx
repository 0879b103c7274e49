"use client";

import { VideoOff } from "lucide-react";
import { Video } from "#components/call/media-element.tsx";
import { useLocalMedia } from "#components/call/use-call.ts";
import { useText } from "#components/text/use-text.ts";
import { Mark } from "#components/ui/mark.tsx";
import { isOn, SourceToggle } from "./source-toggle.tsx";

/** What others will see: the own picture as in a mirror, with the two switches on it. */
export function Preview() {
  const text = useText("join");
  return (
    <section
      aria-label={text("preview")}
      // On a low phone lower, so that Join is in sight.
      className="stage relative aspect-[4/3] max-h-[max(9rem,calc(100dvh-28.5rem))] w-full overflow-hidden rounded-card bg-raised text-text shadow-raised sm:aspect-video sm:max-h-none"
    >
      <Picture />
      <div className="absolute inset-x-0 bottom-0 flex justify-center gap-2 p-3 sm:gap-3 sm:p-4">
        <PreviewToggle source="microphone" />
        <PreviewToggle source="camera" />
      </div>
    </section>
  );
}

function Picture() {
  const text = useText("join");
  const camera = useLocalMedia((media) => media.camera);
  const microphone = useLocalMedia((media) => media.microphone);
  const unnamed = useLocalMedia(
    (media) =>
      media.cameras.every(({ label }) => label === "") &&
      media.microphones.every(({ label }) => label === ""),
  );
  if (camera.track !== null) return <Video track={camera.track} mirrored label={text("preview")} />;
  const starting = isOn(camera);
  // Browsers hide the names of devices until they are allowed: then this start is the question itself.
  const asking = unnamed && (camera.starting || microphone.starting);
  return (
    <div className="absolute inset-0 flex flex-col items-center justify-center gap-3 px-6 pb-16 text-center text-muted">
      {starting || asking ? <Mark size={44} turning /> : <VideoOff aria-hidden size={40} />}
      <p className="max-w-md text-balance">
        {text(asking ? "asking" : starting ? "previewStarting" : "previewOff")}
      </p>
    </div>
  );
}

function PreviewToggle({ source }: { source: "microphone" | "camera" }) {
  const devices = useText("devices");
  const common = useText("common");
  const on = useLocalMedia((media) => isOn(media[source]));
  return (
    <SourceToggle
      source={source}
      className="min-h-12 gap-2 rounded-full px-3 shadow-raised sm:px-4"
    >
      <span aria-hidden="true" className="whitespace-nowrap text-small font-medium">
        {devices(source)} <span className="inline-block min-w-6">{common(on ? "on" : "off")}</span>
      </span>
    </SourceToggle>
  );
}
