"use client";

import { Check, Clock, Copy, Lock, SendHorizontal, SmilePlus, Trash2 } from "lucide-react";
import {
  type FormEvent,
  type KeyboardEvent,
  memo,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useFormatter } from "use-intl";
import type { PeerView } from "#call/call-state.ts";
import type { ChatMessage } from "#call/chat/chat-state.ts";
import { ownTimeZone } from "#components/text/own-time-zone.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Select } from "#components/ui/select.tsx";
import { CHAT_EMOJIS, CHAT_TEXT_MAX_LENGTH, cleanChatText } from "#protocol/chat.ts";
import { useSession } from "./call-context.tsx";
import { breaksBefore, partsOf } from "./chat-words.ts";
import { AttachFiles } from "./files/attach-files.tsx";
import { FileList } from "./files/file-list.tsx";
import { LeftOut, leaveOut } from "./files/left-out.tsx";
import { isolated } from "./isolated-name.ts";
import { useKeptWords } from "./kept-words.ts";
import { SaveChat } from "./save-chat.tsx";
import { hasTouchKeyboard } from "./touch-keyboard.ts";
import { useCall, useChat, useMay } from "./use-call.ts";

/** The talk beside the call: what was written, and a place to write. */
export function ChatPanel() {
  const text = useText("chat");
  const { chat } = useSession();
  const messages = useChat((state) => state.messages);
  const keepsForCall = useCall(({ room }) => room === null || room.keepChat === "call");
  const may = useMay("chat");
  useEffect(() => {
    chat.setOpen(true);
    return () => chat.setOpen(false);
  }, [chat]);
  return (
    <>
      {messages.length === 0 ? (
        <p className="flex-1 px-4 py-2 text-muted">{text(keepsForCall ? "empty" : "nothingYet")}</p>
      ) : (
        <Log messages={messages} />
      )}
      <FileList />
      <LeftOut />
      <Kept />
      {may ? <Writing /> : <OnlyReading />}
    </>
  );
}

/** Who can read what is written here, where that is not only who is in this meeting. */
function Kept() {
  const words = useKeptWords();
  const keepChat = useCall(({ room }) => room?.keepChat ?? "call");
  if (keepChat === "call") return null;
  return <p className="px-4 pt-2 text-small text-muted">{words(keepChat)}</p>;
}

/** Messages that are drawn at once; a log of thousands would hold up the call. */
const SHOWN_MAX = 200;

/** Kept at its end while one is there. The latest are shown, and earlier ones when they are asked for. */
function Log({ messages }: { messages: readonly ChatMessage[] }) {
  const text = useText("chat");
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const count = messages.length;
  const [shownMax, setShownMax] = useState(SHOWN_MAX);
  const first = Math.max(0, count - shownMax);
  /** How far the end was below what is seen, when earlier ones were asked for: they must not push it away. */
  const endAt = useRef<number | null>(null);
  const showEarlier = () => {
    const element = list.current;
    endAt.current = element === null ? null : element.scrollHeight - element.scrollTop;
    setShownMax((most) => most + SHOWN_MAX);
    element?.focus({ preventScroll: true });
  };
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null || endAt.current === null || shownMax === SHOWN_MAX) return;
    element.scrollTop = element.scrollHeight - endAt.current;
    endAt.current = null;
  }, [shownMax]);
  useEffect(() => {
    const element = list.current;
    if (count > 0 && element !== null && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [count]);
  return (
    <div
      ref={list}
      role="log"
      aria-label={text("messages")}
      // Scrolled by keyboard too.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable.
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < 40;
      }}
      className="flex min-h-0 flex-1 flex-col overflow-y-auto px-4 pb-2"
    >
      {first > 0 && (
        <Button look="bare" size="small" className="self-center" onClick={showEarlier}>
          {text("earlier")}
        </Button>
      )}
      {messages.slice(first).map((message, index) => (
        <Message key={message.id} message={message} before={messages[first + index - 1]} />
      ))}
    </div>
  );
}

/** Drawn again only when something of it changed, which with each new message would be all of them. */
const Message = memo(function Message({
  message,
  before,
}: {
  message: ChatMessage;
  before: ChatMessage | undefined;
}) {
  const text = useText("chat");
  const format = useFormatter();
  const { day, head } = breaksBefore(message, before);
  const { privateWith, isOwn, name } = message;
  const time = new Date(message.atMs);
  const timeZone = ownTimeZone();
  return (
    <div>
      {day && (
        <p className="py-2 text-center text-small text-muted">
          {format.dateTime(time, { weekday: "long", day: "numeric", month: "long", timeZone })}
        </p>
      )}
      <article aria-label={isOwn ? text("own") : name} className="group/message">
        {head && (
          <header className="flex items-baseline gap-2 pt-2">
            <span dir="auto" className="min-w-0 truncate font-semibold">
              {isOwn ? text("own") : name}
            </span>
            <time dateTime={time.toISOString()} className="shrink-0 text-small text-muted">
              {format.dateTime(time, { hour: "numeric", minute: "2-digit", timeZone })}
            </time>
            {privateWith !== null && (
              <span className="flex min-w-0 items-center gap-1 text-small text-accent">
                <Lock aria-hidden size={13} className="shrink-0" />
                <span className="truncate">
                  {isOwn ? text("privateTo", { name: privateWith.name }) : text("private")}
                </span>
              </span>
            )}
          </header>
        )}
        <div className="relative py-0.5">
          <Body message={message} />
          {message.status === "sending" && (
            <Clock size={13} className="ms-1 inline text-muted" aria-label={text("sending")} />
          )}
          {message.status === "failed" && (
            <p role="alert" className="text-small text-danger">
              {text("failed")}
            </p>
          )}
          {message.status === "undelivered" && message.text !== null && (
            <Undelivered message={message} />
          )}
          <Reactions message={message} />
          {message.text !== null && message.status !== "failed" && <Actions message={message} />}
        </div>
      </article>
    </div>
  );
});

