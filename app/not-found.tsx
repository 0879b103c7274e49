import type { Metadata } from "next";
import { serverText } from "#components/text/server-text.ts";
import { buttonClasses } from "#components/ui/button.tsx";
import { Message, PageFrame } from "#components/ui/page-frame.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await serverText("notFound"))("pageTitle") };
}

export default async function NotFound() {
  const text = await serverText("notFound");
  const common = await serverText("common");
  return (
    <PageFrame>
      <Message
        heading={text("pageHeading")}
        actions={
          <a href="/" className={buttonClasses({ look: "primary" })}>
            {common("backToHome")}
          </a>
        }
      >
        {text("pageBody")}
      </Message>
    </PageFrame>
  );
}
