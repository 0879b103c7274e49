import { createTranslator } from "use-intl/core";
import { catalogue, type TextScreen } from "./catalogue.ts";

/** The sentences of one screen, for server components and page metadata. */
export function serverText<S extends TextScreen>(screen: S) {
  return createTranslator({ locale: "en", messages: catalogue, namespace: screen });
}
