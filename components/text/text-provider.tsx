"use client";

import type { ReactNode } from "react";
import { IntlProvider } from "use-intl";
import en from "./en.json";

/** Gives the catalogue to every client component below. */
export function TextProvider({ children }: { children: ReactNode }) {
  // The time zone is that of the reader; naming one here keeps server and browser from disagreeing on first paint.
  return (
    <IntlProvider locale="en" messages={en} timeZone="UTC">
      {children}
    </IntlProvider>
  );
}
