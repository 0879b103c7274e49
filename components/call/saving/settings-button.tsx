"use client";

import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { useText } from "#components/text/use-text.ts";
import { buttonClasses, roundButtonClasses } from "#components/ui/button.tsx";
import { openedWindow } from "#components/ui/opened-part.tsx";

export const SettingsPanel = openedWindow(
  async () => (await import("./settings-panel.tsx")).SettingsPanel,
);

const looks = {
  /** One of the control bar. */
  round: roundButtonClasses,
  /** Among others on a page, with its word. */
  plain: buttonClasses(),
} as const;

/** Opens what one can save and hide; the panel is loaded when it is opened for the first time. */
export function SettingsButton({ look }: { look: keyof typeof looks }) {
  const text = useText("saving");
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        aria-label={text("title")}
        aria-haspopup="dialog"
        data-tip={look === "round" ? text("title") : undefined}
        onPointerEnter={SettingsPanel.prepare}
        onClick={() => setOpen(true)}
        className={looks[look]}
      >
        <SlidersHorizontal aria-hidden size={look === "round" ? 22 : 18} />
        {look === "plain" && text("title")}
      </button>
      {open && <SettingsPanel onClose={() => setOpen(false)} />}
    </>
  );
}
