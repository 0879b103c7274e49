import { type LanguageTag, languageCookie } from "./languages.ts";

/** Has the next page come in a language. */
export function keepLanguage(tag: LanguageTag): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Safari and Firefox ESR.
  document.cookie = languageCookie(tag);
}
