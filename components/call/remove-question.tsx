"use client";

import { useState } from "react";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { useSession } from "./call-context.tsx";
import type { Removing } from "./call-view.tsx";
import { isolated } from "./isolated-name.ts";

/** Asks before somebody is sent out, and whether they may come back. */
export function RemoveQuestion({ who, name, onClose }: Removing & { onClose: () => void }) {
  const text = useText("moderation");
  const session = useSession();
  const [keepsOut, setKeepsOut] = useState(true);
  const remove = () => {
    session.moderate({ kind: "remove", who, mayReturn: !keepsOut });
    onClose();
  };
  return (
    <Dialog heading={text("removeQuestion", { name: isolated(name) })} onClose={onClose}>
      <Switch
        label={text("keepOut")}
        hint={text("keepOutHint")}
        checked={keepsOut}
        onChange={setKeepsOut}
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{text("removeNot")}</Button>
        <Button look="primary" onClick={remove}>
          {text("removeNow")}
        </Button>
      </div>
    </Dialog>
  );
}
