"use client";

import { useState } from "react";
import { Share } from "#components/share/share.tsx";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ALL_PERMITTED } from "#protocol/moderation.ts";
import { rememberVisit } from "./remembered-rooms.ts";
import { RoomForm } from "./room-form.tsx";
import { createRoom, type RoomPlan } from "./rooms-api.ts";
import { useScheduleWords } from "./schedule-words.ts";

const PROPOSED = {
  title: null,
  schedule: undefined,
  requireEmail: false,
  lobby: false,
  hostFirst: false,
  keepChat: "call",
  startsMuted: false,
  guestsMay: ALL_PERMITTED,
  password: false,
} as const;

/** Plans a meeting: makes its room, which nobody enters yet, and shows what to send to the others. */
export function ScheduleDialog({ onClose }: { onClose: () => void }) {
  const text = useText("meetings");
  const [made, setMade] = useState<(RoomPlan & { readonly code: string }) | null>(null);
  return (
    <Dialog heading={text(made === null ? "schedule" : "made")} onClose={onClose}>
      {made === null ? (
        <RoomForm
          plan={PROPOSED}
          submit={text("plan")}
          onSubmit={async (plan) => {
            const answer = await createRoom(plan);
            if (answer.ok) {
              const { code, hostKey } = answer.value;
              rememberVisit(code, hostKey);
              setMade({ ...plan, code });
            }
            return answer;
          }}
        />
      ) : (
        <Made room={made} onClose={onClose} />
      )}
    </Dialog>
  );
}

function Made({
  room,
  onClose,
}: {
  room: RoomPlan & { readonly code: string };
  onClose: () => void;
}) {
  const text = useText("meetings");
  const scheduleWords = useScheduleWords();
  const { code, title, schedule } = room;
  return (
    <>
      <div role="status" className="flex flex-col gap-1 rounded-control bg-sunken px-4 py-3">
        <p className="break-words text-large font-medium">
          {title === null ? code : <bdi>{title}</bdi>}
        </p>
        {schedule !== null && <p className="text-muted">{scheduleWords(schedule, Date.now())}</p>}
        {title !== null && <p className="text-muted tabular-nums">{code}</p>}
      </div>
      <p className="text-muted">{text("madeBody")}</p>
      <Share code={code} title={title} schedule={schedule} prominent />
      <Button onClick={onClose}>{text("done")}</Button>
    </>
  );
}
