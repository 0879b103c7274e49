"use client";

import { useEffect, useState } from "react";
import { useSession } from "../call-context.tsx";
import { usePanel } from "../call-view.tsx";
import { playSound } from "../media-element.tsx";
import { useIsModerator } from "../moderation-items.ts";
import { useCall, useChat } from "../use-call.ts";
import { type Tone, toneChoices } from "./tone-choices.ts";
import { createToneMoments, type Moment } from "./tone-moments.ts";
import { createTonePlayer } from "./tone-player.ts";

/** Lets the moments of a call be heard: somebody comes or goes, wants to join, raises a hand, writes. */
export function CallTones() {
  const announcement = useCall(({ announcements }) => announcements.at(-1) ?? null);
  const peers = useCall((state) => state.peers);
  const isServerAway = useCall(({ signaling }) => signaling !== "online");
  const waiting = useCall(({ room }) => room?.waiting);
  const mayAnswer = useIsModerator();
  const messageId = useChat((state) => state.latest?.id ?? null);
  const [panel] = usePanel();
  const now: Moment = {
    announcement,
    hands: peers.flatMap(({ participant: { id, hand, handSinceMs } }) =>
      hand ? [{ id, sinceMs: handSinceMs }] : [],
    ),
    isServerAway,
    knocks: mayAnswer ? (waiting?.map(({ id }) => id) ?? []) : [],
    messageId,
    isChatRead: panel === "chat" && !document.hidden,
  };

  const { media } = useSession();
  const [tonesOf] = useState(() => createToneMoments(now));
  const [sound] = useState(() =>
    createTonePlayer({
      choices: toneChoices.getSnapshot,
      play: (tone) => void playTone(tone, media.getSnapshot().speakerId),
      nowMs: () => performance.now(),
    }),
  );
  useEffect(() => sound(tonesOf(now)));
  return null;
}

async function playTone(tone: Tone, speakerId: string | null): Promise<void> {
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
}
