"use client";

import { useEffect } from "react";
import { rememberVisit } from "#components/rooms/remembered-rooms.ts";
import { useText } from "#components/text/use-text.ts";
import { Mark } from "#components/ui/mark.tsx";
import { ControlBar } from "./control-bar.tsx";
import { Notices } from "./notices.tsx";
import { Sounds } from "./sounds.tsx";
import { TileStage } from "./tile-stage.tsx";
import { useCall } from "./use-call.ts";

/** In the call: always a dark stage, the people first. */
export function CallScreen() {
  const text = useText("call");
  const code = useCall((state) => state.code);
  const online = useCall((state) => state.signaling !== "offline");

  useEffect(() => rememberVisit(code), [code]);

  return (
    <main
      id="content"
      className="stage flex h-dvh pr-[env(safe-area-inset-right)] pl-[env(safe-area-inset-left)] flex-col overflow-hidden bg-surface text-text"
    >
      <h1 className="sr-only">{text("heading", { code })}</h1>
      <div role="status">
        {!online && (
          <p className="flex items-center justify-center gap-2 bg-sunken px-4 py-1.5 text-small">
            <Mark size={16} turning />
            {text("offline")}
          </p>
        )}
      </div>
      <div className="relative min-h-0 flex-1">
        <TileStage />
        <Sounds />
        <Notices />
      </div>
      <ControlBar />
    </main>
  );
}
