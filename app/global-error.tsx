"use client";

import "./globals.css";
import failed from "#components/text/failed.en.json";
import { TextProvider } from "#components/text/text-provider.tsx";
import ErrorPage from "./error.tsx";

/** A fault in the root layout itself, which is gone then; Next's built-in page would break our style policy. */
export default function GlobalError(props: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <html lang="en">
      <body className="antialiased">
        <TextProvider messages={{ failed }}>
          <ErrorPage {...props} />
        </TextProvider>
      </body>
    </html>
  );
}
