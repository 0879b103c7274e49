"use client";

import type { ReactNode } from "react";
import { IntlProvider } from "use-intl";
import type { Catalogue } from "./catalogue.ts";
import type { LanguageTag } from "./languages.ts";

/** Gives some screens of the catalogue to every client component below. */
export function TextProvider({
  language,
  messages,
  children,
}: {
  language: LanguageTag;
  messages: Partial<Record<keyof Catalogue, unknown>>;
  children: ReactNode;
}) {
  return (
    <IntlProvider
      locale={language}
      // The types of `useText` know the whole catalogue; a page carries the part that it uses.
      messages={messages as Catalogue}
      // Times are formatted in the reader's zone where they are shown; a fixed one here keeps the server from guessing.
      timeZone="UTC"
    >
      {children}
    </IntlProvider>
  );
}
