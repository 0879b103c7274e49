import type { Metadata } from "next";
import { MeetingNotFound } from "#components/join/meeting-not-found.tsx";
import { serverText } from "#components/text/server-text.ts";

export async function generateMetadata(): Promise<Metadata> {
  const text = await serverText("notFound");
  return {
    title: text("meetingTitle"),
    robots: { index: false },
  };
}

/** What the server answers, with status 404, for `/r/<anything that is not a meeting>`. */
export default function MeetingNotFoundPage() {
  return <MeetingNotFound />;
}
