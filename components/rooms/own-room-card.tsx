"use client";

import { CalendarPlus, Check, Copy, type LucideIcon, Pencil, Trash2, Users } from "lucide-react";
import { type ComponentProps, useEffect, useRef, useState } from "react";
import { useFormatter } from "use-intl";
import { isolated } from "#components/call/isolated-name.ts";
import { copyText, linkTo } from "#components/share/meeting-link.ts";
import { ownTimeZone } from "#components/text/own-time-zone.ts";
import { useText } from "#components/text/use-text.ts";
import { Button, buttonClasses } from "#components/ui/button.tsx";
import { openedWindow } from "#components/ui/opened-part.tsx";
import { Problem } from "#components/ui/problem.tsx";
import type { OwnedRoom } from "#protocol/http.ts";
import type { OwnRoom } from "./own-room.ts";
import type { KnownRoom } from "./own-rooms-order.ts";
import { forgetRoom, markGone } from "./remembered-rooms.ts";
import { deleteRoom, type RoomAnswer } from "./rooms-api.ts";
import { useScheduleWords } from "./schedule-words.ts";
import { useRefusalWords } from "./use-refusal-words.ts";

const EditDialog = openedWindow(async () => (await import("./edit-dialog.tsx")).EditDialog);

/** How long a card says that it copied. */
const COPIED_SHOWN_MS = 2_500;

/** One room: what it is called, when people meet in it, and what its owner can do. */
export function OwnRoomCard({
  room,
  known,
  onLearn,
  onDeleted,
}: {
  room: OwnRoom;
  /** What the server said of it; undefined where it has not been asked. */
  known: KnownRoom | undefined;
  /** Called with what the server says of it from now on. */
  onLearn: (known: KnownRoom) => void;
  onDeleted: (name: string) => void;
}) {
  const text = useText("meetings");
  const { code } = room;
  const read = known === undefined || known === "unread" ? null : known;
  const name = read?.title ?? code;
  if (room.gone === true) return <GoneCard code={code} />;
  return (
    <li className="flex min-w-0 flex-col gap-3 rounded-card bg-raised p-4 shadow-raised">
      {/* Not stretched: a title of the other direction keeps its beginning, and stands where the others do. */}
      <div className="flex min-w-0 flex-col items-start">
        <h3 dir="auto" className="max-w-full truncate font-medium tabular-nums" title={name}>
          {name}
        </h3>
        <When room={room} read={read} />
        {read !== null && read.people > 0 && (
          <p className="flex items-center gap-1.5 text-small text-good">
            <Users aria-hidden size={14} />
            {text("inside", { people: read.people })}
          </p>
        )}
      </div>
      <Actions room={room} read={read} name={name} onLearn={onLearn} onDeleted={onDeleted} />
    </li>
  );
}

function GoneCard({ code }: { code: string }) {
  const text = useText("meetings");
  return (
    <li className="flex min-w-0 flex-col items-start gap-3 rounded-card bg-sunken p-4">
      <div className="flex flex-col">
        <h3 className="font-medium text-muted tabular-nums">
          <bdi>{code}</bdi>
        </h3>
        <p className="text-small text-muted">{text("gone")}</p>
      </div>
      <Button size="small" className="bg-raised!" onClick={() => forgetRoom(code)}>
        {text("remove")}
        <span className="sr-only">: {code}</span>
      </Button>
    </li>
  );
}

/** When people meet there, or where nothing is planned, when this browser was there last. */
function When({ room, read }: { room: OwnRoom; read: OwnedRoom | null }) {
  const text = useText("meetings");
  const format = useFormatter();
  const scheduleWords = useScheduleWords();
  const timeZone = ownTimeZone();
  const lastVisited = format.dateTime(room.lastVisitedMs, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone,
  });
  return (
    <p className="text-small text-muted">
      {read?.schedule != null
        ? scheduleWords(read.schedule, Date.now())
        : text("visited", { when: lastVisited })}
    </p>
  );
}

type Open = "edit" | "delete" | null;

