"use client";

import { useEffect } from "react";
import { rememberVisit } from "#components/rooms/remembered-rooms.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Mark } from "#components/ui/mark.tsx";
import { openedWindow } from "#components/ui/opened-part.tsx";
import { optional } from "#components/ui/optional.tsx";
import { tryPartsAgain } from "#components/ui/part.ts";
import { CallViewProvider, useRemoving } from "./call-view.tsx";
import { ControlBar } from "./control-bar.tsx";
import { CallQualityProvider } from "./health/call-quality.tsx";
import { SidePanel } from "./side-panel.tsx";
import { SmallWindow } from "./small-window/small-window.tsx";
import { Sounds } from "./sounds.tsx";
import { TileStage } from "./tile-stage.tsx";
import { useCall } from "./use-call.ts";
import { useRoomTitle } from "./use-room-place.ts";
import { useWakeLock } from "./use-wake-lock.ts";

// The page before a call is light, and the first pictures come before words about them.
const Notices = optional(async () => (await import("./notices.tsx")).Notices);
const SharingBanner = optional(async () => (await import("./sharing-banner.tsx")).SharingBanner);
const CallAids = optional(async () => (await import("./call-aids.tsx")).CallAids);

const RemoveQuestion = openedWindow(
  async () => (await import("./remove-question.tsx")).RemoveQuestion,
);

/** In the call: always a dark stage, the people first. */
export function CallScreen() {
  const text = useText("call");
  const code = useCall((state) => state.code);
  const title = useRoomTitle();
  const signaling = useCall((state) => state.signaling);

  // With neither the server nor anybody else it is this network; with the others it is the server.
  const ownNetwork = useCall(
    ({ peers }) =>
      peers.length > 0 && peers.every(({ link }) => link !== "connected" && link !== "connecting"),
  );

  useEffect(() => rememberVisit(code), [code]);
  useEffect(() => {
    if (signaling === "online") tryPartsAgain();
  }, [signaling]);
  useWakeLock();

  return (
    <main
      id="content"
      className="stage flex h-dvh pr-[env(safe-area-inset-right)] pl-[env(safe-area-inset-left)] flex-col overflow-hidden bg-surface text-text"
    >
      <h1 dir="auto" className="sr-only">
        {title ?? text("heading", { code })}
      </h1>
      {/* Said at once; that it is over too (`spoken-events.tsx`). */}
      <div role="alert">
        {signaling === "offline" && (
          <p className="flex items-center justify-center gap-2 bg-sunken px-4 py-1.5 text-small">
            <Mark size={16} turning />
            {text(ownNetwork ? "offlineNetwork" : "offline")}
          </p>
        )}
      </div>
      <div role="status">{signaling === "reload-required" && <Updated />}</div>
      <CallViewProvider>
        <CallQualityProvider>
          <SharingBanner />
          <SmallWindow />
          <div className="flex min-h-0 flex-1">
            <div className="relative min-h-0 min-w-0 flex-1 compact:flex compact:flex-col">
              <TileStage />
              <Sounds />
              <Notices />
            </div>
            <SidePanel />
          </div>
          <ControlBar />
          <CallAids />
          <BeforeRemoving />
        </CallQualityProvider>
      </CallViewProvider>
    </main>
  );
}

function BeforeRemoving() {
  const [removing, ask] = useRemoving();
  return removing !== null && <RemoveQuestion {...removing} onClose={() => ask(null)} />;
}

/** The server went on without this page: the links to those who are here last, but nobody else can come or go. */
function Updated() {
  const text = useText("call");
  return (
    <div className="flex flex-wrap items-center justify-center gap-x-4 gap-y-1 bg-sunken px-4 py-1.5 text-small">
      <p>{text("updated")}</p>
      {/* The seat is remembered over a reload, which therefore asks for nothing again. */}
      <Button look="primary" size="small" onClick={() => window.location.reload()}>
        {text("reload")}
      </Button>
    </div>
  );
}
