"use client";

import { type ReactNode, useSyncExternalStore } from "react";
import { IntlProvider } from "use-intl";
import type { Catalogue } from "./catalogue.ts";
import { changedLanguage } from "./changed-language.ts";
import type { LanguageTag } from "./languages.ts";

/** Gives some screens of the catalogue to every client component below, until the page is changed to another language. */
export function TextProvider({
  language,
  messages,
  children,
}: {
  language: LanguageTag;
  messages: Partial<Record<keyof Catalogue, unknown>>;
  children: ReactNode;
}) {
  const changed = useSyncExternalStore(
    changedLanguage.subscribe,
    changedLanguage.getSnapshot,
    asRendered,
  );
  return (
    <IntlProvider
      locale={changed?.language ?? language}
      // The types of `useText` know the whole catalogue; a page carries the part that it uses.
      messages={changed?.messages ?? (messages as Catalogue)}
      // Times are formatted in the reader's zone where they are shown; a fixed one here keeps the server from guessing.
      timeZone="UTC"
    >
      {children}
    </IntlProvider>
  );
}

const asRendered = () => null;
