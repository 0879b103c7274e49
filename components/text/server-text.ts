import { createTranslator } from "use-intl/core";
import en from "./en.json";
import type { TextScreen } from "./use-text.ts";

/** The sentences of one screen, for server components and page metadata. */
export function serverText<S extends TextScreen>(screen: S) {
  return createTranslator({ locale: "en", messages: en, namespace: screen });
}