/** What its addressee, as far as is known, does not have. */
function Undelivered({ message: { id, privateWith } }: { message: ChatMessage }) {
  const text = useText("chat");
  const { chat } = useSession();
  const isHere = useCall(({ peers }) =>
    peers.some(({ participant }) => participant.id === privateWith?.id),
  );
  return (
    <div className="flex flex-wrap items-center gap-x-2 text-small">
      <p role="alert" className="text-danger">
        {text("undelivered", { name: isolated(privateWith?.name ?? "") })}
      </p>
      {isHere && (
        <Button look="bare" size="small" onClick={() => chat.sendAgain(id)}>
          {text("sendAgain")}
        </Button>
      )}
    </div>
  );
}

function Body({ message: { text: said } }: { message: ChatMessage }) {
  const text = useText("chat");
  if (said === null) return <p className="text-muted italic">{text("deleted")}</p>;
  return (
    <p dir="auto" className="inline wrap-anywhere whitespace-pre-wrap">
      {partsOf(said).map((part, index) =>
        part.kind === "text" ? (
          part.text
        ) : (
          <a
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text that never changes.
            key={index}
            href={part.href}
            target="_blank"
            rel="noopener noreferrer"
            className="text-accent underline"
          >
            {part.text}
          </a>
        ),
      )}
    </p>
  );
}

/** Who reacted how: pressing joins in, or takes the own one back. */
function Reactions({ message: { id, reactions } }: { message: ChatMessage }) {
  const text = useText("chat");
  const { chat } = useSession();
  const selfId = useCall(({ self }) => self?.id);
  const people = useCall(({ room }) => room?.participants);
  const may = useMay("chat");
  if (reactions.size === 0) return null;
  return (
    <div className="flex flex-wrap gap-1 pt-1">
      {[...reactions].map(([emoji, by]) => {
        const isOn = selfId !== undefined && by.includes(selfId);
        const names = by.map((one) =>
          one === selfId ? text("own") : (people?.find((each) => each.id === one)?.name ?? "?"),
        );
        return (
          <button
            key={emoji}
            type="button"
            aria-pressed={isOn}
            aria-disabled={!may || undefined}
            aria-label={text("reactedWith", { emoji, names: names.join(", ") })}
            title={names.join(", ")}
            onClick={() => may && chat.react(id, emoji, !isOn)}
            className="min-h-7 rounded-full bg-sunken px-2 text-small tabular-nums aria-pressed:bg-accent-soft"
          >
            <span aria-hidden="true">
              {emoji} {by.length}
            </span>
          </button>
        );
      })}
    </div>
  );
}

const action =
  "grid size-9 place-items-center rounded-control text-muted hover:bg-sunken hover:text-text";

const OUTCOME_SHOWN_MS = 4_000;

/** What can be done with a message: shown when it has the pointer or the focus, and always to fingers. */
function Actions({ message }: { message: ChatMessage }) {
  const text = useText("chat");
  const { chat } = useSession();
  const may = useMay("chat");
  const [choosing, setChoosing] = useState(false);
  const [outcome, setOutcome] = useState<"copied" | "copyFailed" | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), OUTCOME_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(message.text ?? "");
      setOutcome("copied");
    } catch {
      setOutcome("copyFailed");
    }
  };
  return (
    <div className="flex flex-wrap items-center justify-end rounded-control bg-raised focus-within:opacity-100 group-hover/message:opacity-100 [@media(hover:hover)]:absolute [@media(hover:hover)]:-top-4 [@media(hover:hover)]:end-0 [@media(hover:hover)]:opacity-0 [@media(hover:hover)]:shadow-raised">
      {choosing && may ? (
        CHAT_EMOJIS.map((emoji) => (
          <button
            key={emoji}
            type="button"
            aria-label={text("reactWith", { emoji })}
            onClick={() => {
              chat.react(message.id, emoji, true);
              setChoosing(false);
            }}
            className={action}
          >
            <span aria-hidden="true">{emoji}</span>
          </button>
        ))
      ) : (
        <>
          {may && (
            <button
              type="button"
              aria-label={text("react")}
              title={text("react")}
              onClick={() => setChoosing(true)}
              className={action}
            >
              <SmilePlus aria-hidden size={17} />
            </button>
          )}
          <button
            type="button"
            aria-label={text("copy")}
            title={text("copy")}
            onClick={() => void copy()}
            className={action}
          >
            {outcome === "copied" ? (
              <Check aria-hidden size={17} />
            ) : (
              <Copy aria-hidden size={17} />
            )}
          </button>
          {message.isOwn && (
            <button
              type="button"
              aria-label={text("delete")}
              title={text("delete")}
              onClick={() => chat.remove(message.id)}
              className={action}
            >
              <Trash2 aria-hidden size={17} />
            </button>
          )}
          <span role="status" className={outcome === null ? "sr-only" : "px-2 text-small"}>
            {outcome !== null && text(outcome)}
          </span>
        </>
      )}
    </div>
  );
}

