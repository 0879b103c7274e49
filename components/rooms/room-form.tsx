"use client";

import { type ReactNode, useId, useRef, useState } from "react";
import { useFormatter } from "use-intl";
import { proposedStartMs } from "#components/schedule/proposed-start.ts";
import { clockMs, instantMs, knownZone } from "#components/schedule/zoned-time.ts";
import { ownTimeZone } from "#components/text/own-time-zone.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { ChatKeepingField } from "#components/ui/chat-keeping-field.tsx";
import { Folded } from "#components/ui/folded.tsx";
import { GuestsMayField } from "#components/ui/guests-may-field.tsx";
import { Mark } from "#components/ui/mark.tsx";
import { NewPasswordField } from "#components/ui/new-password-field.tsx";
import { Problem } from "#components/ui/problem.tsx";
import { Select } from "#components/ui/select.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { RoomPassword } from "#protocol/room-password.ts";
import { REPETITIONS, type Schedule } from "#protocol/schedule.ts";
import type { RoomAnswer, RoomPlan } from "./rooms-api.ts";
import { useRefusalWords } from "./use-refusal-words.ts";

const TITLE_MAX_LENGTH = 100;
const DURATIONS_MINUTES = [15, 30, 45, 60, 90, 120, 180, 240, 480] as const;
const PROPOSED_MINUTES = 60;
/** What calendars and the protocol can hold. */
const LATEST_DATE = "2099-12-31";

type Wrong = "whenMissing" | "whenOver";

/** The times of a form, as its fields hold them. */
interface Times {
  readonly date: string;
  readonly time: string;
  readonly minutes: number;
  readonly timeZone: string;
  readonly repeats: Schedule["repeats"];
}

function timesOf(schedule: Schedule | null): Times {
  const timeZone = knownZone(schedule?.timeZone ?? ownTimeZone());
  const atMs = schedule?.startsAtMs ?? proposedStartMs(Date.now());
  const [date = "", rest = ""] = new Date(clockMs(atMs, timeZone)).toISOString().split("T");
  return {
    date,
    time: rest.slice(0, 5),
    minutes: schedule?.minutes ?? PROPOSED_MINUTES,
    timeZone,
    repeats: schedule?.repeats ?? "never",
  };
}

/** What the fields say, or why it is no time to meet at. */
function scheduleOf({ date, time, ...rest }: Times, nowMs: number): Schedule | Wrong {
  const shownMs = Date.parse(`${date}T${time}Z`);
  if (Number.isNaN(shownMs) || date > LATEST_DATE) return "whenMissing";
  const startsAtMs = instantMs(shownMs, rest.timeZone);
  return rest.repeats === "never" && startsAtMs < nowMs ? "whenOver" : { ...rest, startsAtMs };
}

/** What was typed as a password to be set; null where nobody could set it. */
function newPassword(typed: string): RoomPassword | null {
  return RoomPassword.safeParse(typed).data ?? null;
}

