/** The languages of the app, and which one a reader gets. Pure. */

export interface Language {
  /** As in `lang` attributes (BCP 47). */
  readonly tag: LanguageTag;
  /** As its own readers call it. */
  readonly name: string;
  readonly direction: "ltr" | "rtl";
}

export const LANGUAGE_TAGS = ["en", "zh", "es", "fr", "de", "ar"] as const;
export type LanguageTag = (typeof LANGUAGE_TAGS)[number];

export const LANGUAGES: readonly Language[] = [
  { tag: "en", name: "English", direction: "ltr" },
  { tag: "zh", name: "简体中文", direction: "ltr" },
  { tag: "es", name: "Español", direction: "ltr" },
  { tag: "fr", name: "Français", direction: "ltr" },
  { tag: "de", name: "Deutsch", direction: "ltr" },
  { tag: "ar", name: "العربية", direction: "rtl" },
];

/** The cookie that keeps a choice. It holds a tag alone, so it needs no consent and tells nothing of anybody. */
export const LANGUAGE_COOKIE = "rondo-language";
const KEPT_FOR_SECONDS = 365 * 24 * 60 * 60;

export function isLanguageTag(value: string | null | undefined): value is LanguageTag {
  return LANGUAGE_TAGS.some((tag) => tag === value);
}

export function directionOf(tag: LanguageTag): Language["direction"] {
  return LANGUAGES.find((language) => language.tag === tag)?.direction ?? "ltr";
}

/**
 * The language for a reader: what was chosen here, else the first of the browser's that there is, else English.
 * `accepted` is an Accept-Language header (RFC 9110 §12.5.4) or anything like it; nonsense in it is passed over.
 */
export function pickLanguage(
  chosen: string | null | undefined,
  accepted: string | null | undefined,
): LanguageTag {
  if (isLanguageTag(chosen)) return chosen;
  const ranges = (accepted ?? "").split(",").map((part) => {
    const [range = "", ...parameters] = part.trim().split(";");
    const quality = parameters.map((each) => /^\s*q=([\d.]+)\s*$/.exec(each)?.[1]).find(Boolean);
    return { tag: range.split("-")[0]?.toLowerCase(), quality: Number(quality ?? 1) };
  });
  const wanted = ranges
    .filter(({ quality }) => quality > 0)
    // Stable: equal ones stay in the order in which they were named.
    .sort((a, b) => b.quality - a.quality)
    .find(({ tag }) => isLanguageTag(tag))?.tag;
  return isLanguageTag(wanted) ? wanted : "en";
}

/** What to give `document.cookie` so that the next page comes in this language. */
export function languageCookie(tag: LanguageTag): string {
  return `${LANGUAGE_COOKIE}=${tag}; path=/; max-age=${KEPT_FOR_SECONDS}; samesite=lax`;
}
