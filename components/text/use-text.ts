"use client";

import { useTranslations } from "use-intl";
import type en from "./en.json";

declare module "use-intl" {
  interface AppConfig {
    Locale: "en";
    Messages: typeof en;
  }
}

/** A screen of the catalogue. */
export type TextScreen = keyof typeof en;

/** The sentences of one screen, by typed key. Only in client components; server components use `serverText`. */
export function useText<S extends TextScreen>(screen: S) {
  return useTranslations(screen);
}
