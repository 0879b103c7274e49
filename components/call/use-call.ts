"use client";

import { type RefObject, useCallback, useEffect, useSyncExternalStore } from "react";
import type { CallState, ModerationWord } from "#call/call-state.ts";
import type { ChatState } from "#call/chat/chat-state.ts";
import type { Transfer } from "#call/files/transfer.ts";
import type { HealthState } from "#call/health-store.ts";
import type { LocalMediaState } from "#call/media/local-media.ts";
import type { ScreenShareState } from "#call/media/screen-share.ts";
import type { Reaction } from "#call/reactions.ts";
import type { SavingState } from "#call/saving-store.ts";
import type { ReadableStore } from "#call/store.ts";
import type { ParticipantId } from "#protocol/ids.ts";
import type { GuestUse } from "#protocol/moderation.ts";
import type { SelfState } from "#protocol/room.ts";
import { useSession } from "./call-context.tsx";

/**
 * Draws a change after what caused it: React draws an outside store at once, and a room drawn in the middle of entering
 * it would keep the first offer waiting. A message and not a timer, since timers of hidden pages are slowed.
 */
function afterThisTask(listener: () => void): { readonly later: () => void; stop(): void } {
  const { port1, port2 } = new MessageChannel();
  let due = false;
  port1.onmessage = () => {
    due = false;
    listener();
  };
  return {
    later() {
      if (!due) port2.postMessage(null);
      due = true;
    },
    stop() {
      port1.close();
    },
  };
}

/** A part of a store that stands outside of React. */
export function useSelected<T, S>(store: ReadableStore<T>, select: (value: T) => S): S {
  const subscribe = useCallback(
    (listener: () => void) => {
      const { later, stop } = afterThisTask(listener);
      const unsubscribe = store.subscribe(later);
      return () => {
        unsubscribe();
        stop();
      };
    },
    [store],
  );
  const read = () => select(store.getSnapshot());
  return useSyncExternalStore(subscribe, read, read);
}

/** A part of the call's state. `select` returns references that stand in the snapshot, never new objects. */
export function useCall<S>(select: (state: CallState) => S): S {
  return useSelected(useSession(), select);
}

/** Whether one may use something here, or would on joining. */
export function useMay(what: GuestUse): boolean {
  return useCall(({ may }) => may[what]);
}

/** A part of the own devices' state; `select` as in `useCall`. */
export function useLocalMedia<S>(select: (state: LocalMediaState) => S): S {
  return useSelected(useSession().media, select);
}

/** A part of what was chosen to save or to hide; `select` as in `useCall`. */
export function useSaving<S>(select: (state: SavingState) => S): S {
  return useSelected(useSession().saving, select);
}

/** A part of the health of the links; `select` as in `useCall`. */
export function useHealth<S>(select: (state: HealthState) => S): S {
  return useSelected(useSession().health, select);
}

/** A part of what is known of the own shared screen; `select` as in `useCall`. */
export function useScreenShare<S>(select: (state: ScreenShareState) => S): S {
  return useSelected(useSession().screen, select);
}

/** A part of what one decides about oneself, as the others are told; `select` as in `useCall`. */
export function useOwnSelf<S>(select: (state: SelfState) => S): S {
  return useSelected(useSession().self, select);
}

/** How often the hand was taken down because its owner has spoken. */
export function useLoweredHands(): number {
  return useSelected(useSession().speech, ({ handsLowered }) => handsLowered);
}

/** How often the person was found speaking into a muted microphone. */
export function useMutedSpeech(): number {
  return useSelected(useSession().speech, ({ mutedTimes }) => mutedTimes);
}

/** A part of the reactions that are shown now; `select` as in `useCall`. */
export function useReactions<S>(select: (shown: readonly Reaction[]) => S): S {
  return useSelected(useSession().reactions, select);
}

/** What hosts did or want, and what was refused; the latest last. */
export function useModerationWords(): readonly ModerationWord[] {
  return useSelected(useSession().moderation, whole);
}

const whole = (words: readonly ModerationWord[]) => words;

/** A part of what is known of files that go and come; `select` as in `useCall`. */
export function useFiles<S>(select: (transfers: readonly Transfer[]) => S): S {
  return useSelected(useSession().files, select);
}

/** A part of the chat; `select` as in `useCall`. */
export function useChat<S>(select: (state: ChatState) => S): S {
  return useSelected(useSession().chat, select);
}

/** Whoever speaks, or spoke last, of the others. */
export function useActiveSpeaker(): ParticipantId | null {
  return useSelected(useSession().speaker, (speaker) => speaker);
}

/** Loudness from which a person counts as speaking, and below which no more: apart, so that the ring does not flicker. */
const SPEAKING_ABOVE = 0.3;
const SILENT_BELOW = 0.2;

/**
 * Writes the loudness of one person to `--voice` and `--speaking` of an element, past React: talking redraws nothing.
 */
export function useVoice(
  element: RefObject<HTMLElement | null>,
  who: ParticipantId | "self",
): void {
  const { levels } = useSession();
  useEffect(() => {
    let speaking = false;
    const show = () => {
      const level = levels.getSnapshot().get(who) ?? 0;
      speaking = level > (speaking ? SILENT_BELOW : SPEAKING_ABOVE);
      const style = element.current?.style;
      style?.setProperty("--voice", level.toFixed(2));
      style?.setProperty("--speaking", speaking ? "1" : "0");
    };
    show();
    return levels.subscribe(show);
  }, [element, levels, who]);
}
