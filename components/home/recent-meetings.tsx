"use client";

import { X } from "lucide-react";
import { useFormatter } from "use-intl";
import { forgetRoom, type RememberedRoom } from "#components/rooms/remembered-rooms.ts";
import { ownTimeZone } from "#components/text/own-time-zone.ts";
import { useText } from "#components/text/use-text.ts";

const SHOWN_ROOMS = 8;

/** Where this browser has been, in rooms that others opened. */
export function RecentMeetings({ rooms }: { rooms: readonly RememberedRoom[] }) {
  const text = useText("home");
  const format = useFormatter();
  // The reader's own zone: this list exists in the browser only, so no server paints it differently.
  const timeZone = ownTimeZone();
  return (
    <section aria-labelledby="recent-meetings" className="flex animate-appear flex-col gap-3">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h2 id="recent-meetings" className="text-large font-semibold">
          {text("recent")}
        </h2>
        <p className="text-small text-muted">{text("recentHint")}</p>
      </div>
      <ul className="grid gap-2 sm:grid-cols-2 lg:grid-cols-3">
        {rooms.slice(0, SHOWN_ROOMS).map((room) => (
          <li
            key={room.code}
            className="flex items-center rounded-control bg-raised pe-1 shadow-raised"
          >
            <a
              href={`/r/${room.code}`}
              aria-label={text("open", { code: room.code })}
              className="flex min-h-14 min-w-0 flex-1 flex-col justify-center rounded-control px-4 hover:text-accent"
            >
              <bdi className="truncate font-medium tabular-nums">{room.code}</bdi>
              <span className="truncate text-small text-muted">
                {format.dateTime(room.lastVisitedMs, {
                  dateStyle: "medium",
                  timeStyle: "short",
                  timeZone,
                })}
              </span>
            </a>
            <button
              type="button"
              aria-label={text("remove", { code: room.code })}
              title={text("remove", { code: room.code })}
              className="grid size-11 shrink-0 place-items-center rounded-control text-muted hover:bg-sunken hover:text-text"
              onClick={() => forgetRoom(room.code)}
            >
              <X aria-hidden size={18} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
