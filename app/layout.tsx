import "./globals.css";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { directionOf } from "#components/text/languages.ts";
import { PageText } from "#components/text/page-text.tsx";
import { requestLanguage, serverText } from "#components/text/server-text.ts";
import { SkipLink } from "#components/ui/skip-link.tsx";

// The server gives every answer its own nonce for scripts; a page made at build time could not carry it.
export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const home = await serverText("home");
  return {
    title: { default: home("title"), template: "%s – Rondo" },
    description: home("description"),
    applicationName: "Rondo",
    // With `no-referrer` Chromium sends `Origin: null` from our own forms and fetches; to others nothing is told either
    // way.
    referrer: "same-origin",
    formatDetection: { telephone: false, email: false, address: false },
  };
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  interactiveWidget: "resizes-content",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f9f5ee" },
    { media: "(prefers-color-scheme: dark)", color: "#0e1417" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const language = await requestLanguage();
  return (
    <html lang={language} dir={directionOf(language)}>
      <body className="antialiased">
        <PageText screens={["common", "failed"]}>
          <SkipLink />
          {children}
        </PageText>
      </body>
    </html>
  );
}
