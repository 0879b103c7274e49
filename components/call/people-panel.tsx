"use client";

import { Hand, Mic, MicOff, ScreenShare, Video, VideoOff } from "lucide-react";
import { useText } from "#components/text/use-text.ts";
import type { ParticipantState } from "#protocol/room.ts";
import { handQueue } from "./hand-queue.ts";
import { useCall } from "./use-call.ts";

/** Everyone in the room: who waits for the floor first, then all in order of their arrival. */
export function PeoplePanel() {
  const text = useText("stage");
  const room = useCall((state) => state.room);
  const self = useCall((state) => state.self);
  const participants = room?.participants ?? [];
  const raised = handQueue(participants);
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-4 pb-4">
      {raised.length > 0 && (
        <section aria-labelledby="hands-heading" className="space-y-1">
          <h3 id="hands-heading" className="text-small font-medium text-muted">
            {text("hands")}
          </h3>
          <ol>
            {raised.map((participant, place) => (
              <li key={participant.id} className="flex min-h-11 items-center gap-3">
                <span className="w-5 text-end text-muted tabular-nums">{place + 1}</span>
                <Hand aria-hidden size={18} className="shrink-0 text-accent" />
                <Name participant={participant} isSelf={participant.id === self?.id} />
              </li>
            ))}
          </ol>
        </section>
      )}
      <section aria-labelledby="here-heading" className="space-y-1">
        <h3 id="here-heading" className="text-small font-medium text-muted">
          {text("inTheMeeting", { count: participants.length })}
        </h3>
        <ul>
          {participants.map((participant) => (
            <li key={participant.id} className="flex min-h-11 items-center gap-3">
              <Name participant={participant} isSelf={participant.id === self?.id} />
              <Doing participant={participant} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function Name({ participant, isSelf }: { participant: ParticipantState; isSelf: boolean }) {
  const call = useText("call");
  const { name } = participant;
  return (
    <span dir="auto" className="min-w-0 grow truncate">
      {isSelf ? call("you", { name }) : name}
    </span>
  );
}

/** What somebody sends, in icons with words. */
function Doing({ participant }: { participant: ParticipantState }) {
  const text = useText("stage");
  const { microphone, camera, screen } = participant;
  const states = [
    ...(screen ? [{ icon: ScreenShare, words: text("sharesScreen") }] : []),
    {
      icon: microphone ? Mic : MicOff,
      words: text(microphone ? "microphoneOn" : "microphoneOff"),
    },
    { icon: camera ? Video : VideoOff, words: text(camera ? "cameraOn" : "cameraOff") },
  ];
  return (
    <span className="flex shrink-0 gap-2 text-muted">
      {states.map(({ icon: Icon, words }) => (
        <span key={words} title={words}>
          <Icon aria-hidden size={18} />
          <span className="sr-only">{words}</span>
        </span>
      ))}
    </span>
  );
}
