import adminAr from "./admin.ar.json";
import adminDe from "./admin.de.json";
import adminEn from "./admin.en.json";
import adminEs from "./admin.es.json";
import adminFr from "./admin.fr.json";
import adminZh from "./admin.zh.json";
import ar from "./ar.json";
import de from "./de.json";
import en from "./en.json";
import es from "./es.json";
import failedAr from "./failed.ar.json";
import failedDe from "./failed.de.json";
import failedEn from "./failed.en.json";
import failedEs from "./failed.es.json";
import failedFr from "./failed.fr.json";
import failedZh from "./failed.zh.json";
import fr from "./fr.json";
import type { LanguageTag } from "./languages.ts";
import zh from "./zh.json";

/**
 * Every sentence of the app, by language and screen. For server components: pages hand the screens they use to the
 * browser, so that no page carries the words of another, and a new language adds nothing to any script. The page for
 * faults has a file of its own, since it must work when nothing else does; so has the administrator's, since a call that is
 * changed to another language loads that one whole.
 */
export const catalogues = {
  en: { ...en, admin: adminEn, failed: failedEn },
  zh: { ...zh, admin: adminZh, failed: failedZh },
  es: { ...es, admin: adminEs, failed: failedEs },
  fr: { ...fr, admin: adminFr, failed: failedFr },
  de: { ...de, admin: adminDe, failed: failedDe },
  ar: { ...ar, admin: adminAr, failed: failedAr },
} as const satisfies Record<
  LanguageTag,
  Words<typeof en> & { admin: Words<typeof adminEn>; failed: Words<typeof failedEn> }
>;

/** The same keys with other words. */
type Words<T> = { readonly [K in keyof T]: T[K] extends string ? string : Words<T[K]> };

/** Keys and shapes are those of the English one; all others are checked against it. */
export type Catalogue = (typeof catalogues)["en"];
/** A screen of the catalogue. */
export type TextScreen = keyof Catalogue;
