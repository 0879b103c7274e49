import { run } from "@zootools/email-spell-checker";
import { normalizeEmail } from "#protocol/email.ts";

/** The address that was probably meant by a valid one, or null when it is as usual as any. */
export function suggestEmail(input: string): string | null {
  const address = normalizeEmail(input);
  const suggestion = run({ email: address });
  return suggestion === undefined || suggestion.full === address ? null : suggestion.full;
}
