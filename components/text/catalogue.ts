import en from "./en.json";
import failed from "./failed.en.json";

/**
 * Every sentence of the app, by screen. For server components: pages hand the screens they use to the browser, so
 * that no page carries the words of another, and a new language adds nothing to any script. The page for faults has a
 * file of its own, since it must work when nothing else does.
 */
export const catalogue = { ...en, failed } as const;

export type Catalogue = typeof catalogue;
/** A screen of the catalogue. */
export type TextScreen = keyof Catalogue;
