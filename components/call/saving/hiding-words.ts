/** What can be said and done about a hidden address where there may be no relay. Pure. */

import type { SavingState } from "#call/saving-store.ts";

export interface HidingWords {
  /** Whether the switch can be turned: never on without a relay, but always off. */
  readonly canChange: boolean;
  /** Key of a sentence on what stands in the way; null while nothing does. */
  readonly problem: "hideAddressNoRelay" | "hideAddressCutOff" | null;
}

export function hidingWords({
  hideAddress,
  relay,
}: Pick<SavingState, "hideAddress" | "relay">): HidingWords {
  // Not known yet: a choice made now is kept, and nothing leaks where it turns out that there is none.
  if (relay !== false) return { canChange: true, problem: null };
  return hideAddress
    ? { canChange: true, problem: "hideAddressCutOff" }
    : { canChange: false, problem: "hideAddressNoRelay" };
}
