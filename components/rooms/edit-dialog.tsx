"use client";

import { useText } from "#components/text/use-text.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import type { OwnedRoom } from "#protocol/http.ts";
import { GuestUse } from "#protocol/moderation.ts";
import { RoomForm } from "./room-form.tsx";
import { changeRoom, type RoomAnswer, type RoomKey, type RoomPlan } from "./rooms-api.ts";

/** What is not as it was shown: the rest may have been changed elsewhere meanwhile, and is left alone. */
function changesOf(room: OwnedRoom, plan: RoomPlan) {
  const { title, schedule, requireEmail, lobby, hostFirst, keepChat, startsMuted } = plan;
  const { guestsMay, password } = plan;
  const uses = GuestUse.options.filter((what) => guestsMay[what] !== room.guestsMay[what]);
  return {
    ...(title !== room.title && { title }),
    ...(JSON.stringify(schedule) !== JSON.stringify(room.schedule) && { schedule }),
    ...(requireEmail !== room.requireEmail && { requireEmail }),
    ...(lobby !== room.lobby && { lobby }),
    ...(hostFirst !== room.hostFirst && { hostFirst }),
    ...(keepChat !== room.keepChat && { keepChat }),
    ...(startsMuted !== room.startsMuted && { startsMuted }),
    ...(uses.length > 0 && {
      guestsMay: Object.fromEntries(uses.map((what) => [what, guestsMay[what]])),
    }),
    ...(password !== undefined && { password }),
  };
}

/** Changes a room; whoever is in it, or before it, has the change at once. */
export function EditDialog({
  of,
  room,
  onAnswer,
  onClose,
}: {
  of: RoomKey;
  room: OwnedRoom;
  /** Called with every answer of the server, a refusal too. */
  onAnswer: (answer: RoomAnswer<OwnedRoom>) => void;
  onClose: () => void;
}) {
  const text = useText("meetings");
  return (
    <Dialog heading={text("edit")} onClose={onClose}>
      <RoomForm
        plan={room}
        submit={text("save")}
        onSubmit={async (plan) => {
          const answer = await changeRoom(of, changesOf(room, plan));
          onAnswer(answer);
          if (answer.ok) onClose();
          return answer;
        }}
      />
    </Dialog>
  );
}
