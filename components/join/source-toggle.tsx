"use client";

import { Mic, MicOff, Video, VideoOff } from "lucide-react";
import { useRef } from "react";
import type { CapturedSource, LocalMedia, SourceState } from "#call/media/local-media.ts";
import { useSession } from "#components/call/call-context.tsx";
import { useLocalMedia, useMay, useVoice } from "#components/call/use-call.ts";
import { useText } from "#components/text/use-text.ts";

const icons = {
  microphone: { on: Mic, off: MicOff },
  camera: { on: Video, off: VideoOff },
} as const;

/** Whether others get (or are about to get) this source. */
export function isOn(source: SourceState): boolean {
  return source.wanted && source.problem === null;
}

/** Turns a source on or off; one that has a problem is asked for again. */
export function toggleSource(media: LocalMedia, source: CapturedSource): void {
  const state = media.getSnapshot()[source];
  if (state.wanted && state.problem !== null) void media.retry();
  else void media.setWanted(source, !state.wanted);
}

/**
 * Microphone or camera, on or off. Its name stays the same and `aria-pressed` says the state; on is plain, off is
 * filled with a slash. Pressing one that has a problem asks the browser again. One that guests may not use says why and
 * does nothing.
 */
export function SourceToggle({
  source,
  hint,
  className,
  children,
}: {
  source: CapturedSource;
  /** Its short label and its keys, where it has some. */
  hint?: { readonly "data-tip": string; readonly "aria-keyshortcuts": string | undefined };
  className: string;
  children?: React.ReactNode;
}) {
  const text = useText("devices");
  const moderation = useText("moderation");
  const { media } = useSession();
  const may = useMay(source);
  const reason = may ? undefined : moderation("notPermitted", { what: source });
  const tip = reason ?? hint?.["data-tip"];
  const state = useLocalMedia((all) => all[source]);
  const on = isOn(state);
  const Icon = on ? icons[source].on : icons[source].off;
  return (
    <button
      type="button"
      aria-label={text(source)}
      aria-pressed={on}
      aria-disabled={!may || undefined}
      aria-description={reason}
      {...hint}
      data-tip={tip}
      onClick={() => may && toggleSource(media, source)}
      className={`${tip === undefined ? "relative" : "tip"} isolate flex select-none items-center justify-center transition-colors ${on ? "bg-sunken text-text" : may ? "bg-text text-surface" : "bg-sunken text-muted"} ${className}`}
    >
      {source === "microphone" && on && <VoiceFill />}
      <Icon aria-hidden size={22} className="shrink-0" />
      {children}
      {may && state.problem !== null && (
        <span
          aria-hidden="true"
          className="absolute -top-0.5 -end-0.5 grid size-5 place-items-center rounded-full bg-leave text-small font-bold text-on-leave"
        >
          !
        </span>
      )}
    </button>
  );
}

/** The own voice rising inside the button. */
function VoiceFill() {
  const element = useRef<HTMLSpanElement>(null);
  useVoice(element, "self");
  return (
    <span aria-hidden="true" className="absolute inset-0 -z-10 overflow-hidden rounded-[inherit]">
      <span ref={element} className="voice-fill absolute inset-0 bg-accent opacity-45" />
    </span>
  );
}
