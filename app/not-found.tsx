import type { Metadata } from "next";
import { serverText } from "#components/text/server-text.ts";
import { buttonClasses } from "#components/ui/button.tsx";
import { Message, PageFrame } from "#components/ui/page-frame.tsx";

const text = serverText("notFound");

export const metadata: Metadata = { title: text("pageTitle") };

export default function NotFound() {
  return (
    <PageFrame>
      <Message
        heading={text("pageHeading")}
        actions={
          <a href="/" className={buttonClasses({ look: "primary" })}>
            {serverText("common")("backToHome")}
          </a>
        }
      >
        {text("pageBody")}
      </Message>
    </PageFrame>
  );
}