/** Everything that is decided about a room, to be sent at once. */
export function RoomForm({
  plan,
  submit,
  onSubmit,
}: {
  /** What holds until something else is sent; `schedule` undefined proposes one. */
  plan: Omit<RoomPlan, "schedule" | "password"> & {
    readonly schedule: Schedule | null | undefined;
    /** Whether there is one. */
    readonly password: boolean;
  };
  /** The button's word. */
  submit: string;
  /** Resolves with the server's answer; after a good one the form is gone. */
  onSubmit: (plan: RoomPlan) => Promise<RoomAnswer<unknown>>;
}) {
  const text = useText("meetings");
  const home = useText("home");
  const settings = useText("roomSettings");
  const refusalWords = useRefusalWords();
  const whenId = useId();
  const passwordId = useId();
  const dateField = useRef<HTMLInputElement>(null);
  const [title, setTitle] = useState(plan.title ?? "");
  const [isPlanned, setIsPlanned] = useState(plan.schedule !== null);
  const [initial] = useState(() => timesOf(plan.schedule ?? null));
  const [times, setTimes] = useState(initial);
  const [requireEmail, setRequireEmail] = useState(plan.requireEmail);
  const [lobby, setLobby] = useState(plan.lobby);
  const [hostFirst, setHostFirst] = useState(plan.hostFirst);
  const [keepChat, setKeepChat] = useState(plan.keepChat);
  const [startsMuted, setStartsMuted] = useState(plan.startsMuted);
  const [guestsMay, setGuestsMay] = useState(plan.guestsMay);
  const [asksPassword, setAsksPassword] = useState(plan.password);
  const [draft, setDraft] = useState("");
  const [wrongPassword, setWrongPassword] = useState(false);
  const passwordField = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setIsSending] = useState(false);
  const change = (part: Partial<Times>) => {
    setTimes((known) => ({ ...known, ...part }));
    setWrong(null);
  };

  async function send(): Promise<void> {
    if (isSending) return;
    // What nobody touched stays as it is, also where it is over by now.
    const isSame = plan.schedule !== undefined && plan.schedule !== null && times === initial;
    const when = !isPlanned ? null : isSame ? plan.schedule : scheduleOf(times, Date.now());
    if (typeof when === "string") {
      setWrong(when);
      dateField.current?.focus();
      return;
    }
    const password = asksPassword ? newPassword(draft) : null;
    if (asksPassword && password === null && (draft !== "" || !plan.password)) {
      setWrongPassword(true);
      // Maybe folded away meanwhile.
      passwordField.current?.closest("details")?.setAttribute("open", "");
      passwordField.current?.focus();
      return;
    }
    // One that is there stays where no other is given.
    const setsPassword = asksPassword ? password !== null : plan.password;
    setIsSending(true);
    setProblem(null);
    const answer = await onSubmit({
      title: title.trim() === "" ? null : title,
      schedule: when ?? null,
      requireEmail,
      lobby,
      hostFirst,
      keepChat,
      startsMuted,
      guestsMay,
      ...(setsPassword && { password }),
    });
    if (answer.ok) return;
    setIsSending(false);
    setProblem(refusalWords(answer));
  }

  return (
    <form
      // Not as an action: React would reset the form after it, and what is chosen would show as the first there is.
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      noValidate
      className="flex flex-col gap-4"
    >
      <Field label={text("title")}>
        {(id) => (
          <input
            id={id}
            type="text"
            dir="auto"
            maxLength={TITLE_MAX_LENGTH}
            autoComplete="off"
            placeholder={text("titlePlaceholder")}
            className="field w-full"
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        )}
      </Field>
      <Switch
        label={text("planned")}
        checked={isPlanned}
        onChange={(on) => {
          setIsPlanned(on);
          setWrong(null);
        }}
      />
      {isPlanned && (
        <>
          <div className="grid grid-cols-2 gap-3">
            <Field label={text("date")}>
              {(id) => (
                <input
                  ref={dateField}
                  id={id}
                  type="date"
                  max={LATEST_DATE}
                  aria-invalid={wrong !== null}
                  aria-describedby={wrong === null ? undefined : whenId}
                  className={`field w-full ${wrong === null ? "" : "invalid"}`}
                  value={times.date}
                  onChange={(event) => change({ date: event.target.value })}
                />
              )}
            </Field>
            <Field label={text("time")}>
              {(id) => (
                <input
                  id={id}
                  type="time"
                  aria-invalid={wrong !== null}
                  aria-describedby={wrong === null ? undefined : whenId}
                  className={`field w-full ${wrong === null ? "" : "invalid"}`}
                  value={times.time}
                  onChange={(event) => change({ time: event.target.value })}
                />
              )}
            </Field>
            {wrong !== null && (
              <p id={whenId} role="alert" className="col-span-2 text-small text-danger">
                {text(wrong)}
              </p>
            )}
            <Durations minutes={times.minutes} onChange={(minutes) => change({ minutes })} />
            <Field label={text("repeat")}>
              {(id) => (
                <Select
                  id={id}
                  value={times.repeats}
                  onChange={(event) => {
                    const repeats = REPETITIONS.find((each) => each === event.target.value);
                    if (repeats !== undefined) change({ repeats });
                  }}
                >
                  {REPETITIONS.map((each) => (
                    <option key={each} value={each}>
                      {text(`repeats.${each}`)}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          </div>
          <Zones timeZone={times.timeZone} onChange={(timeZone) => change({ timeZone })} />
        </>
      )}
      <Switch label={home("lobby")} hint={home("lobbyHint")} checked={lobby} onChange={setLobby} />
      <Switch
        label={home("hostFirst")}
        hint={home("hostFirstHint")}
        checked={hostFirst}
        onChange={setHostFirst}
      />
      <Switch
        label={home("requireEmail")}
        hint={home("requireEmailHint")}
        checked={requireEmail}
        onChange={setRequireEmail}
      />
      <Folded heading={settings("heading")}>
        <div className="flex flex-col gap-4 pt-1">
          <Switch
            label={settings("startMuted")}
            hint={settings("startMutedHint")}
            checked={startsMuted}
            onChange={setStartsMuted}
          />
          <GuestsMayField
            guestsMay={guestsMay}
            onChange={(what, allowed) => setGuestsMay((may) => ({ ...may, [what]: allowed }))}
          />
          <ChatKeepingField keeping={keepChat} onChange={setKeepChat} />
          <Switch
            label={settings("askPassword")}
            checked={asksPassword}
            onChange={(on) => {
              setAsksPassword(on);
              setWrongPassword(false);
            }}
          />
          {asksPassword && (
            <div className="space-y-2">
              <NewPasswordField
                id={passwordId}
                field={passwordField}
                value={draft}
                hint={settings(plan.password ? "passwordSet" : "passwordHint")}
                isWrong={wrongPassword}
                problem={(lengths) => settings("passwordProblem", lengths)}
                onChange={(typed) => {
                  setDraft(typed);
                  if (newPassword(typed) !== null) setWrongPassword(false);
                }}
              >
                <label htmlFor={passwordId} className="font-medium">
                  {settings("newPassword")}
                </label>
              </NewPasswordField>
            </div>
          )}
        </div>
      </Folded>
      {problem !== null && <Problem>{problem}</Problem>}
      <Button type="submit" look="primary" size="large" aria-busy={isSending}>
        {isSending && <Mark size={20} turning />}
        {submit}
      </Button>
    </form>
  );
}

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <label htmlFor={id} className="text-small font-medium">
        {label}
      </label>
      {children(id)}
    </div>
  );
}

function Durations({
  minutes,
  onChange,
}: {
  minutes: number;
  onChange: (minutes: number) => void;
}) {
  const text = useText("meetings");
  const format = useFormatter();
  // A program may have planned any number of minutes.
  const all = [...new Set([...DURATIONS_MINUTES, minutes])].sort((a, b) => a - b);
  const words = (each: number) =>
    each < 60 || each % 30 !== 0
      ? format.number(each, { style: "unit", unit: "minute", unitDisplay: "long" })
      : format.number(each / 60, { style: "unit", unit: "hour", unitDisplay: "long" });
  return (
    <Field label={text("duration")}>
      {(id) => (
        <Select id={id} value={minutes} onChange={(event) => onChange(Number(event.target.value))}>
          {all.map((each) => (
            <option key={each} value={each}>
              {words(each)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function Zones({ timeZone, onChange }: { timeZone: string; onChange: (timeZone: string) => void }) {
  const text = useText("meetings");
  // The browser's list has each zone under one name, and the one in use may have another.
  const all = [...new Set([timeZone, ...Intl.supportedValuesOf("timeZone")])].sort();
  return (
    <Field label={text("zone")}>
      {(id) => (
        <Select id={id} value={timeZone} onChange={(event) => onChange(event.target.value)}>
          {all.map((each) => (
            <option key={each} value={each}>
              {each.replaceAll("_", " ")}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
