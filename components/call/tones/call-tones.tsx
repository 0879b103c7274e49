"use client";

import { useEffect, useRef } from "react";
import { usePanel } from "../call-view.tsx";
import { playSound } from "../media-element.tsx";
import { useIsModerator } from "../moderation-items.ts";
import { useCall, useChat, useLocalMedia } from "../use-call.ts";
import { type Tone, toneChoices } from "./tone-choices.ts";

/** Many come at once: one sound says it. */
const EVERY_MS = 400;
/** That moment belongs to the connection, which opening a loudspeaker would delay; the notice comes as late. */
const AFTER_COMING_MS = 1_000;

/** Lets the moments of a call be heard: somebody comes or goes, raises a hand, writes. */
export function CallTones() {
  const speakerId = useLocalMedia((media) => media.speakerId);
  const lastMs = useRef(Number.NEGATIVE_INFINITY);
  const play = async (tone: Tone) => {
    if (!toneChoices.getSnapshot()[tone] || performance.now() - lastMs.current < EVERY_MS) return;
    lastMs.current = performance.now();
    let url = "";
    try {
      const { toneOf } = await import("./tones.ts");
      url = URL.createObjectURL(toneOf(tone));
      await playSound(url, speakerId);
    } catch {
      // A browser that plays nothing before a gesture, or a server that is away: the notice says it too.
    } finally {
      URL.revokeObjectURL(url);
    }
  };

  const newest = useCall(({ announcements }) => announcements.at(-1));
  useOnChange(newest?.id ?? 0, () => {
    if (newest === undefined) return;
    const tone = newest.kind === "joined" ? "join" : "leave";
    setTimeout(() => void play(tone), AFTER_COMING_MS);
  });

  const hands = useCall(({ peers }) => peers.filter(({ participant }) => participant.hand).length);
  const handsBefore = useRef(hands);
  useOnChange(hands, () => {
    if (hands > handsBefore.current) void play("hand");
    handsBefore.current = hands;
  });

  const newestKnock = useCall(({ room }) => room?.waiting.at(-1)?.id ?? null);
  const mayAnswer = useIsModerator();
  useOnChange(newestKnock, () => {
    if (newestKnock !== null && mayAnswer) void play("knock");
  });

  const message = useChat((state) => state.latest?.id ?? null);
  const [panel] = usePanel();
  useOnChange(message, () => {
    if (message !== null && (panel !== "chat" || document.hidden)) void play("message");
  });
  return null;
}

/** Calls back for each change, not for the first value. */
function useOnChange(value: unknown, onChange: () => void): void {
  const before = useRef(value);
  useEffect(() => {
    if (Object.is(value, before.current)) return;
    before.current = value;
    onChange();
  });
}
