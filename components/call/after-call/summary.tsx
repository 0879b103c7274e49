"use client";

import { Check, Copy } from "lucide-react";
import { useId, useState } from "react";
import { useFormatter } from "use-intl";
import type { PersonTalk, StaySummary } from "#call/call-state.ts";
import { ownTimeZone } from "#components/text/own-time-zone.ts";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { isolated } from "../isolated-name.ts";
import { SaveChat } from "../save-chat.tsx";
import { useCall } from "../use-call.ts";
import { ArrivedFiles } from "./arrived-files.tsx";
import { useDurations } from "./durations.ts";
import { percentages } from "./percentages.ts";

interface Talker extends PersonTalk {
  readonly percent: number;
}

/** Who talked longest first; who did not talk stays in the order of coming. */
function talkersOf(people: readonly PersonTalk[]): readonly Talker[] {
  const shares = percentages(people.map(({ talkMs }) => talkMs));
  return people
    .map((person, place) => ({ ...person, percent: shares[place] ?? 0 }))
    .sort((a, b) => b.talkMs - a.talkMs);
}

/** The call in short, for whoever was in it: made here, kept nowhere. */
export function Summary({ durationMs, summary }: { durationMs: number; summary: StaySummary }) {
  const text = useText("end");
  const call = useText("call");
  const duration = useDurations();
  const id = useId();
  const talkers = talkersOf(summary.people);
  const connection = useConnectionSentence(summary.connection);
  const hasTalk = talkers.some(({ talkMs }) => talkMs > 0);
  const labelOf = ({ name, isSelf }: PersonTalk) => (isSelf ? call("you", { name }) : name);
  const talked = ({ percent, talkMs }: Talker) =>
    text("summary.talked", { percent, duration: duration(talkMs) });

  return (
    <section
      aria-labelledby={`${id}-heading`}
      className="flex flex-col gap-4 rounded-card bg-raised p-5 shadow-raised"
    >
      <h2 id={`${id}-heading`} className="text-large font-semibold">
        {text("summary.heading")}
      </h2>
      <div>
        <h3 className="text-small font-medium text-muted">
          {text(hasTalk ? "summary.talk" : "summary.people")}
        </h3>
        <ul className="mt-1 flex flex-col gap-2">
          {talkers.map((talker, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat, and nothing here has a state to lose.
            <li key={place}>
              <div className="flex items-baseline justify-between gap-4">
                <span dir="auto" className="min-w-0 truncate font-medium">
                  {labelOf(talker)}
                </span>
                {hasTalk && (
                  <span className="shrink-0 text-small text-muted tabular-nums">
                    {talked(talker)}
                  </span>
                )}
              </div>
              {hasTalk && (
                <div aria-hidden="true" className="mt-1 h-1.5 rounded-full bg-sunken">
                  <div
                    className="h-full rounded-full bg-accent"
                    style={{ width: `${talker.percent}%` }}
                  />
                </div>
              )}
            </li>
          ))}
        </ul>
        {!hasTalk && <p className="mt-2 text-small text-muted">{text("summary.nobodyTalked")}</p>}
      </div>
      {connection !== null && <p>{connection}</p>}
      <ArrivedFiles files={summary.files} />
      <CopySummary
        lines={[
          text("duration", { duration: duration(durationMs) }),
          ...talkers.map((talker) =>
            hasTalk ? `${isolated(labelOf(talker))}: ${talked(talker)}` : labelOf(talker),
          ),
          ...(connection === null ? [] : [connection]),
        ]}
      >
        <SaveChat messages={summary.chat} />
      </CopySummary>
    </section>
  );
}

/** How the connection was; null where nobody else was connected. */
function useConnectionSentence({
  spentMs,
  reconnections,
}: StaySummary["connection"]): string | null {
  const text = useText("end");
  const [good = 0, fair = 0, poor = 0] = percentages([
    spentMs.good,
    spentMs.fair,
    spentMs.poor + spentMs.lost,
  ]);
  if (good + fair + poor === 0) return null;
  const quality =
    good === 100 && reconnections === 0
      ? text("summary.alwaysGood")
      : text("summary.connection", { good, fair, poor });
  return `${quality} ${text("summary.reconnections", { count: reconnections })}`;
}

/** Copies the summary; where the browser does not allow that, shows it to be copied by hand. */
function CopySummary({ lines, children }: { lines: readonly string[]; children: React.ReactNode }) {
  const text = useText("end");
  const format = useFormatter();
  const code = useCall((state) => state.code);
  const [endedAt] = useState(() => new Date());
  const [outcome, setOutcome] = useState<"copied" | "copyFailed" | null>(null);
  const timeZone = ownTimeZone();
  const date = format.dateTime(endedAt, { dateStyle: "medium", timeStyle: "short", timeZone });
  const copied = [text("summary.title", { code, date }), ...lines].join("\n");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(copied);
      setOutcome("copied");
    } catch {
      setOutcome("copyFailed");
    }
  };
  const Icon = outcome === "copied" ? Check : Copy;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap gap-3">
        <Button onClick={() => void copy()}>
          <Icon aria-hidden size={16} />
          {text("summary.copy")}
        </Button>
        {children}
      </div>
      <p role="status" className="text-small">
        {outcome !== null && text(`summary.${outcome}`)}
      </p>
      {outcome === "copyFailed" && (
        <textarea
          readOnly
          aria-label={text("summary.heading")}
          rows={6}
          value={copied}
          onFocus={({ currentTarget }) => currentTarget.select()}
          className="field py-2 text-small"
        />
      )}
      <p className="text-small text-muted">{text("summary.kept")}</p>
    </div>
  );
}
