/** What a password of a room may be. Without a schema, for pages that carry none. */

export const PASSWORD_MIN_LENGTH = 4;
export const PASSWORD_MAX_LENGTH = 100;

/** In the one form in which it is compared, whatever keyboard it was typed on. */
export function normalPassword(typed: string): string {
  return typed.normalize("NFC");
}

/** Counted in code points: an emoji is one character to the person who typed it. */
export function isUsablePassword(typed: string): boolean {
  const { length } = [...normalPassword(typed)];
  return length >= PASSWORD_MIN_LENGTH && length <= PASSWORD_MAX_LENGTH;
}
