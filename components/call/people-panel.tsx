"use client";

import { Hand, Mic, MicOff, ScreenShare, Video, VideoOff } from "lucide-react";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Switch } from "#components/ui/switch.tsx";
import type { ParticipantState } from "#protocol/room.ts";
import { useSession } from "./call-context.tsx";
import { handQueue } from "./hand-queue.ts";
import { useOwnRole } from "./moderation-items.ts";
import { PersonMenu } from "./person-menu.tsx";
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
      <HostControls />
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
              <PersonMenu participant={participant} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

/** What a host or co-host can do to all. */
function HostControls() {
  const text = useText("moderation");
  const session = useSession();
  const role = useOwnRole();
  const locked = useCall(({ room }) => room?.locked ?? false);
  const raised = useCall(({ room }) => room?.participants.some(({ hand }) => hand) ?? false);
  const alone = useCall(({ peers }) => peers.length === 0);
  if (role !== "host" && role !== "cohost") return null;
  return (
    <section aria-label={text("group")} className="space-y-3">
      <Switch
        label={text("lock")}
        hint={text("lockHint")}
        checked={locked}
        onChange={(on) => session.moderate({ kind: "lock", locked: on })}
      />
      {!alone && (
        <div className="flex flex-wrap gap-2">
          <Button
            size="small"
            onClick={() => session.moderate({ kind: "stop", who: null, source: "microphone" })}
          >
            <MicOff aria-hidden size={16} />
            {text("muteAll")}
          </Button>
          {raised && (
            <Button
              size="small"
              onClick={() => session.moderate({ kind: "lower-hand", who: null })}
            >
              <Hand aria-hidden size={16} />
              {text("lowerHands")}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

function Name({ participant, isSelf }: { participant: ParticipantState; isSelf: boolean }) {
  const call = useText("call");
  const text = useText("moderation");
  const { name, role } = participant;
  return (
    <span className="flex min-w-0 grow items-baseline gap-2">
      <span dir="auto" className="min-w-0 truncate">
        {isSelf ? call("you", { name }) : name}
      </span>
      {role !== "guest" && (
        <span className="shrink-0 text-small text-muted">{text(`roles.${role}`)}</span>
      )}
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
