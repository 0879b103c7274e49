"use client";

import { useEffect, useState } from "react";
import { createCallSession } from "#call/call-session.ts";
import { JoinScreen } from "#components/join/join-screen.tsx";
import { hostKeyOf } from "#components/rooms/remembered-rooms.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Mark } from "#components/ui/mark.tsx";
import { openedPart } from "#components/ui/opened-part.tsx";
import { Message } from "#components/ui/page-frame.tsx";
import { createPart } from "#components/ui/part.ts";
import { usePart } from "#components/ui/use-part.ts";
import { HostKey } from "#protocol/ids.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import { CallProvider, useSession } from "./call-context.tsx";
import { useCall } from "./use-call.ts";
import { usePageTitle } from "./use-page-title.ts";

// Fetched as soon as they may be needed, so that nobody waits for them and a server that is away by then is not missed.
const callScreen = createPart(async () => (await import("./call-screen.tsx")).CallScreen);
const EndScreen = openedPart(async () => (await import("./end-screen.tsx")).EndScreen, "p-4");

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
  const [email, setEmail] = useState("");
  const [rejoining, setRejoining] = useState(false);
  /** How the last joining began; kept until the call can be drawn. */
  const [returning, setReturning] = useState(false);
  if (phase.kind === "joining" && phase.returning !== returning) setReturning(phase.returning);
  usePageTitle();
  const { loaded: CallScreen } = usePart(callScreen);
  const isInCall = phase.kind === "joined";
  useEffect(() => (isInCall ? EndScreen.want() : undefined), [isInCall]);

  if (isInCall && CallScreen !== null) return <CallScreen />;
  if (phase.kind === "ended") {
    return (
      <EndScreen
        phase={phase}
        onRejoin={() => {
          setRejoining(true);
          session.revisit();
        }}
      />
    );
  }
  if (signaling === "reload-required") return <ReloadRequired />;
  if (returning && phase.kind !== "visiting") return <Entering />;
  // Stays while the seat and the call's screen are on their way: its button says so, and nothing flickers.
  return <JoinScreen email={email} rejoining={rejoining} onEmailChange={setEmail} />;
}

function Entering() {
  const text = useText("join");
  const sentence = text("resuming");
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
