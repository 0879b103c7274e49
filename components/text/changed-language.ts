import { createStore } from "#call/store.ts";
import type { Catalogue } from "./catalogue.ts";
import type { LanguageTag } from "./languages.ts";

export interface ChangedLanguage {
  readonly language: LanguageTag;
  readonly messages: Catalogue;
}

/** What this page speaks since `changeLanguage`; null while it speaks as the server has rendered it. */
export const changedLanguage = createStore<ChangedLanguage | null>(null);
