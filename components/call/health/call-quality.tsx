"use client";

import { Activity } from "lucide-react";
import { createContext, type ReactNode, useContext, useState } from "react";
import { useKeyHint } from "#components/call/call-view.tsx";
import { useText } from "#components/text/use-text.ts";
import { roundButtonClasses } from "#components/ui/button.tsx";
import { openedWindow } from "#components/ui/opened-part.tsx";
import type { ParticipantId } from "#protocol/ids.ts";

const CallQualityPanel = openedWindow(
  async () => (await import("./call-quality-panel.tsx")).CallQualityPanel,
);

type Open = (participant: ParticipantId | null) => void;

const OpenContext = createContext<Open>(() => {});

/** Opens the figures, at one person or at all of them; the latter closes them where they are open. Always the same function. */
export function useOpenCallQuality(): Open {
  return useContext(OpenContext);
}

/** Holds the panel with the figures, which is loaded when it is opened for the first time. */
export function CallQualityProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<{ readonly at: ParticipantId | null } | null>(null);
  const [open] = useState<Open>(
    () => (at: ParticipantId | null) =>
      setShown((now) => (at === null && now !== null ? null : { at })),
  );
  return (
    <OpenContext value={open}>
      {children}
      {shown !== null && <CallQualityPanel at={shown.at} onClose={() => setShown(null)} />}
    </OpenContext>
  );
}

/** For the control bar. */
export function CallQualityButton() {
  const text = useText("health");
  const open = useOpenCallQuality();
  const hint = useKeyHint("quality", text("title"));
  return (
    <button
      {...hint}
      type="button"
      aria-label={text("title")}
      aria-haspopup="dialog"
      onPointerEnter={CallQualityPanel.prepare}
      onClick={() => open(null)}
      className={roundButtonClasses}
    >
      <Activity aria-hidden size={22} />
    </button>
  );
}
