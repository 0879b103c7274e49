"use client";

import { type ComponentType, useEffect, useState } from "react";
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
import type { EndScreenProps } from "./end-screen.tsx";
import { useCall } from "./use-call.ts";
import { usePageTitle } from "./use-page-title.ts";

const loadCallScreen = async () => (await import("./call-screen.tsx")).CallScreen;
const loadEndScreen = async () => (await import("./end-screen.tsx")).EndScreen;

/**
 * A screen of the call, null until it has come; fetched as soon as it may be needed, so that nobody waits for it and a
 * server that is away by then is not missed. Held in state and not in a Suspense boundary: React shows what a boundary
 * waited for a while later than it comes, so as not to flicker, and sound would wait with it. A failed load is thrown to
 * the error page.
 */
function useScreen<P>(
  load: () => Promise<ComponentType<P>>,
  when: "later" | "soon" | "now",
): ComponentType<P> | null {
  const [loaded, setLoaded] = useState<
    { readonly screen: ComponentType<P> } | { readonly error: unknown } | null
  >(null);
  useEffect(() => {
    // A failure shows when the screen is needed, and is tried again then.
    if (when === "soon") void load().catch(() => null);
    if (when !== "now" || loaded !== null) return;
    let isCurrent = true;
    load().then(
      (screen) => isCurrent && setLoaded({ screen }),
      (error: unknown) => isCurrent && setLoaded({ error }),
    );
    return () => {
      isCurrent = false;
    };
  }, [load, when, loaded]);
  if (loaded === null) return null;
  if ("error" in loaded) throw loaded.error;
  return loaded.screen;
}

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
  const isEntering = phase.kind === "joining" || phase.kind === "joined";
  const CallScreen = useScreen(loadCallScreen, isEntering ? "now" : "soon");
  const EndScreen = useScreen<EndScreenProps>(
    loadEndScreen,
    phase.kind === "ended" ? "now" : phase.kind === "joined" ? "soon" : "later",
  );

  if (phase.kind === "joined" && CallScreen !== null) return <CallScreen />;
  if (phase.kind === "ended") {
    return EndScreen === null ? null : (
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
