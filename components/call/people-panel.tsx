"use client";

import { Hand, Mic, MicOff, Pencil, ScreenShare, Spotlight, Video, VideoOff } from "lucide-react";
import { type ReactNode, useId, useRef, useState } from "react";
import { hostKeyOf } from "#components/rooms/remembered-rooms.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Folded } from "#components/ui/folded.tsx";
import { openedPart } from "#components/ui/opened-part.tsx";
import { Switch } from "#components/ui/switch.tsx";
import type { KnockId } from "#protocol/ids.ts";
import type { ParticipantState } from "#protocol/room.ts";
import { useSession } from "./call-context.tsx";
import { handQueue } from "./hand-queue.ts";
import { isolated } from "./isolated-name.ts";
import { useIsModerator, useSeatsLeft } from "./moderation-items.ts";
import { PersonMenu } from "./person-menu.tsx";
import { useCall, useMay } from "./use-call.ts";
import { useVolumeControl } from "./volume-control.tsx";

const LobbyMessage = openedPart(async () => (await import("./lobby-message.tsx")).LobbyMessage);
const NameForm = openedPart(async () => (await import("./name-form.tsx")).NameForm);
const RoomSettings = openedPart(async () => (await import("./room-settings.tsx")).RoomSettings);
const KeptOut = openedPart(async () => (await import("./kept-out.tsx")).KeptOut);

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
      <Waiting />
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
          {participants.map((participant) =>
            participant.id === self?.id ? (
              <Own key={participant.id} participant={participant} />
            ) : (
              <Other key={participant.id} participant={participant} />
            ),
          )}
        </ul>
      </section>
    </div>
  );
}

