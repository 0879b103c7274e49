import { JoinByCode } from "#components/home/join-by-code.tsx";
import { Meetings } from "#components/home/meetings.tsx";
import { NewMeeting } from "#components/home/new-meeting.tsx";
import { Picture } from "#components/home/picture.tsx";
import { PageText } from "#components/text/page-text.tsx";
import { serverText } from "#components/text/server-text.ts";
import { PageFrame } from "#components/ui/page-frame.tsx";

export default async function HomePage() {
  const text = await serverText("home");
  return (
    <PageFrame>
      <div className="grid flex-1 content-center items-center gap-10 py-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)] lg:gap-16 lg:py-10">
        <div className="flex max-w-xl flex-col gap-6">
          <div className="flex flex-col gap-3">
            <h1 className="text-balance text-display font-semibold tracking-tight">
              {text("headline")}
            </h1>
            <p className="text-pretty text-large text-muted">{text("promise")}</p>
          </div>
          <noscript>
            <p className="rounded-control bg-danger-soft px-4 py-3">{text("noScript")}</p>
          </noscript>
          <PageText
            screens={["common", "home", "meetings", "roomSettings", "chatKeeping", "share"]}
          >
            <NewMeeting />
            <div className="flex items-center gap-3 text-small text-muted" aria-hidden="true">
              <span className="h-px flex-1 bg-sunken" />
              {text("or")}
              <span className="h-px flex-1 bg-sunken" />
            </div>
            <JoinByCode />
          </PageText>
          <a
            href="/check"
            className="-ms-1 inline-flex min-h-11 items-center self-start rounded-control px-1 text-small text-muted underline decoration-line underline-offset-4 hover:text-text sm:min-h-8"
          >
            {text("check")}
          </a>
        </div>
        <div className="mx-auto w-full max-w-sm max-lg:order-last lg:max-w-lg">
          <Picture label={text("picture")} />
        </div>
        <div className="lg:col-span-2">
          <PageText
            screens={["common", "home", "meetings", "roomSettings", "chatKeeping", "share"]}
          >
            <Meetings />
          </PageText>
        </div>
      </div>
    </PageFrame>
  );
}
