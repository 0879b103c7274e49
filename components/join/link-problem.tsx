import { serverText } from "#components/text/server-text.ts";
import { buttonClasses } from "#components/ui/button.tsx";
import { Message, PageFrame } from "#components/ui/page-frame.tsx";

/** Why the server did not even look whether a link belongs to a meeting; readable and usable without script. */
export async function LinkProblem({ problem }: { problem: "busy" | "unavailable" }) {
  const text = await serverText("notFound");
  const common = await serverText("common");
  return (
    <PageFrame>
      <Message
        heading={text(`${problem}Heading`)}
        actions={
          <a href="/" className={buttonClasses()}>
            {common("backToHome")}
          </a>
        }
      >
        {text(`${problem}Body`)}
      </Message>
    </PageFrame>
  );
}
