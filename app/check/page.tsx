import type { Metadata } from "next";
import { CheckScreen } from "#components/check/check-screen.tsx";
import { PageText } from "#components/text/page-text.tsx";
import { serverText } from "#components/text/server-text.ts";
import { PageFrame } from "#components/ui/page-frame.tsx";
import { PROTOCOL_VERSION, SOCKET_PATH } from "#protocol/answers.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await serverText("check"))("title") };
}

/** Tries everything a call needs, before there is one. Nothing is asked or sent until the person starts it. */
export default async function CheckPage() {
  const text = await serverText("check");
  const home = await serverText("home");
  return (
    <PageFrame>
      <div className="mx-auto flex w-full max-w-2xl flex-col gap-6 py-6 lg:py-10">
        <div className="flex flex-col gap-3">
          <h1 className="text-balance text-display font-semibold tracking-tight">
            {text("heading")}
          </h1>
          <p className="max-w-[66ch] text-pretty text-large text-muted">{text("intro")}</p>
        </div>
        <noscript>
          <p className="rounded-control bg-danger-soft px-4 py-3">{home("noScript")}</p>
        </noscript>
        <PageText screens={["check"]}>
          <CheckScreen socket={{ path: SOCKET_PATH, protocol: PROTOCOL_VERSION }} />
        </PageText>
      </div>
    </PageFrame>
  );
}
