"use client";

import { X } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import type { ModerationWord } from "#call/call-state.ts";
import type { ChatMessage } from "#call/chat/chat-state.ts";
import type { Transfer } from "#call/files/transfer.ts";
import type { DeviceNotice } from "#call/media/local-media.ts";
import type { ScreenProblem } from "#call/media/screen-share.ts";
import type { Blame } from "#call/stats/blamed.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import type { ChatKeeping } from "#protocol/chat-keeping.ts";
import type { Role } from "#protocol/moderation.ts";
import type { Waiting } from "#protocol/room.ts";
import { type AnnouncementBatch, batchAnnouncements } from "./announcement-batch.ts";
import { useSession } from "./call-context.tsx";
import { usePanel } from "./call-view.tsx";
import { BlameHelp, BlameSentence, useBlame } from "./health/blame-notice.tsx";
import { isolated } from "./isolated-name.ts";
import { useKeptWords } from "./kept-words.ts";
import { useIsModerator, useSeatsLeft, useWayToKeepOut } from "./moderation-items.ts";
import { useOwnRole } from "./own-role.ts";
import { type Rename, useRenames } from "./renames.ts";
import { SpokenReactions } from "./spoken-reactions.tsx";
import {
  useCall,
  useChat,
  useFiles,
  useLocalMedia,
  useLoweredHands,
  useModerationWords,
  useMutedSpeech,
  useScreenShare,
} from "./use-call.ts";
import { useIsCompact } from "./use-is-compact.ts";
import { useIsSmall } from "./use-is-small.ts";

/** Comings and goings within this time become one sentence. */
const BATCH_MS = 700;
const SHOWN_MS = 5_000;
/** Something to press needs time to be read and reached. */
const SHOWN_WITH_ACTION_MS = 15_000;

type Notice =
  | { readonly key: string; readonly kind: "people"; readonly batch: AnnouncementBatch }
  | { readonly key: string; readonly kind: "device"; readonly notice: DeviceNotice }
  | { readonly key: string; readonly kind: "blame"; readonly blame: Blame }
  | { readonly key: string; readonly kind: "comfort"; readonly number: number }
  | { readonly key: string; readonly kind: "chat"; readonly message: ChatMessage }
  | { readonly key: string; readonly kind: "file"; readonly file: Transfer }
  | { readonly key: string; readonly kind: "hand-lowered" }
  | { readonly key: string; readonly kind: "role"; readonly role: Role }
  | { readonly key: string; readonly kind: "spotlight"; readonly news: SpotlightNews }
  | { readonly key: string; readonly kind: "keeping"; readonly keeping: ChatKeeping }
  | { readonly key: string; readonly kind: "moderation"; readonly word: ModerationWord }
  | { readonly key: string; readonly kind: "knock"; readonly knock: Waiting }
  | { readonly key: string; readonly kind: "muted-speech" }
  | { readonly key: string; readonly kind: "renamed"; readonly rename: Rename }
  | { readonly key: string; readonly kind: "share-problem"; readonly problem: ScreenProblem };

/** Whom the spotlight is on now, or not any more: by name, null for oneself. */
type SpotlightNews =
  | { readonly on: true; readonly name: string | null; readonly by: string }
  | { readonly on: false; readonly name: string | null };

const SHOWN_AT_ONCE = 4;

/** Where only the last line is shown: who comes and goes, which is seen anyway, does not take the place of all else. */
function lastOfUse(notices: readonly Notice[]): readonly Notice[] {
  return [...notices.filter(isSeenAnyway), ...notices.filter((notice) => !isSeenAnyway(notice))];
}
const isSeenAnyway = ({ kind }: Notice) => kind === "people";

/** The latest few; whoever waits to be let in is not crowded out by who comes and goes. */
function withRoom(notices: readonly Notice[]): readonly Notice[] {
  const isKnock = ({ kind }: Notice) => kind === "knock";
  const kept = new Set([
    ...notices.filter(isKnock).slice(-SHOWN_AT_ONCE + 1),
    ...notices.filter((notice) => !isKnock(notice)).slice(-SHOWN_AT_ONCE),
  ]);
  return notices.filter((notice) => kept.has(notice)).slice(-2 * SHOWN_AT_ONCE);
}

