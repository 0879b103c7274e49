"use client";

import { type ReactNode, useRef } from "react";
import type { ParticipantId } from "#protocol/ids.ts";
import { useVoice } from "./use-call.ts";

/** A state of somebody, in words on hover and for who listens. */
export function StateIcon({ icon, words }: { icon: ReactNode; words: string }) {
  return (
    <span title={words} className="shrink-0">
      {icon}
      <span className="sr-only">{words}</span>
    </span>
  );
}

/** Why there is no picture, or one that stands still, although the sound goes on. */
export function PictureNote({ words }: { words: string }) {
  return (
    <div className="pointer-events-none absolute inset-0 flex items-center justify-center p-3 text-center text-on-scrim">
      <span className="rounded-control bg-scrim px-3 py-1.5 text-small">{words}</span>
    </div>
  );
}

/** Lights up with somebody's voice. */
export function VoiceRing({ who }: { who: ParticipantId | "self" }) {
  const element = useRef<HTMLSpanElement>(null);
  useVoice(element, who);
  return <span ref={element} aria-hidden="true" className="voice-ring" />;
}
