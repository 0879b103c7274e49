import { useLocale } from "use-intl";
import { isolated } from "#components/call/isolated-name.ts";
import { directionOf } from "#components/text/languages.ts";

/**
 * Keeps a name or a code whole in a sentence, and the sentence around it (Unicode UAX #9): from right to left, a code that
 * begins with digits would be shown with its groups in another order.
 */
export function useIsolated(): (name: string) => string {
  const isRightToLeft = directionOf(useLocale()) === "rtl";
  return (name) => (isRightToLeft ? `\u2068${name}\u2069` : isolated(name));
}
