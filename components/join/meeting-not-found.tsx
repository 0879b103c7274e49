import { serverText } from "#components/text/server-text.ts";
import { buttonClasses } from "#components/ui/button.tsx";
import { Message, PageFrame } from "#components/ui/page-frame.tsx";

/** For a link that belongs to no meeting; readable and usable without script. */
export async function MeetingNotFound() {
  const text = await serverText("notFound");
  const common = await serverText("common");
  return (
    <PageFrame>
      <Message
        heading={text("meetingHeading")}
        actions={
          <>
            <a href="/?new" className={buttonClasses({ look: "primary" })}>
              {common("newMeeting")}
            </a>
            <a href="/" className={buttonClasses()}>
              {common("backToHome")}
            </a>
          </>
        }
      >
        {text("meetingBody")}
      </Message>
    </PageFrame>
  );
}
