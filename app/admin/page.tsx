import type { Metadata } from "next";
import { AdminScreen } from "#components/admin/admin-screen.tsx";
import { PageText } from "#components/text/page-text.tsx";
import { serverText } from "#components/text/server-text.ts";
import { PageFrame } from "#components/ui/page-frame.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return {
    title: (await serverText("admin"))("title"),
    robots: { index: false, follow: false },
  };
}

/** A shell without a word of what it guards: all of that comes over the API, to whoever is signed in. */
export default async function AdminPage() {
  const text = await serverText("admin");
  return (
    <PageFrame>
      <noscript>{text("needsScript")}</noscript>
      <PageText screens={["admin"]}>
        <AdminScreen />
      </PageText>
    </PageFrame>
  );
}
