import type { Catalogue } from "./catalogue.ts";
import { changedLanguage } from "./changed-language.ts";
import { keepLanguage } from "./keep-language.ts";
import { directionOf, type LanguageTag } from "./languages.ts";

type Words = Promise<{ readonly default: object }>;

/** All words of a language that a call can need, and those of the page for faults. */
const words: Readonly<Record<LanguageTag, () => readonly [Words, Words]>> = {
  en: () => [import("./en.json"), import("./failed.en.json")],
  zh: () => [import("./zh.json"), import("./failed.zh.json")],
  es: () => [import("./es.json"), import("./failed.es.json")],
  fr: () => [import("./fr.json"), import("./failed.fr.json")],
  de: () => [import("./de.json"), import("./failed.de.json")],
  ar: () => [import("./ar.json"), import("./failed.ar.json")],
};

let wanted: LanguageTag | null = null;

/**
 * Changes the language of the page as it stands, and of all later ones. The server is asked for words alone: rendering the
 * page anew ends in leaving it where the server has gone or was updated, and with it a call. Rejects where the words
 * cannot be loaded; then nothing has changed. Of several changes at once the last one counts.
 */
export async function changeLanguage(language: LanguageTag): Promise<void> {
  wanted = language;
  const [all, failed] = await Promise.all(words[language]());
  if (wanted !== language) return;
  keepLanguage(language);
  const { documentElement: root } = document;
  root.lang = language;
  root.dir = directionOf(language);
  // Every catalogue has the keys of the English one, which the types of the sentences come from. The administrator's are
  // left out: that page is no part of any other.
  const messages = { ...all.default, failed: failed.default } as Catalogue;
  changedLanguage.update(() => ({ language, messages }));
}
