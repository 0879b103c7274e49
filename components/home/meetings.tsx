"use client";

import { useSyncExternalStore } from "react";
import { isOwn } from "#components/rooms/own-room.ts";
import { noRooms, rememberedRooms } from "#components/rooms/remembered-rooms.ts";
import { openedPart } from "#components/ui/opened-part.tsx";
import { RecentMeetings } from "./recent-meetings.tsx";

// Most who come here have opened no room yet, and carry none of it.
const OwnMeetings = openedPart(
  async () => (await import("#components/rooms/own-meetings.tsx")).OwnMeetings,
);

/** The rooms that this browser knows: its own, and those of others. Nothing is shown where it knows none. */
export function Meetings() {
  const rooms = useSyncExternalStore(
    rememberedRooms.subscribe,
    rememberedRooms.getSnapshot,
    noRooms,
  );
  const own = rooms.filter(isOwn);
  const others = rooms.filter((room) => !isOwn(room));
  return (
    <div className="flex flex-col gap-10">
      {own.length > 0 && <OwnMeetings rooms={own} />}
      {others.length > 0 && <RecentMeetings rooms={others} />}
    </div>
  );
}
