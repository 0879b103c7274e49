"use client";

import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";

/** Asks whoever leaves while a file is on its way, since what has come of it is lost then. */
export function LeaveQuestion({ onLeave, onStay }: { onLeave: () => void; onStay: () => void }) {
  const text = useText("files");
  return (
    <Dialog heading={text("leaveHeading")} onClose={onStay}>
      <p>{text("leaveBody")}</p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onLeave}>{text("leaveAnyway")}</Button>
        <Button look="primary" onClick={onStay}>
          {text("stay")}
        </Button>
      </div>
    </Dialog>
  );
}
