/** Whether keys act by themselves, without Ctrl or Alt: a choice that this browser keeps (WCAG 2.2, 2.1.4). */

import type { Store } from "#call/store.ts";
import { createRememberedChoice } from "#components/ui/remembered-choice.ts";

const KEY = "rondo.singleKeys";

/** On until it is turned off: speech input types whole words of them, and hands that shake press them unmeant. */
export function createSingleKeysChoice(
  storage: () => Storage = () => localStorage,
): Store<boolean> {
  return createRememberedChoice<boolean>({
    key: KEY,
    initial: true,
    read: (kept) => kept !== "false",
    storage,
  });
}

/** Of this browser. */
export const singleKeys = createSingleKeysChoice();
