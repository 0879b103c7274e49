import "./globals.css";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { PageText } from "#components/text/page-text.tsx";
import { serverText } from "#components/text/server-text.ts";

// The server gives every answer its own nonce for scripts; a page made at build time could not carry it.
export const dynamic = "force-dynamic";

const home = serverText("home");

export const metadata: Metadata = {
  title: { default: home("title"), template: "%s – Rondo" },
  description: home("description"),
  applicationName: "Rondo",
  // With `no-referrer` Chromium sends `Origin: null` from our own forms and fetches; to others nothing is told either way.
  referrer: "same-origin",
  formatDetection: { telephone: false, email: false, address: false },
};

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

export default function RootLayout({ children }: { children: ReactNode }) {
  const text = serverText("common");
  return (
    <html lang="en">
      <body className="antialiased">
        <a
          href="#content"
          className="sr-only rounded-control bg-accent px-4 py-2 font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
        >
          {text("skipToContent")}
        </a>
        <PageText screens={["common", "failed"]}>{children}</PageText>
      </body>
    </html>
  );
}
