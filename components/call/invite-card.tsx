"use client";

import { Share } from "#components/share/share.tsx";
import { useText } from "#components/text/use-text.ts";
import { Mark } from "#components/ui/mark.tsx";
import { useRoomSchedule, useRoomTitle } from "./use-room-place.ts";

/** Stands where the others will be, while nobody else is here. */
export function InviteCard({ code }: { code: string }) {
  const text = useText("call");
  const title = useRoomTitle();
  const schedule = useRoomSchedule();
  return (
    <div className="absolute inset-0 flex items-start justify-center overflow-y-auto pb-28 sm:items-center sm:pb-0 compact:items-start compact:pb-0">
      <section
        aria-labelledby="invite-card"
        className="flex w-full max-w-lg flex-col gap-4 rounded-card bg-raised p-5 shadow-raised sm:p-7 compact:gap-2 compact:p-3"
      >
        <div className="flex items-center gap-3">
          <Mark size={32} />
          <h2 id="invite-card" className="text-title font-semibold compact:text-large">
            {text("aloneHeading")}
          </h2>
        </div>
        <p className="text-muted compact:hidden">{text("aloneBody")}</p>
        <p className="rounded-control bg-surface px-3 py-2 text-center text-large font-medium tabular-nums">
          {title !== null && (
            <span dir="auto" className="block break-words">
              {title}
            </span>
          )}
          {code}
        </p>
        <Share code={code} title={title} schedule={schedule} prominent />
      </section>
    </div>
  );
}