/** What happened, said once: a short-lived line that screen readers read out politely. */
export function Notices() {
  const text = useText("call");
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const add = useCallback(
    (more: readonly Notice[]) => setNotices((now) => withRoom([...now, ...more])),
    [],
  );
  const remove = useCallback(
    (key: string) => setNotices((now) => now.filter((notice) => notice.key !== key)),
    [],
  );
  const [panel] = usePanel();
  useEffect(() => {
    // Read there by now; and on a phone they would lie over it.
    if (panel === "chat")
      setNotices((now) => now.filter(({ kind }) => kind !== "chat" && kind !== "file"));
  }, [panel]);
  usePeopleNotices(add);
  useDeviceNotices(add);
  useComfortNotice(add);
  useChatNotices(add);
  useFileNotices(add);
  useHandNotice(add);
  useMutedSpeechNotice(add);
  useShareNotice(add);
  useModerationNotices(add);
  useRoleNotice(add);
  useSpotlightNotice(add);
  useKeepingNotice(add);
  useKnockNotices(add, remove);
  const addRenames = useCallback(
    (renames: readonly Rename[]) =>
      add(
        renames.map((rename) => ({
          key: `renamed-${rename.name}-${performance.now()}`,
          kind: "renamed",
          rename,
        })),
      ),
    [add],
  );
  useRenames(addRenames);
  const addBlame = useCallback(
    (key: string, blame: Blame) => add([{ key, kind: "blame", blame }]),
    [add],
  );
  useBlame(addBlame, remove);
  const place = usePlace();
  const areFew = place !== "over-the-stage";
  return (
    <div
      role="status"
      aria-label={text("notices")}
      aria-atomic="false"
      className={`pointer-events-none z-25 flex flex-col items-center gap-2 ${placeClasses[place]}`}
    >
      <SpokenReactions />
      {(areFew ? lastOfUse(notices) : notices).map((notice) => (
        <NoticeLine
          key={notice.key}
          notice={notice}
          isAlone={areFew}
          isUnseen={place === "over-a-panel" && isSeenAnyway(notice)}
          onDone={remove}
        />
      ))}
    </div>
  );
}

/** Over a panel that covers the stage, but for its head, where it is closed; in a compact window below the picture. */
const placeClasses = {
  "over-the-stage": "absolute inset-x-2 top-2",
  "over-a-panel": "absolute inset-x-2 top-15",
  "below-the-stage": "mx-1",
} as const;

function usePlace(): keyof typeof placeClasses {
  const isSmall = useIsSmall();
  const isCompact = useIsCompact();
  const [panel] = usePanel();
  if (isSmall && panel !== null) return "over-a-panel";
  return isCompact ? "below-the-stage" : "over-the-stage";
}

function usePeopleNotices(add: (notices: readonly Notice[]) => void): void {
  const session = useSession();
  const announcements = useCall((state) => state.announcements);
  const newest = announcements.at(-1)?.id ?? 0;
  // What was said in an earlier stay of this session is not said again.
  const said = useRef(newest);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (newest <= said.current || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      const latest = session.getSnapshot().announcements;
      const batches = batchAnnouncements(latest, said.current);
      said.current = latest.at(-1)?.id ?? said.current;
      add(
        batches.map((batch) => ({
          key: `people-${batch.kind}-${batch.id}`,
          kind: "people",
          batch,
        })),
      );
    }, BATCH_MS);
  }, [newest, session, add]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
}

function useDeviceNotices(add: (notices: readonly Notice[]) => void): void {
  const notices = useLocalMedia((media) => media.notices);
  const said = useRef(notices.at(-1)?.id ?? 0);
  useEffect(() => {
    const fresh = notices.filter(({ id }) => id > said.current);
    if (fresh.length === 0) return;
    said.current = fresh.at(-1)?.id ?? said.current;
    add(fresh.map((notice) => ({ key: `device-${notice.id}`, kind: "device", notice })));
  }, [notices, add]);
}

/** Says once what to expect when the room has grown beyond what is comfortable. Who came later was told before joining. */
function useComfortNotice(add: (notices: readonly Notice[]) => void): void {
  const number = useCall(({ room }) =>
    room !== null && room.participants.length > room.comfortable ? room.participants.length : 0,
  );
  const said = useRef(number > 0);
  useEffect(() => {
    if (number === 0 || said.current) return;
    said.current = true;
    add([{ key: "comfort", kind: "comfort", number }]);
  }, [number, add]);
}

/** A file that is offered while the chat, where it can be answered, is closed. */
function useFileNotices(add: (notices: readonly Notice[]) => void): void {
  const file = useFiles((all) => all.findLast(({ direction }) => direction === "incoming"));
  const [panel] = usePanel();
  const said = useRef(file?.id);
  useEffect(() => {
    if (file === undefined || file.id === said.current) return;
    said.current = file.id;
    if (panel !== "chat") add([{ key: `file-${file.id}`, kind: "file", file }]);
  }, [file, panel, add]);
}

