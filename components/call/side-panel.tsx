"use client";

import { X } from "lucide-react";
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";
import { useText } from "#components/text/use-text.ts";
import { openedPart } from "#components/ui/opened-part.tsx";
import { optional } from "#components/ui/optional.tsx";
import { useSession } from "./call-context.tsx";
import { type Panel, usePanel, usePanelOpener } from "./call-view.tsx";
import { useFiles } from "./use-call.ts";

const ChatPanel = openedPart(async () => (await import("./chat-panel.tsx")).ChatPanel, "p-4");
const PeoplePanel = openedPart(async () => (await import("./people-panel.tsx")).PeoplePanel, "p-4");
const FileDrop = optional(async () => (await import("./files/file-drop.tsx")).FileDrop);

/** The call comes first; then what may be wanted while the server is away. */
const PREFETCH_AFTER_MS = 4_000;

/** Beside the stage, or over it on a phone; in the theme of the system, for it is for reading. */
export function SidePanel() {
  const [open, toggle] = usePanel();
  const { files } = useSession();
  const [isCalm, setIsCalm] = useState(false);
  const hasFiles = useFiles((all) => all.length > 0);
  useEffect(() => {
    const timer = setTimeout(() => setIsCalm(true), PREFETCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    if (!isCalm) return;
    files.prepare();
    const ends = [ChatPanel.want(), PeoplePanel.want()];
    return () => {
      for (const end of ends) end();
    };
  }, [isCalm, files]);
  return (
    <>
      {(isCalm || hasFiles) && <FileDrop />}
      {open !== null && <Opened key={open} panel={open} onClose={() => toggle(open)} />}
    </>
  );
}

function Opened({ panel, onClose }: { panel: Panel; onClose: () => void }) {
  const text = useText("stage");
  const common = useText("common");
  const heading = useRef<HTMLHeadingElement>(null);
  const opener = useRef<Element>(null);
  const openerNow = usePanelOpener();
  const remember = useEffectEvent(() => {
    opener.current = openerNow();
  });
  // Before what is in the panel takes the focus: then it would be found there.
  useLayoutEffect(() => remember(), []);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const close = () => {
    onClose();
    backTo(opener.current)?.focus();
  };
  return (
    <aside
      aria-labelledby="panel-heading"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        // A popup that is just opening has not got the focus yet, and is what is meant all the same.
        if (event.currentTarget.querySelector("[aria-haspopup][aria-expanded=true]")) return;
        event.stopPropagation();
        close();
      }}
      className="panel absolute inset-0 z-20 flex animate-appear flex-col bg-raised text-text sm:static sm:my-2 sm:me-2 sm:w-80 sm:rounded-card lg:w-90"
    >
      <header className="flex items-center justify-between gap-2 px-4 pt-3 pb-1">
        <h2
          ref={heading}
          id="panel-heading"
          tabIndex={-1}
          className="text-large font-semibold outline-none"
        >
          {text(panel)}
        </h2>
        <button
          type="button"
          aria-label={common("close")}
          onClick={close}
          className="-me-2 grid size-11 place-items-center rounded-control text-muted hover:bg-sunken hover:text-text"
        >
          <X aria-hidden size={20} />
        </button>
      </header>
      {panel === "chat" ? <ChatPanel /> : <PeoplePanel />}
    </aside>
  );
}

/** Where the focus goes on: what opened the panel or, where the window has become too small for that, the menu of the rest. */
function backTo(opener: Element | null): HTMLElement | null {
  return opener instanceof HTMLElement && opener.checkVisibility()
    ? opener
    : document.querySelector<HTMLElement>("[role=toolbar] [aria-haspopup=menu]");
}
