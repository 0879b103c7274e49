"use client";

import { Share } from "#components/share/share.tsx";
import { useText } from "#components/text/use-text.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { useRoomSchedule, useRoomTitle } from "./use-room-place.ts";

/** The link and every way to pass it on, during the call. */
export function InviteDialog({ code, onClose }: { code: string; onClose: () => void }) {
  const text = useText("call");
  const title = useRoomTitle();
  const schedule = useRoomSchedule();
  return (
    <Dialog heading={text("invite")} onClose={onClose}>
      <p className="rounded-control bg-sunken px-3 py-2 text-center text-large font-medium tabular-nums">
        {title !== null && (
          <span dir="auto" className="block break-words">
            {title}
          </span>
        )}
        {code}
      </p>
      <Share code={code} title={title} schedule={schedule} prominent />
    </Dialog>
  );
}
