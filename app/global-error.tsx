"use client";

import "./globals.css";
import ar from "#components/text/failed.ar.json";
import de from "#components/text/failed.de.json";
import en from "#components/text/failed.en.json";
import es from "#components/text/failed.es.json";
import fr from "#components/text/failed.fr.json";
import zh from "#components/text/failed.zh.json";
import { directionOf, isLanguageTag } from "#components/text/languages.ts";
import { TextProvider } from "#components/text/text-provider.tsx";
import ErrorPage from "./error.tsx";

const sentences = { ar, de, en, es, fr, zh };

/** A fault in the root layout itself, which is gone then; Next's built-in page would break our style policy. */
export default function GlobalError(props: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  // As it was before the fault.
  const said = typeof document === "undefined" ? null : document.documentElement.lang;
  const language = isLanguageTag(said) ? said : "en";
  return (
    <html lang={language} dir={directionOf(language)}>
      <body className="antialiased">
        <TextProvider language={language} messages={{ failed: sentences[language] }}>
          <ErrorPage {...props} />
        </TextProvider>
      </body>
    </html>
  );
}
