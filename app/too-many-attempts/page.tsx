import type { Metadata } from "next";
import { LinkProblem } from "#components/join/link-problem.tsx";
import { serverText } from "#components/text/server-text.ts";

export async function generateMetadata(): Promise<Metadata> {
  const text = await serverText("notFound");
  return {
    title: text("busyTitle"),
    robots: { index: false },
  };
}

/** What the server answers in place of a room's page, with status 429. */
export default function TooManyAttemptsPage() {
  return <LinkProblem problem="busy" />;
}