/** In place of where to write, for guests who may not. */
function OnlyReading() {
  const text = useText("moderation");
  const messages = useChat((state) => state.messages);
  return (
    <div className="space-y-1 px-4 pt-2 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
      <p role="status" className="rounded-control bg-sunken px-3 py-2 text-muted">
        {text("notPermitted", { what: "chat" })}
      </p>
      <SaveChat messages={messages} look="bare" size="small" className="-ms-3" />
    </div>
  );
}

const EVERYONE = "";

function Writing() {
  const text = useText("chat");
  const { chat } = useSession();
  const messages = useChat((state) => state.messages);
  const peers = useCall((state) => state.peers);
  const isOffline = useCall(({ signaling }) => signaling === "offline");
  const [draft, setDraft] = useState("");
  const [to, setTo] = useState(EVERYONE);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const tooLong = Math.max(0, cleanChatText(draft).length - CHAT_TEXT_MAX_LENGTH);
  const addressee = peers.find(({ participant }) => participant.id === to);
  const isGone = to !== EVERYONE && addressee === undefined;
  const unreachable =
    addressee !== undefined && addressee.link !== "connected" && addressee.link !== "unstable";
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  const isReached = ({ link }: PeerView) => link === "connected" || link === "unstable";
  const meant = peers.filter(({ participant }) => to === EVERYONE || participant.id === to);

  const send = (event?: FormEvent) => {
    event?.preventDefault();
    const said = cleanChatText(draft);
    if (said === "" || tooLong > 0 || isGone || unreachable) return;
    chat.send(
      said,
      addressee === undefined
        ? null
        : { id: addressee.participant.id, name: addressee.participant.name },
    );
    setDraft("");
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter also ends a composition (Chinese, Japanese): then it is not ours.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    // Fingers press Send, and Enter is their only way to a new line.
    if (hasTouchKeyboard() && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    send();
  };
  const problem = isGone
    ? text("gone")
    : unreachable
      ? text("unreachable", { name: addressee.participant.name })
      : tooLong > 0
        ? text("tooLong", { count: tooLong })
        : null;
  return (
    <form
      onSubmit={send}
      data-files-for={to}
      className="space-y-2 px-4 pt-2 pb-[max(0.75rem,env(safe-area-inset-bottom))]"
    >
      {isOffline && <p className="text-small text-muted">{text("offline")}</p>}
      {(peers.length > 1 || to !== EVERYONE) && (
        <label htmlFor={`${id}-to`} className="flex items-center gap-2 text-small text-muted">
          {text("to")}
          <Select id={`${id}-to`} value={to} onChange={({ target }) => setTo(target.value)}>
            <option value={EVERYONE}>{text("everyone")}</option>
            {isGone && <option value={to}>{text("goneShort")}</option>}
            {peers.map(({ participant }) => (
              <option key={participant.id} value={participant.id}>
                {participant.name}
              </option>
            ))}
          </Select>
        </label>
      )}
      {to !== EVERYONE && <p className="text-small text-muted">{text("privateHint")}</p>}
      <div className="flex items-end gap-1">
        <AttachFiles
          to={meant.filter(isReached).map(({ participant }) => participant.id)}
          onOffered={() =>
            leaveOut({
              folders: 0,
              names: meant.flatMap((peer) => (isReached(peer) ? [] : [peer.participant.name])),
            })
          }
        />
        <textarea
          ref={field}
          value={draft}
          rows={Math.min(5, Math.max(1, draft.split("\n").length))}
          aria-label={text("message")}
          aria-invalid={problem !== null || undefined}
          aria-describedby={problem === null ? undefined : `${id}-problem`}
          placeholder={text("message")}
          onChange={({ target }) => setDraft(target.value)}
          onKeyDown={onKeyDown}
          className="field max-h-40 resize-none py-2.5"
        />
        <Button
          type="submit"
          look="primary"
          aria-label={text("send")}
          disabled={cleanChatText(draft) === "" || problem !== null}
        >
          <SendHorizontal aria-hidden size={18} className="rtl:rotate-180" />
        </Button>
      </div>
      {problem !== null && (
        <p id={`${id}-problem`} role="alert" className="text-small text-danger">
          {problem}
        </p>
      )}
      <SaveChat messages={messages} look="bare" size="small" className="-ms-3" />
    </form>
  );
}
