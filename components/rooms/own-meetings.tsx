"use client";

import { useEffect, useRef, useState } from "react";
import { isolated } from "#components/call/isolated-name.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Mark } from "#components/ui/mark.tsx";
import type { OwnRoom } from "./own-room.ts";
import { OwnRoomCard } from "./own-room-card.tsx";
import { inOrder, type KnownRoom } from "./own-rooms-order.ts";
import { markGone } from "./remembered-rooms.ts";
import { readRoom } from "./rooms-api.ts";

/** Asked about at first, the latest ones: a browser may have opened hundreds. */
const ASKED_ROOMS = 24;
const SHOWN_ROOMS = 6;

/** The rooms that this browser holds the key of, those that people meet in next before the others. */
export function OwnMeetings({ rooms }: { rooms: readonly OwnRoom[] }) {
  const text = useText("meetings");
  const common = useText("common");
  const heading = useRef<HTMLHeadingElement>(null);
  const [showsAll, setShowsAll] = useState(false);
  const [said, setSaid] = useState("");
  const asked = showsAll ? rooms : rooms.slice(0, ASKED_ROOMS);
  const [known, learn, askAgain] = useKnownRooms(asked);

  const isReading = asked.some(({ code, gone }) => gone !== true && !known.has(code));
  // Once they have their order, only what is new is asked for, and nothing waits for it.
  const [hasOrder, setHasOrder] = useState(false);
  if (!isReading && !hasOrder) setHasOrder(true);
  const isUnread = asked.some(({ code }) => known.get(code) === "unread");
  const all = inOrder(asked, known, Date.now());
  const shown = showsAll ? all : all.slice(0, SHOWN_ROOMS);
  const more = rooms.length - shown.length;
  return (
    <section aria-labelledby="own-meetings" className="flex animate-appear flex-col gap-3">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h2
          ref={heading}
          id="own-meetings"
          tabIndex={-1}
          className="text-large font-semibold outline-none"
        >
          {text("heading")}
        </h2>
        <p className="text-small text-muted">{text("hint")}</p>
      </div>
      <p role="status" className={said === "" ? "sr-only" : "text-small text-muted"}>
        {said}
      </p>
      {hasOrder ? (
        <ul className="grid items-start gap-3 sm:grid-cols-2 lg:grid-cols-3">
          {shown.map((room) => (
            <OwnRoomCard
              key={room.code}
              room={room}
              known={known.get(room.code)}
              onLearn={(answer) => learn(room.code, answer)}
              onDeleted={(name) => {
                // Its card takes what had the focus along.
                heading.current?.focus();
                setSaid(text("deleted", { name: isolated(name) }));
              }}
            />
          ))}
        </ul>
      ) : (
        <p className="flex items-center gap-2 text-muted">
          <Mark size={20} turning />
          {text("reading")}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {hasOrder && more > 0 && (
          <Button size="small" onClick={() => setShowsAll(true)}>
            {text("showAll", { count: rooms.length })}
          </Button>
        )}
        {isUnread && (
          <>
            <p className="text-small text-muted">{text("unread")}</p>
            <Button size="small" onClick={askAgain}>
              {common("tryAgain")}
            </Button>
          </>
        )}
      </div>
    </section>
  );
}

/** Asks the server about each room once, and again about those it said nothing of when that is wished for. */
function useKnownRooms(rooms: readonly OwnRoom[]) {
  const [known, setKnown] = useState<ReadonlyMap<string, KnownRoom>>(new Map());
  const asked = useRef(new Set<string>());
  const learn = (code: string, room: KnownRoom) =>
    setKnown((before) => new Map(before).set(code, room));

  useEffect(() => {
    for (const { code, hostKey, gone } of rooms) {
      if (gone === true || asked.current.has(code)) continue;
      asked.current.add(code);
      void readRoom({ code, hostKey }).then((answer) => {
        if (answer.ok) return learn(code, answer.value);
        if (answer.why === "gone") return markGone(code);
        learn(code, "unread");
      });
    }
  });

  function askAgain(): void {
    for (const [code, room] of known) if (room === "unread") asked.current.delete(code);
    setKnown(new Map([...known].filter(([, room]) => room !== "unread")));
  }
  return [known, learn, askAgain] as const;
}