/** Oneself, whose name one can change where one may. */
function Own({ participant }: { participant: ParticipantState }) {
  const text = useText("stage");
  const mayRename = useMay("rename");
  const [isOpen, setIsOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  return (
    <li>
      <div className="flex min-h-11 items-center gap-3">
        <Name participant={participant} isSelf>
          {mayRename && (
            <button
              ref={opener}
              type="button"
              aria-label={text("changeName")}
              title={text("changeName")}
              aria-expanded={isOpen}
              onClick={() => setIsOpen(!isOpen)}
              className="-my-2 grid size-11 shrink-0 place-items-center self-center rounded-control text-muted hover:bg-sunken hover:text-text sm:size-9"
            >
              <Pencil aria-hidden size={16} />
            </button>
          )}
        </Name>
        <Doing participant={participant} />
        <PersonMenu participant={participant} />
      </div>
      {isOpen && mayRename && (
        <NameForm
          label={participant.name}
          onDone={() => {
            setIsOpen(false);
            opener.current?.focus();
          }}
        />
      )}
    </li>
  );
}

/** Somebody else, and what we can do about them. */
function Other({ participant }: { participant: ParticipantState }) {
  const volume = useVolumeControl(participant.id, participant.name);
  return (
    <li>
      <div className="flex min-h-11 items-center gap-3">
        <Name participant={participant} isSelf={false} />
        <Doing participant={participant} />
        {volume.button}
        <PersonMenu participant={participant} />
      </div>
      {volume.sliders}
    </li>
  );
}

/** Who is in the lobby, and what a host can do about it. */
function Waiting() {
  const text = useText("moderation");
  const session = useSession();
  const mayAnswer = useIsModerator();
  const waiting = useCall(({ room }) => room?.waiting ?? NOBODY);
  const left = useSeatsLeft();
  const mayWrite = useCall(
    ({ room }) => room !== null && (room.lobby || room.lobbyMessage !== null),
  );
  if (waiting.length === 0 && !(mayAnswer && mayWrite)) return null;
  const answer = (knock: KnockId, admit: boolean) =>
    session.moderate({ kind: "answer", knock, admit });
  return (
    <section aria-labelledby="waiting-heading" className="space-y-1">
      <h3 id="waiting-heading" className="text-small font-medium text-muted">
        {text("waiting")}
      </h3>
      {mayAnswer && left < waiting.length && (
        <p className="text-small text-muted">{text("seatsLeft", { count: left })}</p>
      )}
      <ul>
        {waiting.map(({ id, name }) => (
          <li key={id} className="flex min-h-11 items-center gap-2">
            <span dir="auto" className="min-w-0 grow truncate">
              {name}
            </span>
            {mayAnswer && (
              <>
                <Button
                  size="small"
                  aria-label={text("denyName", { name: isolated(name) })}
                  onClick={() => answer(id, false)}
                >
                  {text("deny")}
                </Button>
                <Button
                  size="small"
                  look="primary"
                  disabled={left === 0}
                  aria-label={text("admitName", { name: isolated(name) })}
                  onClick={() => answer(id, true)}
                >
                  {text("admit")}
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
      {mayAnswer && waiting.length > 1 && left > 0 && (
        // Those whose names are read and who fit, and nobody who comes in that moment.
        <Button
          size="small"
          onClick={() => {
            for (const { id } of waiting.slice(0, left)) answer(id, true);
          }}
        >
          {left < waiting.length ? text("admitFirst", { count: left }) : text("admitAll")}
        </Button>
      )}
      {mayAnswer && <LobbyMessage />}
    </section>
  );
}
const NOBODY: readonly never[] = [];

/** What a host or co-host can do to all. */
function HostControls() {
  const text = useText("moderation");
  const settings = useText("roomSettings");
  const session = useSession();
  const isModerator = useIsModerator();
  const locked = useCall(({ room }) => room?.locked ?? false);
  const raised = useCall(({ room }) => room?.participants.some(({ hand }) => hand) ?? false);
  const alone = useCall(({ peers }) => peers.length === 0);
  const lobby = useCall(({ room }) => room?.lobby ?? false);
  const mayUnmute = useCall(({ room }) => room?.guestsMay.microphone ?? true);
  const code = useCall((state) => state.code);
  const muteHint = useId();
  if (!isModerator) return null;
  return (
    <section aria-label={text("group")} className="space-y-3">
      <Switch
        label={text("lock")}
        hint={text("lockHint")}
        checked={locked}
        onChange={(on) => session.moderate({ kind: "lock", locked: on })}
      />
      {/* It lasts beyond this call, so it is for whoever opened the meeting, and not for who stands in. */}
      {hostKeyOf(code) !== null && (
        <Switch
          label={text("lobby")}
          hint={text("lobbyHint")}
          checked={lobby}
          onChange={(on) => session.moderate({ kind: "lobby", lobby: on })}
        />
      )}
      {!alone && (
        <div className="flex flex-wrap gap-2">
          <Button
            size="small"
            aria-describedby={mayUnmute ? muteHint : undefined}
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
          {mayUnmute && (
            <p id={muteHint} className="w-full text-small text-muted">
              {text("muteAllHint")}
            </p>
          )}
        </div>
      )}
      {/* Set once in a while: who waits, and who is here, must not be below it. */}
      {hostKeyOf(code) !== null && (
        <>
          <Folded heading={settings("heading")}>
            <RoomSettings />
          </Folded>
          <RemovedPeople />
        </>
      )}
    </section>
  );
}

/** Who was removed; asked for when somebody looks. */
function RemovedPeople() {
  const text = useText("moderation");
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Folded heading={text("keptOut")} onToggle={setIsOpen}>
      {isOpen && <KeptOut />}
    </Folded>
  );
}

function Name({
  participant,
  isSelf,
  children,
}: {
  participant: ParticipantState;
  isSelf: boolean;
  /** Beside the name. */
  children?: ReactNode;
}) {
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
      {children}
    </span>
  );
}

/** What somebody sends, in icons with words. */
function Doing({ participant }: { participant: ParticipantState }) {
  const call = useText("call");
  const text = useText("stage");
  const { id, microphone, camera, screen } = participant;
  const isSpotlit = useCall(({ room }) => room?.spotlight?.who === id);
  const states = [
    ...(isSpotlit ? [{ icon: Spotlight, words: call("inSpotlight") }] : []),
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
