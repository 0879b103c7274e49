import { cookies, headers } from "next/headers";
import { createTranslator } from "use-intl/core";
import { type Catalogue, catalogues, type TextScreen } from "./catalogue.ts";
import { LANGUAGE_COOKIE, type LanguageTag, pickLanguage } from "./languages.ts";

/** The language of the request that is answered now. Only in server components. */
export async function requestLanguage(): Promise<LanguageTag> {
  const [kept, sent] = await Promise.all([cookies(), headers()]);
  return pickLanguage(kept.get(LANGUAGE_COOKIE)?.value, sent.get("accept-language"));
}

/** The sentences of one screen in a language. */
export function screenText<S extends TextScreen>(language: LanguageTag, screen: S) {
  // Every catalogue has the keys of the English one, which the types of the sentences come from.
  const messages = catalogues[language] as Catalogue;
  return createTranslator({ locale: language, messages, namespace: screen });
}

/** The sentences of one screen in the language of the request, for server components and page metadata. */
export async function serverText<S extends TextScreen>(screen: S) {
  return screenText(await requestLanguage(), screen);
}