function Actions({
  room,
  read,
  name,
  onLearn,
  onDeleted,
}: {
  room: OwnRoom;
  read: OwnedRoom | null;
  name: string;
  onLearn: (known: KnownRoom) => void;
  onDeleted: (name: string) => void;
}) {
  const text = useText("meetings");
  const share = useText("share");
  const { code } = room;
  const [open, setOpen] = useState<Open>(null);
  const [said, setSaid] = useState<"copied" | "copyFailed" | "calendarFailed" | null>(null);
  const deleteButton = useRef<HTMLButtonElement>(null);
  const hideCopied = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(hideCopied.current), []);

  async function copy(): Promise<void> {
    clearTimeout(hideCopied.current);
    // Emptied first, so that copying again is announced again.
    setSaid(null);
    const copied = await copyText(linkTo(code));
    setSaid(copied ? "copied" : "copyFailed");
    if (copied) hideCopied.current = setTimeout(() => setSaid(null), COPIED_SHOWN_MS);
  }

  async function saveCalendarFile(): Promise<void> {
    setSaid(null);
    const link = linkTo(code);
    try {
      const { downloadInvitation } = await import("#components/share/calendar-file.ts");
      downloadInvitation({
        code,
        link,
        title: read?.title ?? share("calendarTitle"),
        description: share("calendarDescription", { url: link }),
        schedule: read?.schedule ?? null,
      });
    } catch {
      setSaid("calendarFailed");
    }
  }

  function learn(answer: RoomAnswer<OwnedRoom>): void {
    if (answer.ok) onLearn(answer.value);
    else if (answer.why === "gone") markGone(code);
  }

  return (
    <>
      <div className="-me-2 flex items-center gap-1">
        <a href={`/r/${code}`} className={`${buttonClasses({ size: "small" })} me-auto`}>
          {text("start")}
          <span className="sr-only"> {name}</span>
        </a>
        <IconButton
          icon={said === "copied" ? Check : Copy}
          label={text("copy", { name })}
          onClick={() => void copy()}
        />
        {read !== null && (
          <>
            <IconButton
              icon={CalendarPlus}
              label={text("calendar", { name })}
              onClick={() => void saveCalendarFile()}
            />
            <IconButton
              icon={Pencil}
              label={text("editNamed", { name })}
              onClick={() => setOpen("edit")}
            />
            <IconButton
              ref={deleteButton}
              icon={Trash2}
              label={text("deleteNamed", { name })}
              aria-expanded={open === "delete"}
              onClick={() => setOpen("delete")}
            />
          </>
        )}
      </div>
      <p role="status" className={said === null ? "sr-only" : "text-small text-muted"}>
        {said === null ? "" : share(said)}
      </p>
      {open === "delete" && (
        <DeleteQuestion
          room={room}
          name={name}
          onDeleted={onDeleted}
          onCancel={() => {
            setOpen(null);
            deleteButton.current?.focus();
          }}
        />
      )}
      {open === "edit" && read !== null && (
        <EditDialog of={room} room={read} onAnswer={learn} onClose={() => setOpen(null)} />
      )}
    </>
  );
}

function IconButton({
  icon: Icon,
  label,
  ...button
}: ComponentProps<"button"> & { icon: LucideIcon; label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className="grid size-11 shrink-0 place-items-center rounded-control text-muted transition-colors hover:bg-sunken hover:text-text sm:size-9"
      {...button}
    >
      <Icon aria-hidden size={18} />
    </button>
  );
}

/** Asks once, in place. The focus goes to the way back, so that a second Enter by habit does no harm. */
function DeleteQuestion({
  room,
  name,
  onDeleted,
  onCancel,
}: {
  room: OwnRoom;
  name: string;
  onDeleted: (name: string) => void;
  onCancel: () => void;
}) {
  const text = useText("meetings");
  const refusalWords = useRefusalWords();
  const cancel = useRef<HTMLButtonElement>(null);
  const [isWorking, setIsWorking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const question = text("deleteQuestion", { name: isolated(name) });
  useEffect(() => cancel.current?.focus(), []);

  async function confirm(): Promise<void> {
    setIsWorking(true);
    setProblem(null);
    const answer = await deleteRoom(room);
    // Gone already is as good.
    if (answer.ok || answer.why === "gone") {
      onDeleted(name);
      forgetRoom(room.code);
      return;
    }
    setIsWorking(false);
    setProblem(refusalWords(answer));
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would say that this is a form
    <div
      role="group"
      aria-label={question}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !isWorking) onCancel();
      }}
      className="flex animate-appear flex-col gap-3 rounded-control bg-danger-soft px-3 py-3"
    >
      <p className="break-words">{question}</p>
      {problem !== null && <Problem>{problem}</Problem>}
      <div className="flex flex-wrap gap-2">
        <Button ref={cancel} size="small" disabled={isWorking} onClick={onCancel}>
          {text("keep")}
        </Button>
        <Button
          size="small"
          className="bg-danger! text-on-danger! hover:bg-danger-strong!"
          disabled={isWorking}
          onClick={() => void confirm()}
        >
          {text("delete")}
        </Button>
      </div>
    </div>
  );
}
