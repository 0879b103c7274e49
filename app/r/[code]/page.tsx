import type { Metadata } from "next";
import { RoomScreen } from "#components/call/room-screen.tsx";
import { MeetingNotFound } from "#components/join/meeting-not-found.tsx";
import { PageText } from "#components/text/page-text.tsx";
import { serverText } from "#components/text/server-text.ts";
import { parseRoomCode } from "#protocol/room-code.ts";

interface RoomPageProps {
  params: Promise<{ code: string }>;
}

export async function generateMetadata({ params }: RoomPageProps): Promise<Metadata> {
  const { code } = await params;
  return {
    title: { absolute: (await serverText("join"))("title", { code }) },
    // A meeting's address is its key; no search engine needs it.
    robots: { index: false, follow: false },
  };
}

/** The server lets only codes of known meetings come this far, in their canonical spelling. */
export default async function RoomPage({ params }: RoomPageProps) {
  const code = parseRoomCode((await params).code);
  if (code === null) return <MeetingNotFound />;
  const home = await serverText("home");
  return (
    <PageText
      screens={[
        "common",
        "failed",
        "join",
        "name",
        "email",
        "devices",
        "capture",
        "refusal",
        "share",
        "call",
        "stage",
        "chat",
        "files",
        "shortcuts",
        "moderation",
        "roomSettings",
        "chatKeeping",
        "health",
        "saving",
        "end",
      ]}
    >
      <noscript>
        <p className="bg-danger-soft px-4 py-3 text-center">{home("noScript")}</p>
      </noscript>
      <RoomScreen key={code} code={code} />
    </PageText>
  );
}
