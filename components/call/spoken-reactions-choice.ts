/** Whether reactions are said to screen readers: a choice that this browser keeps. */

import type { Store } from "#call/store.ts";
import { createRememberedChoice } from "#components/ui/remembered-choice.ts";

/** Off until it is chosen: they come by the dozen, and over what is being said. */
export function createSpokenReactionsChoice(storage?: () => Storage): Store<boolean> {
  return createRememberedChoice<boolean>({
    key: "rondo.spokenReactions",
    initial: false,
    read: (kept) => kept === "true",
    storage,
  });
}

/** Of this browser. */
export const spokenReactions = createSpokenReactionsChoice();
