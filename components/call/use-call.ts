"use client";

import { type RefObject, useCallback, useEffect, useSyncExternalStore } from "react";
import type { CallState } from "#call/call-state.ts";
import type { HealthState } from "#call/health-store.ts";
import type { LocalMediaState } from "#call/media/local-media.ts";
import type { SavingState } from "#call/saving-store.ts";
import type { ReadableStore } from "#call/store.ts";
import type { ParticipantId } from "#protocol/ids.ts";
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

function useSelected<T, S>(store: ReadableStore<T>, select: (value: T) => S): S {
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
