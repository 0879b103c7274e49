import type { Metadata } from "next";
import { AdminScreen } from "#components/admin/admin-screen.tsx";
import { text } from "#components/admin/admin-text.ts";
import { PageFrame } from "#components/ui/page-frame.tsx";

export const metadata: Metadata = {
  title: text("title"),
  robots: { index: false, follow: false },
};

/** A shell without a word of what it guards: all of that comes over the API, to whoever is signed in. */
export default function AdminPage() {
  return (
    <PageFrame>
      {/* Operators read one language, that of the documents. */}
      <div lang="en" dir="ltr" className="contents">
        <noscript>{text("needsScript")}</noscript>
        <AdminScreen />
      </div>
    </PageFrame>
  );
}