/** A message that comes while the chat is closed. */
function useChatNotices(add: (notices: readonly Notice[]) => void): void {
  const latest = useChat((state) => state.latest);
  const [panel] = usePanel();
  const said = useRef(latest);
  useEffect(() => {
    if (latest === said.current) return;
    said.current = latest;
    if (latest === null || panel === "chat" || latest.text === null) return;
    add([{ key: `chat-${latest.id}`, kind: "chat", message: latest }]);
  }, [latest, panel, add]);
}

/** Says when the hand was taken down because its owner has spoken. */
function useHandNotice(add: (notices: readonly Notice[]) => void): void {
  const times = useLoweredHands();
  const said = useRef(times);
  useEffect(() => {
    if (times === said.current) return;
    said.current = times;
    add([{ key: `hand-${times}`, kind: "hand-lowered" }]);
  }, [times, add]);
}

/** Says that nobody hears what is said. */
function useMutedSpeechNotice(add: (notices: readonly Notice[]) => void): void {
  const times = useMutedSpeech();
  const said = useRef(times);
  useEffect(() => {
    if (times === said.current) return;
    said.current = times;
    add([{ key: `muted-${times}`, kind: "muted-speech" }]);
  }, [times, add]);
}

function useShareNotice(add: (notices: readonly Notice[]) => void): void {
  const problem = useScreenShare((share) => share.problem);
  useEffect(() => {
    if (problem !== null)
      add([{ key: `share-${performance.now()}`, kind: "share-problem", problem }]);
  }, [problem, add]);
}

/** What a host did or wants. What was taken from the person is told at once, and not when there is a pause. */
function useModerationNotices(add: (notices: readonly Notice[]) => void): void {
  const words = useModerationWords();
  // The first may be told while the call is still being drawn.
  const said = useRef(0);
  useEffect(() => {
    const fresh = words.filter(({ id }) => id > said.current);
    if (fresh.length === 0) return;
    said.current = fresh.at(-1)?.id ?? said.current;
    add(fresh.map((word) => ({ key: `moderation-${word.id}`, kind: "moderation", word })));
  }, [words, add]);
}

/** Says when one gets a say, or has it no more; whoever has it from the start sees it in the list. */
function useRoleNotice(add: (notices: readonly Notice[]) => void): void {
  const role = useOwnRole();
  const before = useRef(role);
  useEffect(() => {
    if (role === before.current || role === undefined) return;
    const isFirst = before.current === undefined;
    before.current = role;
    if (isFirst) return;
    add([{ key: `role-${role}-${performance.now()}`, kind: "role", role }]);
  }, [role, add]);
}

/**
 * Says who was given the stage for everyone, and when they have it no more. Whoever did it sees it happen; whoever comes
 * later, and whoever sees somebody leave with it, needs no words.
 */
function useSpotlightNotice(add: (notices: readonly Notice[]) => void): void {
  const session = useSession();
  const who = useCall(({ room }) => room?.spotlight?.who ?? null);
  const before = useRef(who);
  useEffect(() => {
    const earlier = before.current;
    if (who === earlier) return;
    before.current = who;
    const { room, self } = session.getSnapshot();
    const about = room?.participants.find(({ id }) => id === (who ?? earlier));
    if (about === undefined) return;
    const name = about.id === self?.id ? null : about.name;
    const by = who === null ? undefined : room?.spotlight?.by;
    // Names are distinct in a room.
    if (by !== undefined && by === self?.name) return;
    const news: SpotlightNews = by === undefined ? { on: false, name } : { on: true, name, by };
    add([{ key: `spotlight-${performance.now()}`, kind: "spotlight", news }]);
  }, [who, session, add]);
}

/** Says when a host has the chat kept longer or shorter: others may read then what is written. */
function useKeepingNotice(add: (notices: readonly Notice[]) => void): void {
  const keeping = useCall(({ room }) => room?.keepChat);
  const before = useRef(keeping);
  useEffect(() => {
    const earlier = before.current;
    if (keeping === earlier || keeping === undefined) return;
    before.current = keeping;
    if (earlier !== undefined)
      add([{ key: `keeping-${performance.now()}`, kind: "keeping", keeping }]);
  }, [keeping, add]);
}

