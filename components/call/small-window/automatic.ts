/** Whether the small window opens by itself when the person changes tabs: a choice, and what the browser offers. */

import type { ReadableStore } from "#call/store.ts";
import { createRememberedChoice } from "#components/ui/remembered-choice.ts";
import { smallWindowMeans } from "./means.ts";

export interface AutomaticChoice extends ReadableStore<boolean> {
  set(isOn: boolean): void;
}

/** Recalls the choice on first use; on where none was made. */
export function createAutomaticChoice(storage?: () => Storage): AutomaticChoice {
  const { getSnapshot, subscribe, update } = createRememberedChoice<boolean>({
    key: "rondo.smallWindow",
    initial: true,
    read: (kept) => kept !== "false",
    storage,
  });
  return { getSnapshot, subscribe, set: (isOn) => update(() => isOn) };
}

/** Of this browser. */
export const automaticChoice = createAutomaticChoice();

let onTabChange: (() => void) | null = null;

/** Calls back when the browser finds that the page goes out of sight during a call; null ends it. */
export function setOnTabChange(next: (() => void) | null): void {
  onTabChange = next;
  handleAction("enterpictureinpicture", next);
}

/** Whether this browser reports a change of tabs, and has a small window to open then. */
export function isAutomaticOffered(): boolean {
  return smallWindowMeans() !== null && handleAction("enterpictureinpicture", onTabChange);
}

/** Actions of the Media Session that are about calls; TypeScript knows the older ones alone. */
type CallAction = "enterpictureinpicture" | "togglemicrophone" | "togglecamera" | "hangup";

/** Has one of the browser's own controls do something, nothing with null; false where the browser has no such control. */
export function handleAction(action: CallAction, act: (() => void) | null): boolean {
  try {
    // Browsers throw at names that they do not know.
    navigator.mediaSession.setActionHandler(action as MediaSessionAction, act);
    return true;
  } catch {
    return false;
  }
}
