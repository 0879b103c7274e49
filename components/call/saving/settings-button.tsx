"use client";

import { SlidersHorizontal } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useText } from "#components/text/use-text.ts";
import { buttonClasses, roundButtonClasses } from "#components/ui/button.tsx";

const loadPanel = () => import("./settings-panel.tsx");
/** Loaded when it is first shown; wants a `Suspense` around it. */
export const SettingsPanel = lazy(() =>
  loadPanel().then((module) => ({ default: module.SettingsPanel })),
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
        // A failure shows when the panel is needed, and is tried again then.
        onPointerEnter={() => void loadPanel().catch(() => null)}
        onClick={() => setOpen(true)}
        className={looks[look]}
      >
        <SlidersHorizontal aria-hidden size={look === "round" ? 22 : 18} />
        {look === "plain" && text("title")}
      </button>
      {open && (
        <Suspense>
          <SettingsPanel onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
