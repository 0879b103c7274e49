"use client";

import { lazy, Suspense, useEffect, useState } from "react";
import { createCallSession } from "#call/call-session.ts";
import { JoinScreen } from "#components/join/join-screen.tsx";
import { hostKeyOf } from "#components/rooms/remembered-rooms.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Mark } from "#components/ui/mark.tsx";
import { Message } from "#components/ui/page-frame.tsx";
import { HostKey } from "#protocol/ids.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import { CallProvider, useSession } from "./call-context.tsx";
import { EndScreen } from "./end-screen.tsx";
import { useCall } from "./use-call.ts";
import { usePageTitle } from "./use-page-title.ts";

const loadCallScreen = () => import("./call-screen.tsx");
const CallScreen = lazy(() => loadCallScreen().then((module) => ({ default: module.CallScreen })));

/** Everything at `/r/<code>`: before, during and after the call, over one session. */
export function RoomScreen({ code }: { code: RoomCode }) {
  // Making a session does nothing yet; retaining it does. So a render that React throws away costs nothing.
  const [session] = useState(() => {
    const hostKey = HostKey.safeParse(hostKeyOf(code));
    return createCallSession({ code, hostKey: hostKey.success ? hostKey.data : null });
  });
  return (
    <CallProvider session={session}>
      <Phases />
    </CallProvider>
  );
}

function Phases() {
  const session = useSession();
  const phase = useCall((state) => state.phase);
  const signaling = useCall((state) => state.signaling);
  const [person, setPerson] = useState<{ joined: boolean; email: string }>({
    joined: false,
    email: "",
  });
  usePageTitle();
  useEffect(() => {
    // Comes while the server is asked, so that neither waits for the other. A failed attempt shows when it is drawn.
    if (phase.kind === "joining") void loadCallScreen().catch(() => null);
  }, [phase.kind]);

  if (phase.kind === "joined") {
    return (
      <Suspense fallback={<Entering returning={false} />}>
        <CallScreen />
      </Suspense>
    );
  }
  if (phase.kind === "ended") {
    return (
      <EndScreen
        phase={phase}
        onRejoin={() => {
          setPerson((now) => ({ ...now, joined: true }));
          session.revisit();
        }}
      />
    );
  }
  if (signaling === "reload-required") return <ReloadRequired />;
  // Joining without having been asked to here: a reload takes its seat again.
  if (phase.kind === "joining" && !person.joined) return <Entering returning />;
  return (
    <JoinScreen
      email={person.email}
      rejoining={person.joined}
      onEmailChange={(email) => setPerson((now) => ({ ...now, email }))}
      onJoin={() => setPerson((now) => ({ ...now, joined: true }))}
    />
  );
}

function Entering({ returning }: { returning: boolean }) {
  const text = useText("join");
  const sentence = text(returning ? "resuming" : "entering");
  return (
    <main
      id="content"
      className="stage flex min-h-dvh flex-col items-center justify-center gap-4 bg-surface text-text"
    >
      <h1 className="sr-only">{sentence}</h1>
      <Mark size={56} turning />
      <p role="status" className="text-large text-muted">
        {sentence}
      </p>
    </main>
  );
}

function ReloadRequired() {
  const text = useText("join");
  const failed = useText("failed");
  return (
    <main id="content" className="flex min-h-dvh px-4">
      <Message
        heading={text("reloadHeading")}
        actions={
          <Button look="primary" onClick={() => window.location.reload()}>
            {failed("reload")}
          </Button>
        }
      >
        <p role="alert">{text("reloadBody")}</p>
      </Message>
    </main>
  );
}