/** Tells those who may answer that somebody waits; taken back when it is answered. */
function useKnockNotices(
  add: (notices: readonly Notice[]) => void,
  remove: (key: string) => void,
): void {
  const mayAnswer = useIsModerator();
  const waiting = useCall(({ room }) => room?.waiting ?? NOBODY);
  const told = useRef<readonly string[]>([]);
  useEffect(() => {
    const now = mayAnswer ? waiting : NOBODY;
    for (const id of told.current) if (!now.some((knock) => knock.id === id)) remove(`knock-${id}`);
    const fresh = now.filter(({ id }) => !told.current.includes(id));
    told.current = now.map(({ id }) => id);
    add(fresh.map((knock) => ({ key: `knock-${knock.id}`, kind: "knock", knock })));
  }, [waiting, mayAnswer, add, remove]);
}
const NOBODY: readonly Waiting[] = [];

/** What can be done about it; null for what is only to be known. */
function useNoticeAction(notice: Notice): { readonly label: string; act: () => void } | null {
  const devices = useText("devices");
  const chat = useText("chat");
  const stage = useText("stage");
  const moderation = useText("moderation");
  const session = useSession();
  const may = useCall((state) => state.may);
  const wayToKeepOut = useWayToKeepOut();
  const isFull = useSeatsLeft() === 0;
  const [, togglePanel] = usePanel();
  const unmute = {
    label: stage("unmute"),
    act: () => void session.media.setWanted("microphone", true),
  };
  switch (notice.kind) {
    case "device": {
      const { kind, source, deviceId } = notice.notice;
      if (kind !== "appeared" || deviceId === null) return null;
      const act = () => void session.media.chooseDevice(source, deviceId);
      return { label: devices("use"), act };
    }
    case "chat":
      return { label: chat("show"), act: () => togglePanel("chat") };
    case "file":
      return { label: chat("show"), act: () => togglePanel("chat") };
    case "hand-lowered":
      return { label: stage("keepRaised"), act: () => session.setHand(true) };
    case "moderation": {
      const { word } = notice;
      if (word.kind === "removed")
        return wayToKeepOut === null || word.mayReturn
          ? null
          : {
              label: moderation(wayToKeepOut),
              act: () =>
                session.moderate(
                  wayToKeepOut === "lobby"
                    ? { kind: "lobby", lobby: true }
                    : { kind: "lock", locked: true },
                ),
            };
      if (word.kind === "started-muted") return may.microphone ? unmute : null;
      if (word.kind !== "asked" || word.source === null || word.source === "screen") return null;
      const { source } = word;
      if (!may[source]) return null;
      return {
        label: stage(source === "microphone" ? "unmute" : "startCamera"),
        act: () => void session.media.setWanted(source, true),
      };
    }
    case "knock":
      // It stands until there is a seat again.
      if (isFull) return null;
      return {
        label: moderation("admit"),
        act: () => session.moderate({ kind: "answer", knock: notice.knock.id, admit: true }),
      };
    case "muted-speech":
      return unmute;
    default:
      return null;
  }
}

/** What is only to be known, and can be seen elsewhere too. */
const PASSING: ReadonlySet<Notice["kind"]> = new Set(["people", "spotlight", "renamed"]);

