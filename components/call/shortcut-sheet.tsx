"use client";

import { useText } from "#components/text/use-text.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { SHORTCUTS } from "./shortcuts.ts";
import { SingleKeysSwitch } from "./single-keys-switch.tsx";

/** What the keys do, and the way to have those off that act by themselves. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const text = useText("shortcuts");
  return (
    <Dialog heading={text("title")} onClose={onClose}>
      <SingleKeysSwitch />
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
        {SHORTCUTS.map(({ name, label }) => (
          <div key={name} className="contents">
            <dt>
              <kbd className="inline-grid min-w-8 place-items-center rounded-control bg-sunken px-2 py-0.5 font-sans text-small font-medium">
                {label === "Space" ? text("space") : label}
              </kbd>
            </dt>
            <dd>{text(name)}</dd>
          </div>
        ))}
      </dl>
      <p className="text-small text-muted">{text("note")}</p>
    </Dialog>
  );
}
