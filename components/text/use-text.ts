"use client";

import { useTranslations } from "use-intl";
import type { Catalogue, TextScreen } from "./catalogue.ts";
import type { LanguageTag } from "./languages.ts";

declare module "use-intl" {
  interface AppConfig {
    Locale: LanguageTag;
    Messages: Catalogue;
  }
}

/** The sentences of one screen, by typed key. Only in client components; server components use `serverText`. */
export function useText<S extends TextScreen>(screen: S) {
  return useTranslations(screen);
}