function NoticeLine({
  notice,
  isAlone,
  isUnseen,
  onDone,
}: {
  notice: Notice;
  /** Whether only the last line is shown; the others go when their time is over, or are shown after it. */
  isAlone: boolean;
  /** Whether it is said to who listens alone, since it would lie over what is read. */
  isUnseen: boolean;
  onDone: (key: string) => void;
}) {
  const common = useText("common");
  const sentence = useSentence();
  const action = useNoticeAction(notice);
  const [held, setHeld] = useState(false);
  const lasts = !PASSING.has(notice.kind);
  // On a phone what is to be pressed stands below what is to be read.
  const isLong = notice.kind === "moderation";
  useEffect(() => {
    // A knock stands until it is answered.
    if (held || notice.kind === "knock") return;
    const timer = setTimeout(() => onDone(notice.key), lasts ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
    return () => clearTimeout(timer);
  }, [held, lasts, notice.kind, notice.key, onDone]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: reading it only keeps it longer; nothing is pressed.
    <div
      role={notice.kind === "moderation" ? "alert" : undefined}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className={`pointer-events-auto flex max-w-full animate-appear items-center gap-2 rounded-control bg-sunken px-4 py-1 text-body shadow-raised compact:mt-1 compact:py-0 compact:text-small ${isLong ? "flex-wrap justify-end" : ""} ${isAlone ? "not-last:hidden" : ""} ${isUnseen ? "sr-only" : ""}`}
    >
      <span
        className={`py-1.5 wrap-anywhere ${isLong ? "line-clamp-4 min-w-48 flex-1" : "line-clamp-2"}`}
      >
        {notice.kind === "blame" ? <BlameSentence blame={notice.blame} /> : sentence(notice)}
      </span>
      {notice.kind === "blame" && (
        <BlameHelp blame={notice.blame} onDone={() => onDone(notice.key)} />
      )}
      {action !== null && (
        <Button
          look="bare"
          size="small"
          onClick={() => {
            action.act();
            onDone(notice.key);
          }}
        >
          {action.label}
        </Button>
      )}
      {lasts && (
        <button
          type="button"
          aria-label={common("dismiss")}
          onClick={() => onDone(notice.key)}
          className="-me-2 grid size-9 place-items-center rounded-control text-muted hover:text-text"
        >
          <X aria-hidden size={16} />
        </button>
      )}
    </div>
  );
}

const peopleKeys = {
  joined: { one: "joinedOne", two: "joinedTwo", many: "joinedMany" },
  left: { one: "leftOne", two: "leftTwo", many: "leftMany" },
} as const;

const nowKeys = { host: "nowHost", cohost: "nowCohost", guest: "nowGuest" } as const;

const deviceKeys = {
  "fell-back": "noticeFellBack",
  lost: "noticeLost",
  appeared: "noticeAppeared",
} as const;

function useSentence(): (notice: Exclude<Notice, { kind: "blame" }>) => string {
  const call = useText("call");
  const devices = useText("devices");
  const chat = useText("chat");
  const stage = useText("stage");
  const moderation = useText("moderation");
  const wayToKeepOut = useWayToKeepOut();
  const isFull = useSeatsLeft() === 0;
  const kept = useKeptWords();
  return (notice) => {
    if (notice.kind === "comfort") return call("beyondComfort", { number: notice.number });
    if (notice.kind === "hand-lowered") return stage("handLowered");
    if (notice.kind === "knock")
      return moderation(isFull ? "wantsInFull" : "wantsIn", { name: isolated(notice.knock.name) });
    if (notice.kind === "muted-speech") return stage("mutedSpeech");
    if (notice.kind === "renamed") {
      const { before, name, isSelf } = notice.rename;
      return isSelf
        ? call("renamedYou", { name: isolated(name) })
        : call("renamed", { before: isolated(before), name: isolated(name) });
    }
    if (notice.kind === "role") return moderation(nowKeys[notice.role]);
    if (notice.kind === "keeping") return kept(notice.keeping);
    if (notice.kind === "spotlight") {
      const { news } = notice;
      const who = news.name === null ? null : isolated(news.name);
      if (!news.on)
        return who === null
          ? moderation("spotlightOffYou")
          : moderation("spotlightOff", { name: who });
      const name = isolated(news.by);
      if (who === null) return moderation("spotlightOnYou", { name });
      return news.name === news.by
        ? moderation("spotlightOnSelf", { name })
        : moderation("spotlightOn", { name, who });
    }
    if (notice.kind === "moderation") {
      const { word } = notice;
      if (word.kind === "refused") return moderation("refused");
      if (word.kind === "started-muted") return moderation("startedMuted");
      if (word.kind === "full") return moderation("seatsLeft", { count: 0 });
      if (word.kind === "removed")
        return moderation(
          wayToKeepOut === null || word.mayReturn ? "removed" : "removedMayReturn",
          { name: isolated(word.name) },
        );
      const name = isolated(word.by);
      if (word.kind === "hand-lowered") return moderation("handLoweredBy", { name });
      const source = word.source ?? "microphone";
      if (word.kind === "withdrawn" && word.by === "")
        return moderation("withdrawnFromOutside", { source });
      return moderation(word.kind, { name, source });
    }
    if (notice.kind === "share-problem") return stage(`shareProblems.${notice.problem}`);
    if (notice.kind === "chat") {
      const { name, text, privateWith } = notice.message;
      const said = { name: isolated(name), text: text ?? "" };
      return chat(privateWith === null ? "from" : "fromPrivate", said);
    }
    if (notice.kind === "file") {
      const { peerName, name } = notice.file;
      return chat("offersFile", { name: isolated(peerName), file: isolated(name) });
    }
    if (notice.kind === "device") {
      const { kind, source, label } = notice.notice;
      return devices(deviceKeys[kind], {
        source,
        label: label === "" ? devices("unnamed") : label,
      });
    }
    const { kind, names, others } = notice.batch;
    const [first = "", second] = names.map(isolated);
    if (others > 0) return call(peopleKeys[kind].many, { first, others });
    return second === undefined
      ? call(peopleKeys[kind].one, { name: first })
      : call(peopleKeys[kind].two, { first, second });
  };
}
